"""The lines of a delivered text file, cleaned in one pass: UTF-8, one record a line, every physical line in its place.

A line that can't be a record (blank, unreadable, the header) is replaced by a stand-in that no reader takes for a
record, so that line numbers stay those of the delivered file; what it was is noted beside it. Clean blocks, nearly all
of a file, pass at the speed of memory; only a block that holds something unusual is looked at line by line.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

Encoding = Literal["utf-8", "utf-8-sig", "cp932"]
Undecodable = Literal["refuse", "replace"]

LONGEST = 100_000
"""The longest line, in bytes: past it a line end was lost."""
STAND_IN = b"\x1a\n"
HEADER, BLANK = "header", "blank"
"""The notes on lines that are no records and no errors."""

_BLOCK = 4 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


@dataclass
class Cleaner:
    """Copies the lines of one file: cleaned to `clean`, the notes on lines replaced (`line,note`) to `notes`."""

    clean: BinaryIO
    notes: BinaryIO
    encoding: Encoding = "utf-8"
    undecodable: Undecodable = "refuse"
    delimiter: str = ","
    line: int = field(default=0, init=False)
    noted: int = field(default=0, init=False)
    quoted_rightly: re.Pattern[bytes] = field(init=False)

    def __post_init__(self) -> None:
        mark = re.escape(self.delimiter.encode())
        fields = rb'(?:"(?:[^"\n]++|"")*+"|[^"' + mark + rb"\n]*+)"
        self.quoted_rightly = re.compile(rb"(?:" + fields + rb"[" + mark + rb"\n])*+")

    def copy(self, file: Path, *, header: bool) -> str:
        """Copies `file` and returns the SHA-256 of its bytes; with a `header`, line 1 is noted as such."""
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            for block in blocks(stream, digest):
                rest = block.removeprefix(_BOM) if self.line == 0 else block
                if header and self.line == 0:
                    self._note(HEADER)
                    rest = rest.partition(b"\n")[2]
                self._block(rest)
        return digest.hexdigest()

    def _block(self, block: bytes) -> None:
        decoded = self._decoded(block)
        if decoded is not None and self._is_clean(decoded):
            self.clean.write(decoded)
            self.line += decoded.count(b"\n")
            return
        for raw in block.split(b"\n")[:-1]:
            self._line(raw)

    def _line(self, raw: bytes) -> None:
        if is_blank(raw):
            return self._note(BLANK)
        if len(raw) > LONGEST:
            return self._note("line_too_long")
        if b"\0" in raw:
            return self._note("nul_byte")
        decoded = self._decoded(raw + b"\n")
        if decoded is None:
            return self._note("undecodable")
        if b'"' in decoded and not self.quoted_rightly.fullmatch(decoded):
            return self._note("unclosed_quote" if decoded.count(b'"') % 2 else "bad_quote")
        self.clean.write(decoded)
        self.line += 1
        return None

    def _note(self, what: str) -> None:
        self.line += 1
        self.noted += 1
        self.clean.write(STAND_IN)
        self.notes.write(f"{self.line},{what}\n".encode())

    def _decoded(self, block: bytes) -> bytes | None:
        """The block in UTF-8; None where bytes can't be decoded and may not be replaced."""
        encoding = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        try:
            text = block.decode(encoding)
        except UnicodeDecodeError:
            if self.undecodable == "refuse":
                return None
            text = block.decode(encoding, errors="replace")
            if text.count("\n") != block.count(b"\n"):
                return None
            return text.encode()
        return block if encoding == "utf-8" else text.encode()

    def _is_clean(self, block: bytes) -> bool:
        return not (
            b"\0" in block
            or b"\x1a" in block
            or block.startswith(b"\n")
            or b"\n\n" in block
            or _may_hold_a_long_line(block)
            or (b'"' in block and not self.quoted_rightly.fullmatch(block))
        )


def is_blank(raw: bytes) -> bool:
    """Whether a line is nothing; a lone ^Z is how DOS ended a file."""
    return raw in (b"", b"\x1a")


def blocks(stream: BinaryIO, digest: "hashlib._Hash") -> Iterator[bytes]:
    """Blocks of whole lines, each ended by LF whatever ended it; a huge line is cut past what is allowed.

    All bytes of the stream go through `digest`.
    """
    carried = b""
    while chunk := stream.read(_BLOCK):
        digest.update(chunk)
        data = carried + chunk
        half_an_end = b"\r" if data.endswith(b"\r") else b""  # its LF may come with the next chunk
        data = _line_feeds(data.removesuffix(b"\r"))
        end = data.rfind(b"\n") + 1
        if end:
            yield data[:end]
        carried = data[end : end + LONGEST + 1] + half_an_end
    if carried:
        yield _line_feeds(carried.removesuffix(b"\r")) + b"\n"


def _line_feeds(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _may_hold_a_long_line(block: bytes) -> bool:
    """Whether a line may be longer than allowed: none is where each stretch of half that length holds a line end."""
    stretch = LONGEST // 2
    return any(block.find(b"\n", at, at + stretch) < 0 for at in range(0, max(len(block) - stretch, 0), stretch))
