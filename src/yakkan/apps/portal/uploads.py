"""Papers that a browser sends: no more of each is kept than shows that it is too large."""

import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from yakkan.apps.incidents.actions import MOST_PAPERS
from yakkan.apps.incidents.papers import LARGEST

_LONGEST = 60
"""Letters of a name: a file system may hold 255 bytes of it."""


class Papers(TemporaryFileUploadHandler):
    """Receives files into temporary ones: of each a byte more than a paper may have, of one too many nothing."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._files = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Another file comes."""
        super().new_file(*args, **kwargs)
        self._files += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A part of it; what is too much is read and dropped."""
        room = LARGEST + 1 - start if self._files <= MOST_PAPERS else 0
        if room > 0:
            self.file.write(raw_data[:room])


@contextmanager
def set_aside(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The files under their own names, each in a folder of its own, since telephones name all pictures alike."""
    with tempfile.TemporaryDirectory() as folder:
        kept = []
        for number, file in enumerate(files):
            path = Path(folder) / str(number) / _name(file.name or "")
            path.parent.mkdir()
            with path.open("wb") as stream:
                for chunk in file.chunks():
                    stream.write(chunk)
            kept.append(path)
        yield kept


def _name(given: str) -> str:
    """What can be printed of a file's name, its end where it is long."""
    name = unicodedata.normalize("NFC", Path(given.replace("\\", "/")).name)
    return "".join(letter for letter in name if letter.isprintable())[-_LONGEST:].lstrip(".") or "paper"
