"""A long text read forwards: always enough of what comes next to match a pattern, never much more in memory."""

import codecs
import hashlib
import re
from collections.abc import Callable
from typing import BinaryIO

_CHUNK = 4 * 1024 * 1024
_AHEAD = 1024 * 1024
"""So many characters are there ahead, or all that are left: ten times the longest line."""


class Stream:
    """The text of a file from `at` on, where line `line` is. Every line end is LF; the last line has one too.

    Bytes that can't be decoded stand as lone surrogates, so that whoever meets them knows.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self.text, self.at, self.line = "", 0, 1
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape")
        self._digest = hashlib.sha256()
        self._ended = False
        self._half_an_end = ""
        self._first = True
        self._fill()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes that were read."""
        return self._digest.hexdigest()

    def more(self) -> bool:
        """Whether anything is left."""
        return self.at < len(self.text)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The pattern, if it stands here."""
        return pattern.match(self.text, self.at)

    def to(self, position: int) -> None:
        """Goes on to a position in `text`, which then may hold other text."""
        self.line += self.text.count("\n", self.at, position)
        self.at = position
        if not self._ended and len(self.text) - self.at < _AHEAD:
            self._fill()

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Goes on past all that the pattern matches; whether anything is left then."""
        while (found := self.match(pattern)) and found.end() > self.at:
            self.to(found.end())
        return self.more()

    def next_line(self) -> str | None:
        """The rest of the line, past which it goes; None at the end. Of a huge line only the beginning is kept."""
        if not self.more():
            return None
        kept = ""
        while (end := self.text.find("\n", self.at)) < 0:
            kept = kept or self.text[self.at :]
            self.to(len(self.text))
        line = kept or self.text[self.at : end]
        self.to(end + 1)
        return line

    def to_line(self, ends: Callable[[str], bool]) -> None:
        """Goes on past the next line that `ends` knows, or to the end."""
        while (line := self.next_line()) is not None and not ends(line):
            pass

    def to_start(self, *patterns: re.Pattern[str]) -> None:
        """Goes on to the next line that begins as one of the patterns says, or to the end."""
        while self.next_line() is not None and not any(self.match(pattern) for pattern in patterns):
            pass

    def _fill(self) -> None:
        """Reads on; what lies behind is forgotten."""
        pieces = [self.text[self.at :]]
        self.at = 0
        ahead = len(pieces[0])
        while not self._ended and ahead < _AHEAD:
            piece = self._piece()
            pieces.append(piece)
            ahead += len(piece)
        text = "".join(pieces)
        self.text = text + "\n" if self._ended and text and not text.endswith("\n") else text

    def _piece(self) -> str:
        chunk = self._stream.read(_CHUNK)
        self._digest.update(chunk)
        self._ended = not chunk
        text = self._half_an_end + self._decoder.decode(chunk, final=self._ended)
        self._half_an_end = ""
        if self._first and text:
            text, self._first = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), False
        if text.endswith("\r") and not self._ended:
            text, self._half_an_end = text[:-1], "\r"
        return text.replace("\r\n", "\n").replace("\r", "\n")
