"""Comparing two books: their differences in words of both languages, each with its effect on usage; no database.

OUT/differences.csv     a row a difference: service, entry, days (inclusive, as in the book), both books in words
OUT/differences.json    the same with all effects and fingerprints, and what was compared
"""

import csv
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from yakkan.bill import compared
from yakkan.bill.explain import Telling
from yakkan.days import LAST_DAY, Interval
from yakkan.engines import DuckDB, lake
from yakkan.engines.scratch import scratch
from yakkan.messages import Language, Refused
from yakkan.money import text_of_units
from yakkan.rating import CONTRACTS
from yakkan.runs.folder import json_text
from yakkan.runs.intake import Inputs, take_in
from yakkan.terms import Book
from yakkan.terms.compare import Difference, differences, only_in_one
from yakkan.terms.compare.effect import Effect, effects
from yakkan.terms.schema import UsageCharge
from yakkan.terms.tariff import USE, instants
from yakkan.usage import CANONICAL
from yakkan.usage import SCHEMA as USAGE

BOOKS = ("terms", "configured", "published")
"""The three books, by the folder that each stands in."""
LANGUAGES: tuple[Language, ...] = ("ja", "en")
COLUMNS = (
    "service", "entry", "name_ja", "name_en", "section", "from", "until", "usage",
    *(f"{side}_{what}" for side in ("one", "other") for what in ("ja", "en", "clauses")),
    "quantity", "one_yen", "other_yen", "fingerprint",
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """A difference told: its name and what both books say, by language, and what it comes to.

    `records`: of how many records of a sample the quantity of the only effect is the median; 0 without a sample.
    """

    difference: Difference
    names: dict[str, str]
    words: dict[str, tuple[str, str]]
    effects: Sequence[Effect]
    records: int = 0


@dataclass(frozen=True)
class Comparison:
    """What two books charge differently, and the services that only one of them holds."""

    books: tuple[str, str]
    known_on: date
    found: Sequence[Compared]
    only: tuple[list[str], list[str]]


def book_of(book: Book, name: str, folder: Path) -> Book:
    """One of the three books. Raises Refused where there is none."""
    found: Book | None = book if name == "terms" else getattr(book, name)
    if found is None:
        raise Refused("compare.no_such_book", str(folder / name), 0, {"book": name})
    return found


def compare(books: tuple[Book, Book], names: tuple[str, str], known_on: date, usage: Sequence[Path] = ()) -> Comparison:
    """Compares two books as known on a day; with files of usage, the effect is that on their median quantity."""
    found = differences(*books, known_on)
    medians = _medians(found, usage) if usage else {}
    return Comparison(
        names, known_on, [told(one, books, medians.get(i)) for i, one in enumerate(found)], only_in_one(*books)
    )


def told(difference: Difference, books: tuple[Book, Book], median: tuple[int, int] | None = None) -> Compared:
    """A difference in words, and its effect; on the `median` quantity of so many records where one is given."""
    tellings = {language: Telling(language, books[0]) for language in LANGUAGES}
    return Compared(
        difference,
        {language: compared.name(difference, telling) for language, telling in tellings.items()},
        {language: compared.both(difference, books, telling) for language, telling in tellings.items()},
        effects(difference, [median[0]] if median else ()),
        median[1] if median else 0,
    )


def _medians(found: Sequence[Difference], files: Sequence[Path]) -> dict[int, tuple[int, int]]:
    """For each difference that usage in the files falls under: the median quantity and how many records there are."""
    medians = {}
    with scratch() as work, closing(DuckDB(spill=work / "spill")) as engine:
        contracts = engine.put("contracts", CONTRACTS, [])
        taken = take_in(files, CANONICAL, Inputs(engine, contracts), work / "taken")
        months = [file for intake in taken for file in sorted(intake.folder.glob("usage/*/usage.parquet"))]
        usage = engine.read("usage", USAGE, months)
        classes = [row["usage_class"] for row in engine.rows(usage.select("usage_class").distinct())]
        for i, difference in enumerate(found):
            wanted = [each for each in classes if _falls_under(difference, each)]
            of_class = usage.filter(usage.usage_class.isin(wanted)).select("quantity", day=usage.started_at.date())
            days = difference.days
            rows = engine.rows(
                of_class.filter((of_class.day >= days.start) & (of_class.day < days.end)).order_by("quantity")
            )
            if wanted and rows:
                medians[i] = (rows[(len(rows) - 1) // 2]["quantity"], len(rows))
    return medians


def _median(engine: DuckDB, usage: ir.Table, days: Interval) -> tuple[int, int] | None:
    """The median quantity of the records of these days (of two in the middle the smaller), and their number."""
    first, end = instants(days)
    found = usage.filter((usage.started_at >= first) & (usage.started_at < end)).select("quantity", "record_id")
    count = engine.count(found)
    middle = engine.rows(found.order_by("quantity", "record_id").limit(1, offset=max(count - 1, 0) // 2))
    return (middle[0]["quantity"], count) if middle else None


def _falls_under(difference: Difference, usage_class: str) -> bool:
    use = dict(zip(USE, usage_class.split("|"), strict=True))
    entries = [side.entry for side in (difference.terms, difference.other) if side.entry]
    charges = [entry for entry in entries if isinstance(entry, UsageCharge)]
    return bool(charges) and all(charge.applies.holds(use) for charge in charges)


def inclusive(days: Interval) -> tuple[str, str]:
    """The first and the last day as texts; the last is empty where there is no end."""
    return str(days.start), "" if days.end == LAST_DAY else str(days.end - timedelta(days=1))


def write(comparison: Comparison, out: Path) -> None:
    """Writes the differences into the new folder `out`. Raises Refused where it exists."""
    lake.sweep(out.parent)
    try:
        with lake.written_aside(out) as aside:
            with (aside / "differences.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
                writer.writeheader()
                writer.writerows(_row(one) for one in comparison.found)
            (aside / "differences.json").write_text(json_text(_described(comparison)), encoding="utf-8")
    except FileExistsError as error:
        raise Refused("runs.out_exists", str(out)) from error


def _described(comparison: Comparison) -> dict[str, Any]:
    return {
        "books": list(comparison.books),
        "as_known_on": str(comparison.known_on),
        "only_in": dict(zip(comparison.books, comparison.only, strict=True)),
        "differences": [_detail(one) for one in comparison.found],
    }


def _detail(one: Compared) -> dict[str, Any]:
    difference = one.difference
    sides = zip(("one", "other"), (difference.terms, difference.other), strict=True)
    return {
        **{name: value for name, value in _row(one).items() if name not in ("quantity", "one_yen", "other_yen")},
        "facets": list(difference.facets),
        "effects": [
            {"kind": e.kind, "quantity": e.quantity, "one_yen": _yen(e.terms), "other_yen": _yen(e.other),
             "day": e.day or "", "minute": e.minute}
            for e in one.effects
        ],
        "records": one.records,
        "said": {side: {"entry": said.id, **json.loads(json.dumps(said.facets))} for side, said in sides},
    }  # fmt: skip


def _row(one: Compared) -> dict[str, Any]:
    """A difference as a row of COLUMNS; its effect is the first that differs."""
    difference = one.difference
    first, last = inclusive(difference.days)
    shown = next((effect for effect in one.effects if effect.differs), None)
    row = {
        "service": difference.service, "entry": difference.entry, "section": difference.section,
        "from": first, "until": last, "usage": difference.usage, "fingerprint": difference.fingerprint,
        **{f"name_{language}": name for language, name in one.names.items()},
        "quantity": shown.quantity if shown and shown.kind else "",
        "one_yen": _yen(shown.terms) if shown else "", "other_yen": _yen(shown.other) if shown else "",
    }  # fmt: skip
    for i, (side, said) in enumerate((("one", difference.terms), ("other", difference.other))):
        row |= {f"{side}_{language}": words[i] for language, words in one.words.items()}
        row[f"{side}_clauses"] = "; ".join(f"{source} {clause}" for source, clause in said.clauses)
    return row


def _yen(amount: int | None) -> str:
    return "" if amount is None else text_of_units(amount)
