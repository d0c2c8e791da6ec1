"""The files that take longest begin first, so that no worker is left with one at the end."""

import gc
from pathlib import Path

import pytest

LONGEST = (
    "engines/test_spark.py", "mutation", "crash", "cli/test_demo_correction.py", "cli/test_demo.py", "browser",
)  # fmt: skip
"""Files and folders, the longest first; each is one worker's, or each file of a folder is."""


def pytest_configure() -> None:
    gc.set_threshold(50_000, 20, 100)  # as the command does, see yakkan.cli.main


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(item.path.relative_to(Path(__file__).parent).as_posix()))


def _place(file: str) -> int:
    return next((i for i, name in enumerate(LONGEST) if file.startswith(name)), len(LONGEST))
