"""Documents as PDF: set by Typst, tagged (PDF/UA-1), fit to be kept (PDF/A-2a), the faces of the repository embedded.

The same document gives the same bytes: the only day in it is the day of issue, and nothing is drawn by lot.
"""

import json
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from yakkan.documents import glyphs
from yakkan.documents.content import Document, Table, Text, plain
from yakkan.documents.width import width
from yakkan.messages import Refused

_HERE = Path(__file__).parent
_SHORT, _WIDEST = 18, 44
"""A column of words no wider than the first has the weight 0: its texts are not broken. The others share the rest."""


class Press:
    """Sets documents, one after the other, whatever threads ask: made once a process, it can make a million."""

    def __init__(self) -> None:
        """Reads the template and the faces; those of the machine are left alone."""
        faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(glyphs.FACES)])
        self._compiler = typst.Compiler(str(_HERE / "document.typ"), root=str(_HERE), font_paths=faces)
        self._turn = Lock()

    def pdf(self, document: Document) -> bytes:
        """The document as PDF. Raises Refused where a face lacks a character, before anything is made."""
        glyphs.check(document)
        data = {**_data(document), "issued_on": _day(document.issued_on)}
        inputs = {"document": json.dumps(data, ensure_ascii=False)}
        try:
            with self._turn:  # a compiler does one thing at a time
                made = self._compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1", "a-2a"])
        except typst.TypstError as error:
            values = {"document": document.number, "whose": document.customer, "problem": error.message}
            raise Refused("documents.not_set", values={**values}) from error
        if not isinstance(made, bytes):
            raise TypeError(f"Typst made {type(made)}")
        return made


@cache
def press() -> Press:
    """The press of this process."""
    return Press()


def _data(value: Any) -> Any:
    """Content as JSON has it: each object says what it `is`, a table's column its `weight` beside the others."""
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    if not is_dataclass(value):
        return value
    of: Any = type(value)
    kind, names = _named(of)
    data = {"is": kind, **{name: _data(getattr(value, name)) for name in names}}
    if isinstance(value, Table):
        for place, column in enumerate(value.columns):
            data["columns"][place]["weight"] = _weight([column.header, *(row.cells[place] for row in value.rows)])
    return data


@cache
def _named(kind: type[Any]) -> tuple[str, tuple[str, ...]]:
    """What an object of this class is, and has."""
    return kind.__name__.lower(), tuple(each.name for each in fields(kind))


def _weight(cells: list[Text]) -> int:
    widest = max(width(plain(cell)) for cell in cells)
    return min(widest, _WIDEST) if widest > _SHORT else 0


def _day(iso: str) -> dict[str, int]:
    year, month, day = map(int, iso.split("-"))
    return {"year": year, "month": month, "day": day}
