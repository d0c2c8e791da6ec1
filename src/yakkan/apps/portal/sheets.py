"""Sheets: CSV that Excel opens as it is (UTF-8 with a byte order mark), and in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a spreadsheet takes a cell that begins so for a formula by (OWASP, CSV injection)."""


def sheet(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Rows as CSV. Whole numbers stay numbers; a text that could be a formula gets an apostrophe before it.

    >>> sheet([("=1+1", -3)]).decode("utf-8-sig")
    "'=1+1,-3\\r\\n"
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str | int) -> str | int:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
