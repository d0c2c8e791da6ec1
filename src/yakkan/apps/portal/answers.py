"""Answers that are files."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.http import HttpResponse

from yakkan.apps.portal.sheets import sheet


def download(rows: Iterable[Sequence[str | int]], name: str) -> HttpResponse:
    """Rows as a CSV file to keep."""
    return attached(sheet(rows), "text/csv; charset=utf-8", f"{name}.csv")


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep, under a name."""
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    )
