"""The CSV files of a CGRateS tariff plan as rows by column name; the first line that begins with # is the head.

Names of columns changed over its versions (Tag, Id, ID); all are read. A column that we do not know must be empty.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from yakkan.messages import Refused

COLUMNS = {
    "Destinations.csv": ("id", "prefix"),
    "Timings.csv": ("id", "years", "months", "monthdays", "weekdays", "time"),
    "Rates.csv": ("id", "connectfee", "rate", "rateunit", "rateincrement", "groupintervalstart"),
    "DestinationRates.csv": (
        "id", "destination", "rates", "roundingmethod", "roundingdecimals", "maxcost", "maxcoststrategy",
    ),
    "RatingPlans.csv": ("id", "destinationrates", "timing", "weight"),
    "RatingProfiles.csv": ("tenant", "category", "subject", "activationtime", "ratingplan", "fallbacksubjects"),
}  # fmt: skip
"""The columns of each file, in the order of a file without a head."""
OPTIONAL = ("fallbacksubjects", "roundingmethod", "roundingdecimals", "maxcost", "maxcoststrategy", "weight")
_ALSO = {
    "tag": "id", "ratesfallbacksubject": "fallbacksubjects", "rate": "rates", "rating": "ratingplan",
    "cdrstatqueue": "cdrstatqueue",
}  # fmt: skip
_OUT = ("direction", "*out")


@dataclass(frozen=True)
class Row:
    """A line of a file, by the names in COLUMNS."""

    file: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def refused(self, code: str, **values: object) -> Refused:
        """An error at this line."""
        return Refused(f"tariffs.{code}", str(self.file), self.line, values)

    @property
    def place(self) -> str:
        """File and line, as what is made of it cites it."""
        return f"{self.file.name}:{self.line}"


def read(folder: Path, name: str) -> list[Row]:
    """The rows of one of the files of COLUMNS. Raises Refused where it is not there or not of that shape."""
    file = folder / name
    if not file.is_file():
        raise Refused("input.no_such_file", str(file))
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return list(_rows(file, csv.reader(stream, strict=True), COLUMNS[name]))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused("tariffs.not_csv", str(file), 0, {"problem": type(error).__name__}) from error


def _rows(file: Path, reader: Iterator[list[str]], columns: Sequence[str]) -> Iterator[Row]:
    names: Sequence[str] = columns
    headed = False
    for number, cells in enumerate(reader, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if cells[0].startswith("#"):
            if not headed and len(cells) > 1:
                names, headed = _named(cells, columns), True
            continue
        row = Row(file, number, {name: cell.strip() for name, cell in zip(names, cells, strict=False)})
        if len(cells) > len(names) or any(column not in row.cells for column in columns if column not in OPTIONAL):
            raise row.refused("columns", columns=", ".join(columns))
        for name, cell in row.cells.items():
            if name not in columns and cell not in ("", _OUT[1] if name == _OUT[0] else ""):
                raise row.refused("unknown_column", column=name)
        yield row


def _named(cells: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Our names of a head's columns."""
    names = []
    for cell in cells:
        name = cell.strip().lstrip("#").strip().lower()
        if name not in columns and name not in ("id", "tag"):
            name = name.removesuffix("ids").removesuffix("id").removesuffix("tag")
        names.append(name if name in columns else _ALSO.get(name, name))
    return names
