"""The catalogue: every message of the product by name, read once from this folder's YAML files."""

import os
from functools import cache
from importlib import resources
from typing import Literal

import yaml

Language = Literal["ja", "en"]
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml's, where PyYAML has it: every command reads this


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All messages: `topic.code` to its text in each language."""
    messages = {}
    for file in sorted(resources.files(__package__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            topic = file.name.removesuffix(".yaml")
            texts = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
            messages.update({f"{topic}.{code}": text for code, text in texts.items()})
    return messages


def say(language: Language, name: str, /, **values: object) -> str:
    """The message `name` in `language`, its `{placeholders}` filled with `values`.

    Raises KeyError for a name or a placeholder that the catalogue does not have: a mistake in the code.
    """
    return catalogue()[name][language].format(**values)


def locale_language() -> Language:
    """The language of the process's locale: Japanese where it says so, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ja" if locale.lower().startswith("ja") else "en"
