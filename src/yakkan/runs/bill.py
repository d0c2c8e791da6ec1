"""A bill run: a month's usage, the contracts of the day and the book in; a folder with bills out, nothing issued yet.

The folder freezes all that the result depends on. It is named after its inputs, so the same inputs give the same
folder and the same bytes, and `verify` can work everything out again.
"""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

import yakkan
from yakkan.bill import assemble
from yakkan.days import Month, bank_holidays, business_day, public_holidays
from yakkan.engines import DuckDB, lake
from yakkan.engines.scratch import scratch
from yakkan.messages import Refused
from yakkan.rating import CONTRACTS
from yakkan.runs import delivery_folder, earlier, waiting
from yakkan.runs import folder as run_folder
from yakkan.runs.calculation import ACCOUNTS, Facts, Question, calculate, unrated, write_answer
from yakkan.terms import Book
from yakkan.terms.load import documents, freeze, from_documents, thaw
from yakkan.terms.schema import DayOfMonth
from yakkan.usage import SCHEMA as USAGE

_WHOSE = ("account", "customer")
BILL_DAYS = {"month": "string", "issued_on": "date", "due_on": "date"}
SNAPSHOT = ("accounts.parquet", "billed.parquet", "billed_citations.parquet", "contracts.parquet")
"""The files of a snapshot: ACCOUNTS, CONTRACTS, and what was billed for the earlier months that are taken up again."""
FROZEN = ("book.json", "calendar.json", *SNAPSHOT)
"""What every run freezes; the lines that wait for it (`waiting.FILE`) too, where there are any."""
MADE = (
    "bills.parquet", "citations.parquet", "lines.parquet", "numbers.parquet", "parked.csv", "quarantine.csv",
    "taxes.parquet",
)  # fmt: skip


@dataclass(frozen=True)
class BillInputs:
    """What a bill run is made from: the book's folder, as known on a day; the lake; a folder that holds the SNAPSHOT.

    `deliveries` and `facts` (see `earlier.facts`) are those of the month and of each earlier month that is taken up
    again, whose bills are those of the runs `confirmed`.
    """

    book: Path
    lake: Path
    snapshot: Path
    known_on: date
    deliveries: Mapping[Month, Sequence[str]]
    facts: Mapping[Month, str] = field(default_factory=dict)
    confirmed: Sequence[str] = ()


def make(month: Month, inputs: BillInputs, runs: Path) -> Path:
    """Makes the run of a month under the folder `runs`, and returns its folder; nothing is half-written.

    Where the same inputs were run before, that folder is the answer. Raises Refused for a book that is wrong.
    """
    found = documents(inputs.book)
    from_documents(found)
    lake.sweep(runs)
    with scratch() as frozen:
        (frozen / "book.json").write_text(freeze(found), encoding="utf-8")
        names = [*FROZEN, *([waiting.FILE] if (inputs.snapshot / waiting.FILE).is_file() else [])]
        for name in names[names.index(SNAPSHOT[0]) :]:
            shutil.copyfile(inputs.snapshot / name, frozen / name)
        run_folder.write_json(frozen / "calendar.json", _calendar(month, inputs.deliveries))
        described = _described(month, inputs, run_folder.hashes(frozen, names))
        target = runs / str(described["run"])
        if target.exists():
            return target
        try:
            with lake.written_aside(target) as aside:
                for name in names:
                    shutil.copyfile(frozen / name, aside / name)
                described |= derive(described, aside, aside, inputs.lake)
                run_folder.write_json(aside / run_folder.RUN, described)
        except OSError:
            if not target.exists():  # else the same run, made by somebody else at the same time, is the answer
                raise
    return target


def _described(month: Month, inputs: BillInputs, frozen: Mapping[str, str]) -> dict[str, Any]:
    """What `run.json` says of a run before anything is worked out; its name follows from it.

    `frozen` are the hashes of the files that it froze.
    """
    months = {
        str(each): {
            "facts": inputs.facts.get(each, ""),
            "usage": {sha: file.parents[2].name for sha, file in usage_files(inputs.lake, names, each).items()},
        }
        for each, names in inputs.deliveries.items()
    }
    described: dict[str, Any] = {
        "month": str(month),
        "as_known_on": str(inputs.known_on),
        "version": yakkan.__version__,
        "inputs": {
            "files": dict(frozen),
            "months": months,
            "confirmed": sorted(inputs.confirmed) if len(months) > 1 else [],
        },
    }
    return {"run": _name(described), **described}


def _name(run: Mapping[str, Any]) -> str:
    """A run's name: its month, and the hash of all that it was made from."""
    made_from = {name: run[name] for name in ("month", "as_known_on", "version", "inputs")}
    return f"{run['month']}-{run_folder.sha256_of(made_from)[:12]}"


def derive(run: dict[str, Any], frozen: Path, out: Path, lake_folder: Path) -> dict[str, Any]:
    """Works a run out from what its folder froze, into `out`; returns the hashes, counts and totals for `run.json`."""
    month = Month.parse(run["month"])
    book = thaw((frozen / "book.json").read_text(encoding="utf-8"), str(frozen / "book.json"))
    months = [_month(lake_folder, name, said) for name, said in sorted(run["inputs"]["months"].items())]
    own = next(one for one in months if one.month == month)
    known_on, holidays = date.fromisoformat(run["as_known_on"]), _closed(frozen / "calendar.json", "public")
    with scratch() as spill:
        engine = DuckDB(spill=spill)
        usage = engine.read("usage", USAGE, list(own.usage.values()))
        contracts = engine.read("contracts", CONTRACTS, [frozen / "contracts.parquet"])
        accounts = engine.read("accounts", ACCOUNTS, [frozen / "accounts.parquet"])
        answer = calculate(engine, book, Question(known_on, (month,), holidays), Facts(usage, contracts, accounts))
        counts = {"received": answer.rated + answer.unrated, "rated": answer.rated, "quarantined": answer.unrated}
        facts_of = earlier.Frozen(frozen, book, known_on, holidays)
        with earlier.differences(engine, facts_of, [one for one in months if one is not own]) as found:
            rounding = book.carrier.tax.rounding.mode
            answer, told = earlier.on_bills(engine, answer, found, accounts, rounding)
            refunds = {}
            if waiting.FILE in run["inputs"]["files"]:
                due = engine.read("waiting", waiting.WAITING, [frozen / waiting.FILE])
                answer, refunds["refunds"] = waiting.on_bills(engine, answer, due, accounts, rounding)
            bill_days = _days(book, month, frozen / "calendar.json")
            days = engine.put("bill_days", BILL_DAYS, [bill_days])
            bills = engine.keep("bills", assemble.bills(answer.lines, answer.taxes, accounts.select(*_WHOSE), days))
            engine.write(bills.order_by("account"), out / "bills.parquet")
            write_answer(engine, answer, out)
            quarantine = unrated(answer.priced).union(found.unrated)
            engine.write_csv(quarantine.order_by("file", "line", "record_id"), out / "quarantine.csv")
        left_open = {name for name, said in told.items() if said["waiting"] or said["unbilled"]}
        settled = {str(one.month): one.facts for one in months if str(one.month) not in left_open}
        if engine.count(accounts.filter(accounts.billed)):
            settled.pop(str(month))
        return {
            "files": run_folder.hashes(out, MADE),
            "counts": {
                **counts,
                "bills": engine.count(bills),
                "parked": engine.count(answer.parked.select("account").distinct()),
            },
            "totals": _totals(engine, bills),
            "earlier": told,
            "settled": settled,
            **refunds,
            "issued_on": str(bill_days[1]),
            "due_on": str(bill_days[2]),
        }


def _month(lake_folder: Path, name: str, said: Mapping[str, Any]) -> earlier.Earlier:
    month = Month.parse(name)
    files = usage_files(lake_folder, said["usage"].values(), month)
    if sorted(files) != sorted(said["usage"]):
        raise Refused("runs.usage_changed", str(lake_folder), 0, {"month": month})
    return earlier.Earlier(month, files, said["facts"])


def usage_files(lake_folder: Path, deliveries: Iterable[str], month: Month) -> dict[str, Path]:
    """The file of the lake that holds a month's usage of each of these deliveries, by the file's SHA-256.

    Raises Refused where a delivery, or a file that it held, is gone from the lake or is another.
    """
    found = (delivery_folder.file_of(lake_folder / delivery, month) for delivery in sorted(deliveries))
    return dict(each for each in found if each)


def _days(book: Book, month: Month, calendar: Path) -> tuple[str, date, date]:
    """The day on which the month's bills are issued and the day on which they are due: a row of BILL_DAYS."""
    closed = _closed(calendar, "bank")
    days = book.carrier.billing
    return (str(month), _day(days.issued_on, month), business_day(_day(days.due_on, month), closed))


def _calendar(month: Month, months: Iterable[Month]) -> dict[str, dict[str, str]]:
    """The days on which banks are closed, of the month's year and the next; the public holidays of all `months`."""
    named = {"bank": bank_holidays(month.year, month.year + 1), "public": public_holidays({month, *months})}
    return {kind: {str(day): name for day, name in days.items()} for kind, days in named.items()}


def _closed(calendar: Path, kind: str) -> set[date]:
    return {date.fromisoformat(day) for day in json.loads(calendar.read_text(encoding="utf-8"))[kind]}


def _day(rule: DayOfMonth, month: Month) -> date:
    of = month.after(rule.months_after)
    return of.last if rule.day == "last" else of.first.replace(day=min(rule.day, of.days))


def _totals(engine: DuckDB, bills: ir.Table) -> dict[str, int]:
    sums = bills.agg(before_tax=bills.before_tax.sum(), tax=bills.tax.sum(), total=bills.total.sum())
    return {name: int(value or 0) for name, value in engine.rows(sums)[0].items()}


def verify(folder: Path, lake_folder: Path) -> list[str]:
    """Works a run out again from what it froze and compares; returns the files that differ, none where it agrees.

    The book on disk is not asked: a later edit of it changes nothing. Where its usage was deleted after its retention
    period only the run's own files can be compared, by their hashes; where these agree, Refused says so.
    """
    run = run_folder.read_run(folder)
    differing = run_folder.changed(folder, run)
    frozen = {*FROZEN, *run["inputs"]["files"]}
    if any(name in frozen for name in differing):
        return differing
    if _name(run) != run["run"] or folder.name != run["run"] or sorted(run["files"]) != sorted(MADE):
        return [run_folder.RUN]
    used = {sha: delivery for said in run["inputs"]["months"].values() for sha, delivery in said["usage"].items()}
    on = delivery_folder.deleted_on(lake_folder, used)
    if on and differing:
        return differing
    if on:
        raise Refused("runs.usage_deleted", str(folder), 0, {"month": run["month"], "on": on})
    with scratch() as again:
        made = derive(run, folder, again, lake_folder)
    differing += [name for name, known in run["files"].items() if made["files"][name] != known]
    differing += [name for name in sorted(set(made) - {"files"}) if made[name] != run.get(name)]
    return sorted(set(differing))
