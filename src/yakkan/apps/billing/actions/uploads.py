"""Usage files that were uploaded by a page, in a folder that only we read, until they are loaded.

They hold personal data: they are removed when they were loaded, and after a day where nobody loaded them.
"""

import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from django.conf import settings

from yakkan import clock
from yakkan.apps.billing.models import Job
from yakkan.apps.billing.models.job import LOAD, OPEN
from yakkan.messages import Refused

_DAY = 24 * 3600
_LONGEST = 120
_UPLOAD = re.compile(r"[0-9a-f]{32}", re.ASCII)
"""The name of an upload: it comes back in an address, and no other, such as `..`, may name a folder."""


class Sent(Protocol):
    """A file that a browser sent: its name and its bytes, piece by piece."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """The bytes."""


def keep_upload(files: Sequence[Sent]) -> str:
    """Keep the files under their own names; says the name of the upload. Refused for names that cannot be kept."""
    _remove_left()
    names = [_name(file.name or "") for file in files]
    if len(set(names)) < len(names):
        raise Refused("desk.same_names")
    upload = secrets.token_hex(16)
    folder = _folder() / upload
    folder.mkdir(parents=True, mode=0o700)
    for file, name in zip(files, names, strict=True):
        with (folder / name).open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    return upload


def files_of(upload: str) -> list[Path]:
    """The files of an upload, by name. Refused where it is gone."""
    folder = _folder() / upload
    files = sorted(folder.iterdir()) if _UPLOAD.fullmatch(upload) and folder.is_dir() else []
    if not files:
        raise Refused("desk.upload_gone")
    return files


def forget_upload(upload: str) -> None:
    """Remove an upload's files."""
    if _UPLOAD.fullmatch(upload):
        shutil.rmtree(_folder() / upload, ignore_errors=True)


def _folder() -> Path:
    return Path(settings.DATA) / "uploads"


def _remove_left() -> None:
    before = clock.now().timestamp() - _DAY
    loading = set(Job.objects.filter(kind=LOAD, state__in=OPEN).values_list("subject", flat=True))
    for upload in _folder().iterdir() if _folder().is_dir() else ():
        if upload.name not in loading and upload.stat().st_mtime < before:
            shutil.rmtree(upload, ignore_errors=True)


def _name(given: str) -> str:
    """The file's own name, of letters that can be printed; it is what a delivery is called."""
    name = unicodedata.normalize("NFC", Path(given.replace("\\", "/")).name)
    if not name or name.startswith(".") or len(name) > _LONGEST or not name.isprintable():
        raise Refused("desk.bad_file_name", values={"longest": _LONGEST})
    return name
