"""Incidents against what was published: the billing was right, but customers had been told less.

Only the use for which a published book differs from the terms is rated by it: in an engine of its own, so that both
answers are there side by side.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir

from yakkan.correction import audited
from yakkan.correction.incident import Incident, Price
from yakkan.correction.naming import Named
from yakkan.engines import DuckDB
from yakkan.rating import CONTRACTS
from yakkan.runs import audit_prices
from yakkan.runs.calculation import Facts, Question, price_records
from yakkan.runs.rate import charges
from yakkan.terms import Book
from yakkan.terms.compare import Difference
from yakkan.terms.tariff import USE
from yakkan.usage import BILLED_SCHEMA

_RATED = {"source": "string", "record_id": "string", "published": "int64"}
_APART = "\x1f"
_BELONGS = {"value": "int64", "kind": "string", "direction": "string", "incident": "string"}


@dataclass(frozen=True)
class Asked:
    """The audited records, and the files, question and scratch folder to rate them a second time."""

    audited: ir.Table
    files: Sequence[Path]
    contracts: Path
    question: Question
    work: Path


def incidents(engine: DuckDB, book: Book, asked: Asked, prices: dict[int, Price]) -> tuple[list[Incident], ir.Table]:
    """The incidents against the published book, and their records (audited.FOUND)."""
    published = book.published
    differing = audit_prices.usage_differences(book, published, asked.question.known_on)
    differing = [each for each in differing if each.other.entry is not None]
    if published is None or not differing:
        return [], engine.put("found_less", audited.FOUND, [])
    rated = _rated(book, published, {(each.service, each.entry) for each in differing}, asked)
    amounts = engine.read("published", _RATED, [rated])
    less = engine.keep("told_less", audited.told_less(asked.audited, amounts))
    made, belongs = [], []
    numbers: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    for row in engine.rows(less.select(*audited.GROUP).distinct().order_by(*audited.GROUP)):
        group = (row["value"], row["kind"], row["direction"])
        price = prices[row["value"]]
        of_entry = [each for each in differing if (each.service, each.entry) == (price.service, price.entry)]
        if of_entry:
            nth = numbers.setdefault((price.service, price.entry), {}).setdefault(
                group[1:], len(numbers[price.service, price.entry]) + 1
            )
            incident = _incident(price, of_entry, group[1:], nth)
            belongs.append((*group, incident.id))
            made.append(incident)
    belonging = engine.put("belonging_less", _BELONGS, belongs)
    unique = {each.id: each for each in made}
    return list(unique.values()), audited.of_groups(less, belonging)


def _incident(price: Price, differing: list[Difference], use: tuple[str, str], nth: int) -> Incident:
    """One against the latest of what was published in the place of a price."""
    last = max(differing, key=lambda each: each.days.start)
    right = audit_prices.of_side(last)
    named = Named(price.shape, "terms", price.entry, 0)
    name = f"{price.service}.{price.entry}.published.{nth}"
    days = (min(each.days.start for each in differing), max(each.days.end for each in differing))
    return audit_prices.dated(Incident(name, "published", *use, right, named), days)


def _rated(book: Book, published: Book, entries: set[tuple[str, str]], asked: Asked) -> Path:
    """What the records of these entries cost by the published book, as a file of _RATED."""
    charged = [c for service, entry in entries for c in book.services[service].usage_charges if c.id == entry]
    file = asked.work / "published.parquet"
    with closing(DuckDB(spill=asked.work / "published-spill")) as engine:
        billed = engine.read("usage", BILLED_SCHEMA, asked.files)
        usage = billed.mutate(record_id=billed.source + _APART + billed.record_id)
        classes = [row["usage_class"] for row in engine.rows(usage.select("usage_class").distinct())]
        uses = {each: dict(zip(USE, each.split("|"), strict=True)) for each in classes}
        touched = [each for each, use in uses.items() if any(charge.applies.holds(use) for charge in charged)]
        contracts = engine.read("contracts", CONTRACTS, [asked.contracts])
        priced = price_records(
            engine, published, asked.question, Facts(usage.filter(usage.usage_class.isin(touched)), contracts)
        )
        found = charges(priced).select("record_id", published="amount")
        ids = {name: found.record_id.split(_APART)[place] for place, name in enumerate(("source", "record_id"))}
        engine.write(found.mutate(**ids).select(*_RATED), file)
    return file
