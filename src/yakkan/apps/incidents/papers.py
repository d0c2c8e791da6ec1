"""Papers of claims: PDF, JPEG and PNG, told by what they hold and not by their names; kept privately."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from yakkan.messages import Refused

LARGEST = 10 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_WRITTEN_AS_NUMBER = re.compile(rb"#([0-9A-Fa-f]{2})")
"""A letter of a PDF's name may be written as its number: `/J#53` is `/JS`."""
_TAIL = 1024


@dataclass(frozen=True)
class Paper:
    """A paper that was looked at: its name, type (`pdf`, `jpeg`, `png`), SHA-256 and bytes."""

    name: str
    type: str
    sha256: str
    content: bytes


def look(file: Path) -> Paper:
    """The paper in a file. Refused where it is too large, empty, active, or none of the three types."""
    if not file.is_file():
        raise Refused("input.no_such_file", str(file))
    size = file.stat().st_size
    if size > LARGEST:
        raise Refused("incident.paper_too_large", str(file), values={"size": f"{size:,}", "most": f"{LARGEST:,}"})
    content = file.read_bytes()
    found = _type(content)
    if not found:
        raise Refused("incident.paper_of_no_type", str(file))
    if found == "pdf" and _ACTIVE.search(_WRITTEN_AS_NUMBER.sub(lambda two: bytes([int(two[1], 16)]), content)):
        raise Refused("incident.paper_is_active", str(file))
    return Paper(file.name, found, hashlib.sha256(content).hexdigest(), content)


def _type(content: bytes) -> str:
    """The type, '' for none: both ends of the file must be those of it, so that nothing else hides behind."""
    if re.match(rb"%PDF-[12]\.\d", content) and b"%%EOF" in content[-_TAIL:]:
        return "pdf"
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        return "jpeg"
    return "png" if content.startswith(_PNG) and content.endswith(_PNG_END) else ""


def keep(paper: Paper, data: Path) -> Path:
    """Keep a paper in `<data>/claims`, readable to nobody else; it is whole or not there."""
    folder = data / "claims"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / paper.sha256
    if target.exists():
        return target
    handle, aside = tempfile.mkstemp(prefix=".", dir=folder)
    with os.fdopen(handle, "wb") as stream:
        stream.write(paper.content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(aside).rename(target)
    return target


def kept(sha256: str, data: Path) -> bytes:
    """The bytes of a paper that is kept. Refused where they are gone, or are others than were kept."""
    file = data / "claims" / sha256
    content = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refused("incident.paper_gone", values={"sha256": sha256})
    return content
