"""Auditing the bills that were issued here: what was billed for each record, and what the terms say of it now.

No amount of a record is kept: it is worked out again, by the terms as they were known when its bill was made. Read of
the lake is only the use of which the terms say something else by now, or of which something else was published.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from yakkan.correction import audited
from yakkan.days import FIRST_DAY, Interval, Month, public_holidays
from yakkan.engines import DuckDB
from yakkan.rating import CONTRACTS
from yakkan.runs import audit_prices, folder
from yakkan.runs.audit_given import Window
from yakkan.runs.audit_prices import Known
from yakkan.runs.calculation import UNRATED, Facts, Question, price_records
from yakkan.runs.intake import Intake
from yakkan.runs.rate import AtHand
from yakkan.terms import Book
from yakkan.terms.applies import Applies
from yakkan.terms.compare import Difference, differences
from yakkan.terms.known import as_it_was, changes
from yakkan.terms.schema import UsageCharge
from yakkan.usage import BILLED_SCHEMA
from yakkan.usage import SCHEMA as USAGE

BILLS = {"account": "string", "month": "string", "known_on": "date"}
"""The bills of the months: whose, and as the terms were known on which day."""
_SEARCHED = ("kind", "partner")
"""What the lake's files are sorted by: a reader skips what holds none of it."""


@dataclass(frozen=True)
class LakeFile:
    """A file of the lake: its records' `source`, the format that they came in, and its SHA-256 as the lake has it."""

    source: str
    file: Path
    sha256: str


@dataclass(frozen=True)
class Issued:
    """The bills of `usage`'s months: the lake's files of each, and Parquet files of the contracts and of BILLS."""

    usage: Mapping[Month, Sequence[LakeFile]]
    contracts: Path
    bills: Path

    def at_the_door(self, book: Book, known_on: date, work: Path) -> AtHand:
        """What was billed for each record that may have been billed wrongly, by the state that the terms were in."""
        taken = [
            _Again(self, book, known_on, state).taken(work / f"billed-{state}", months)
            for state, months in self._states(book).items()
        ]
        with closing(DuckDB()) as engine:
            engine.write(engine.put("nothing_refused", UNRATED, []), work / "refused.parquet")
        return AtHand([each for each in taken if each], self.contracts, work / "refused.parquet")

    def known(self, book: Book, known_on: date) -> list[Known]:
        """What the terms said otherwise when bills were made by them, as far as those bills go."""
        known = []
        for state, months in self._states(book).items():
            last = max(months).next.first
            for each in _since(book, state, known_on):
                days = Interval(each.days.start, min(each.days.end, last))
                if days.start < days.end and each.section == "usage":
                    known.append(Known("recorded", replace(each, days=days)))
        return known

    def window(self) -> Window | None:
        """From the first to the last day of the months."""
        return Window(min(self.usage).first, max(self.usage).next.first - timedelta(days=1))

    def described(self, at_hand: AtHand) -> dict[str, Any]:
        """The months, and the hash of each of their files."""
        issued = [
            {"month": str(month), "source": each.source, "sha256": each.sha256}
            for month, files in sorted(self.usage.items())
            for each in sorted(files, key=lambda file: file.sha256)
        ]
        return {"contracts": folder.sha256(self.contracts), "bills": folder.sha256(self.bills), "issued": issued}

    def _states(self, book: Book) -> dict[date, list[Month]]:
        """The states that the terms were in when bills were made, each named by its last change, with the months."""
        with closing(DuckDB()) as engine:
            bills = engine.read("bills", BILLS, [self.bills])
            made = engine.rows(bills.select("month", "known_on").distinct().order_by("month", "known_on"))
        states: dict[date, list[Month]] = {}
        for row in made:
            states.setdefault(_state(book, row["known_on"]), []).append(Month.parse(row["month"]))
        return {state: sorted(set(months)) for state, months in sorted(states.items())}


@dataclass(frozen=True)
class _Again:
    """The bills that were made by one state of the terms, worked out again as far as they may be wrong."""

    issued: Issued
    book: Book
    known_on: date
    state: date

    def taken(self, out: Path, months: Sequence[Month]) -> Intake | None:
        """The records of `months`, as if a file of them had come in; None where none is to be looked at."""
        wanted = {month: touched for month in months if (touched := self._touched(month))}
        if not wanted:
            return None
        into = out / "usage" / "again"
        into.mkdir(parents=True)
        with closing(DuckDB(spill=out / "spill")) as engine:
            engine.write(self._read(engine, wanted), out / "read.parquet")
            found = engine.read("usage", {**USAGE, "source": "string"}, [out / "read.parquet"])
            engine.write(self._billed(engine, found, sorted(wanted)), into / "usage.parquet")
            count = engine.count(engine.read("again", BILLED_SCHEMA, [into / "usage.parquet"]))
        return Intake(str(self.state), "", out, count, 0, 0, 0, count, 0, 0)

    @cached_property
    def _differing(self) -> list[Difference]:
        """What the terms say otherwise by now, and what was published otherwise."""
        published = audit_prices.usage_differences(self.book, self.book.published, self.known_on)
        return [*_since(self.book, self.state, self.known_on), *published]

    def _touched(self, month: Month) -> dict[tuple[str, str], UsageCharge]:
        """The charges that the terms say something else of on a day of the month, or that were published otherwise; and
        those that share an allowance with one."""
        of_month = [each for each in self._differing if each.days.overlaps(Interval(month.first, month.next.first))]
        names = {(each.service, each.entry) for each in of_month}
        charges = {
            (each.service, side.id): side.entry
            for each in of_month
            for side in (each.terms, each.other)
            if isinstance(side.entry, UsageCharge)
        }
        for name, service in self.book.services.items():
            for allowance in service.allowances:
                if any((name, each) in names for each in (allowance.id, *allowance.covers)):
                    charges |= {(name, each.id): each for each in service.usage_charges if each.id in allowance.covers}
        return charges

    def _read(self, engine: DuckDB, wanted: Mapping[Month, Mapping[tuple[str, str], UsageCharge]]) -> ir.Table:
        """The usage of these charges, with its source: months of which the same is wanted are read together."""
        reads: dict[tuple[frozenset[tuple[str, str]], str], list[Path]] = {}
        charges: dict[tuple[str, str], UsageCharge] = {}
        for month, touched in wanted.items():
            charges |= touched
            for each in self.issued.usage.get(month, ()):
                reads.setdefault((frozenset(touched), each.source), []).append(each.file)
        tables = []
        for number, ((names, source), files) in enumerate(reads.items()):
            usage = engine.read(f"lake_{number}", USAGE, files)
            narrow = usage.filter(_of(usage, [charges[name].applies for name in sorted(names)]))
            tables.append(narrow.mutate(source=ibis.literal(source)))
        nothing = engine.put("lake_of_nothing", {**USAGE, "source": "string"}, [])
        return ibis.union(nothing, *tables)

    def _billed(self, engine: DuckDB, usage: ir.Table, months: Sequence[Month]) -> ir.Table:
        """What was billed for each record, of BILLED_SCHEMA: of accounts with a bill of the month by this state."""
        question = Question(self.state, tuple(months), public_holidays(months), self.known_on)
        facts = Facts(usage.mutate(whole=usage.quantity), engine.read("contracts", CONTRACTS, [self.issued.contracts]))
        priced = price_records(engine, self.book, question, facts)
        records = priced.records
        kept = ["row", "whole", *(name for name in BILLED_SCHEMA if name not in ("quantity", "billed"))]
        every = audited.audited(records.settled, records.at_once, records.parts, priced.tariff, kept)
        whose = every.join(priced.rows.select("row", "account"), "row")
        whose = whose.mutate(month=whose.started_at.strftime("%Y-%m"), quantity=whose.whole, billed=whose.terms)
        return whose.semi_join(self._bills(engine), ["account", "month"]).select(*BILLED_SCHEMA)

    def _bills(self, engine: DuckDB) -> ir.Table:
        """The bills that were made by this state of the terms."""
        bills = engine.read("bills", BILLS, [self.issued.bills])
        later = [change for change in changes(self.book) if change > self.state]
        made = bills.known_on >= self.state
        return bills.filter(made & (bills.known_on < later[0]) if later else made)


def _state(book: Book, day: date) -> date:
    """The last change of the terms by a day: it names the state that they were in."""
    return max((change for change in changes(book) if change <= day), default=FIRST_DAY)


def _since(book: Book, state: date, known_on: date) -> list[Difference]:
    """What the terms say otherwise by now."""
    return differences(as_it_was(book, known_on), as_it_was(book, state), known_on)


def _of(usage: ir.Table, applies: Sequence[Applies]) -> ir.BooleanValue:
    """Whether usage falls under one of these; said again by what the lake is sorted by, where all of them say it."""
    wanted = ibis.or_(*(ibis.and_(*_said(usage, each)) for each in applies))
    for key in _SEARCHED:
        lists = [getattr(each, key) for each in applies]
        if all(values is not None for values in lists):
            wanted &= usage[key].isin(sorted({value for values in lists for value in values}))
    return wanted


def _said(usage: ir.Table, applies: Applies) -> Iterator[ir.BooleanValue]:
    yield ibis.literal(True)
    for key in type(applies).model_fields:
        values = getattr(applies, key)
        if values is not None:
            yield usage[key].isin(list(values))
