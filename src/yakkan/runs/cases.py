"""The worked examples of a book: what people wrote down as given and expected, and what comes out.

Cases go the way of real files: their usage is written as a delivery, taken in and rated. Many are rated together
(`case_batches`), each under a name of its own before its contracts, accounts and numbers.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from yakkan.days import LAST_DAY, Interval, public_holidays
from yakkan.engines import DuckDB, Engine, opened
from yakkan.engines.scratch import scratch
from yakkan.messages import Refusals, Refused
from yakkan.rating import CONTRACTS
from yakkan.runs import case_differences
from yakkan.runs.calculation import Facts, Question, calculate, unrated
from yakkan.runs.case_batches import Batch, batches
from yakkan.runs.case_file import CaseFile, ExpectedBill, read_cases
from yakkan.runs.intake import Inputs, Intake, take_in
from yakkan.terms import Book
from yakkan.terms.load import documents, from_documents, with_services
from yakkan.usage import CANONICAL, FIELDS, load_mapping
from yakkan.usage import SCHEMA as USAGE


@dataclass(frozen=True)
class Difference:
    """Where a case fails: what was expected, what came out, and the clause that it follows from."""

    what: str
    expected: str
    found: str
    clause: str = ""


@dataclass(frozen=True)
class Verdict:
    """A case and where it fails; it passes where nothing differs."""

    file: str
    sentence: str
    differences: Sequence[Difference]


def check(folder: Path, paths: Iterable[Path], today: date, engine: str = "duckdb") -> list[Verdict]:
    """Runs the cases in `paths` (files, or folders searched whole) by the book in `folder`, in the order of paths.

    `engine` names the engine that rates. Raises Refused or Refusals for a book, a format of it or a case that can't be
    read.
    """
    found = documents(folder)
    book = from_documents(found)
    for file in sorted((folder / "formats").glob("*.yaml")):
        load_mapping(folder, file.stem)
    read = read_cases(paths)
    books: dict[str, Book] = {}
    verdicts: dict[str, Verdict] = {}
    for one in read:
        try:
            books[one.file] = with_services(found, one.own_terms) if one.case.terms else book
        except (Refused, Refusals) as refused:
            verdicts[one.file] = _refused(one, refused)
    sound = [(one, books[one.file]) for one in read if one.file in books]
    with scratch() as spill, opened(engine, spill, small=True) as rating:
        for batch in batches(book, sound, today):
            for one, came_out in zip(batch.cases, _calculated(rating, batch), strict=True):
                verdict = _compared(one, came_out)
                verdicts[one.file] = _with_books_compared(verdict, one, books[one.file], batch.known_on)
    return [verdicts[one.file] for one in read]


def _with_books_compared(verdict: Verdict, one: CaseFile, book: Book, known_on: date) -> Verdict:
    """A case's verdict and, where it says which differences between books there are, whether these are all."""
    wanted = one.case.expect.differences
    if wanted is None:
        return verdict
    failing = case_differences.failing(wanted, book, one.case.month, known_on)
    return replace(verdict, differences=[*verdict.differences, *(Difference(*each) for each in failing)])


@dataclass
class _Found:
    """What came out of one case."""

    bills: dict[str, dict[str, Any]]
    clauses: dict[tuple[str, str], str]
    quarantined: int = 0
    parked: set[str] = field(default_factory=set)


def _calculated(engine: Engine, batch: Batch) -> list[_Found]:
    """The cases rated together, each found by its number."""
    cases = batch.cases
    with scratch() as folder:
        taken = _take_in(cases, folder)
        contracts = engine.put("contracts", CONTRACTS, _contract_rows(cases))
        usage = engine.read("case_usage", USAGE, sorted(taken.folder.glob("usage/*/usage.parquet")))
        usage = _of_its_month(engine, usage, cases)
        months = tuple(sorted({one.case.month for one in cases}))
        question = Question(batch.known_on, months, public_holidays(months))
        answer = calculate(engine, batch.book, question, Facts(usage, contracts))
        found = [_Found({}, {}) for _ in cases]
        for row in [*_quarantined(taken.folder), *engine.rows(unrated(answer.priced))]:
            found[int(row["record_id"][:4])].quarantined += 1
        for row in engine.rows(answer.parked):
            number = int(row["account"][:4])
            if row["month"] == str(cases[number].case.month):
                found[number].parked.add(row["reason"])
        lines = {row["line"]: row for row in engine.rows(answer.lines)}
        _sum_up(lines.values(), engine.rows(answer.taxes), cases, found)
        for row in engine.rows(answer.citations):
            line = lines[row["line"]]
            found[int(row["account"][:4])].clauses[(line["account"][5:], row["entry"])] = row["clause"]
    return found


def _take_in(cases: Sequence[CaseFile], scratch: Path) -> Intake:
    """The usage of the cases as a delivery that came in at the door."""
    with closing(DuckDB(spill=scratch)) as door:
        contracts = door.put("contracts", CONTRACTS, _contract_rows(cases))
        _write_usage(cases, scratch / "usage.csv")
        return take_in([scratch / "usage.csv"], CANONICAL, Inputs(door, contracts), scratch / "taken")[0]


def _of_its_month(engine: Engine, usage: ir.Table, cases: Sequence[CaseFile]) -> ir.Table:
    """Each case's usage in the case's month, its numbers named after the case."""
    spans = [(f"{number:04}:", str(one.case.month)) for number, one in enumerate(cases)]
    months = engine.put("case_months", {"named": "string", "month": "string"}, spans)
    named = usage.mutate(named=usage.record_id.substr(0, 5), month=usage.started_at.strftime("%Y-%m"))
    wanted = named.join(months, ["named", "month"])
    return wanted.mutate(number=wanted.named + wanted.number).select(*USAGE)


def _quarantined(folder: Path) -> list[dict[str, str]]:
    with (folder / "quarantine.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _sum_up(
    lines: Iterable[Mapping[str, Any]],
    taxes: Iterable[Mapping[str, Any]],
    cases: Sequence[CaseFile],
    found: list[_Found],
) -> None:
    """Lines and taxes as `expect` has them: by account and entry (`contract.entry` where there are several)."""
    for row in lines:
        number, account = int(row["account"][:4]), row["account"][5:]
        case = cases[number].case
        if row["month"] != str(case.month):
            continue
        bill = found[number].bills.setdefault(account, _empty())
        contracts = {one.contract for one in case.given.contracts if (one.account or one.contract) == account}
        entry = f"{row['contract'][5:]}.{row['entry']}" if len(contracts) > 1 else row["entry"]
        part = bill["discounts"] if row["kind"] == "discount" else bill["charges"]
        part[entry] = part.get(entry, 0) + abs(row["yen"])
        bill["before_tax"] += row["yen"]
        bill["total"] += row["yen"]
    for row in taxes:
        number, account, month = int(row["bill"][:4]), row["bill"][5:-8], row["bill"][-7:]
        if month == str(cases[number].case.month) and row["percent"]:
            bill = found[number].bills[account]
            reduced = " reduced" if row["tax_class"] == "reduced" else ""
            bill["tax"][f"{row['percent']}%{reduced}"] = row["tax"]
            bill["total"] += row["tax"]


def _empty() -> dict[str, Any]:
    return {"charges": {}, "discounts": {}, "before_tax": 0, "tax": {}, "total": 0}


def _write_usage(cases: Sequence[CaseFile], file: Path) -> None:
    """The usage of all cases as one delivery; a record's id begins with its case's number."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(FIELDS)
        for number, one in enumerate(cases):
            for i, use in enumerate(one.case.given.usage):
                said = use.model_dump() | {"started_at": use.at}
                for j in range(use.times):
                    record_id = f"{number:04}:{use.record_id or f'{i}.{j}'}"
                    writer.writerow([record_id, *(said[field] for field in FIELDS if field != "record_id")])


def _contract_rows(cases: Sequence[CaseFile]) -> Iterator[tuple[Any, ...]]:
    for number, one in enumerate(cases):
        named = f"{number:04}:"
        for contract in one.case.given.contracts:
            days = Interval.inclusive(contract.first, contract.last)
            end = LAST_DAY if contract.last is None else days.end
            account = named + (contract.account or contract.contract)
            for phone in contract.numbers or ("",):
                yield (
                    named + contract.contract, account, "", contract.service, phone and named + phone,
                    contract.plan and named + contract.plan, contract.group and named + contract.group,
                    " ".join(contract.options), days.start, end, 0,
                )  # fmt: skip


def _refused(one: CaseFile, refused: Refused | Refusals) -> Verdict:
    """A case whose terms were refused: right where that is what it expects."""
    all_refused = [refused] if isinstance(refused, Refused) else list(refused.all)
    found = ", ".join(f"{wrong.code} ({wrong.line})" for wrong in all_refused)
    wanted = one.case.expect.refused
    as_expected = wanted and any((wrong.code, wrong.line) == (wanted.code, wanted.line) for wrong in all_refused)
    expected = f"{wanted.code} ({wanted.line})" if wanted else "-"
    differences = () if as_expected else (Difference("refused", expected, found),)
    return Verdict(one.file, one.case.case, differences)


def _compared(one: CaseFile, found: _Found) -> Verdict:
    """A case against what came out of it."""
    expect = one.case.expect
    differences = [
        Difference(what, str(wanted), str(got))
        for what, wanted, got in (
            ("refused", expect.refused and expect.refused.code or "-", "-"),
            ("quarantined", expect.quarantined, found.quarantined),
            ("parked", expect.parked or "-", ", ".join(sorted(found.parked)) or "-"),
        )
        if wanted != got
    ]
    for account in sorted(set(expect.bills) | set(found.bills)):
        wanted = expect.bills.get(account, ExpectedBill()).model_dump()
        differences += _of_bill(account, wanted, found.bills.get(account, _empty()), found.clauses)
    return Verdict(one.file, one.case.case, differences)


def _of_bill(
    account: str, wanted: Mapping[str, Any], got: Mapping[str, Any], clauses: Mapping[tuple[str, str], str]
) -> Iterator[Difference]:
    for part in ("charges", "discounts", "tax"):
        for entry in sorted(set(wanted[part]) | set(got[part])):
            expected, came_out = wanted[part].get(entry, 0), got[part].get(entry, 0)
            if expected != came_out:
                clause = clauses.get((account, entry.rpartition(".")[2]), "")
                yield Difference(f"{account} {part} {entry}", str(expected), str(came_out), clause)
    for sum_ in ("before_tax", "total"):
        if wanted[sum_] != got[sum_]:
            yield Difference(f"{account} {sum_}", str(wanted[sum_]), str(got[sum_]))
