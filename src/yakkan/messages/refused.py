"""Errors that a user can mend: what is wrong, where, and the cure."""

from collections.abc import Sequence
from dataclasses import dataclass

from yakkan.messages.catalogue import Language, say


@dataclass(frozen=True)
class InBoth:
    """A value of a message that is itself said in words: each language has its own."""

    ja: str
    en: str


@dataclass
class Refused(Exception):
    """Input that is refused: a message of the catalogue with its values, and where it stands.

    `file` and `line` (from 1) say where; either may be unknown. The message holds the cure.
    """

    name: str
    file: str = ""
    line: int = 0
    values: dict[str, object] | None = None

    @property
    def code(self) -> str:
        """The message's name without its topic: `overlap` for `terms.overlap`."""
        return self.name.rpartition(".")[2]

    def text(self, language: Language) -> str:
        """The whole message, place first: `terms/a.yaml, line 3: ...`."""
        values = (self.values or {}).items()
        said = {key: getattr(value, language) if isinstance(value, InBoth) else value for key, value in values}
        what = say(language, self.name, **said)
        if self.file and self.line:
            place = say(language, "input.at", file=self.file, line=self.line)
        else:
            place = self.file
        return f"{place}: {what}" if place else what

    def __str__(self) -> str:
        return self.text("en")


@dataclass
class Refusals(Exception):
    """Several things wrong with one input, told together so that they can be mended together."""

    all: Sequence[Refused]

    def text(self, language: Language) -> str:
        """One line each."""
        return "\n".join(refused.text(language) for refused in self.all)

    def __str__(self) -> str:
        return self.text("en")
