"""Random months of every shape of clause, billed by a book whose prices were corrected later: the audit of these bills
finds of each record what the oracle says was billed less what it says now."""

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import oracle
from oracle_prices import SERVICES, Service
from random_month import services_of
from random_services import LONG_AGO, as_terms, random_service
from rated_months import BOOK, KNOWN_ON, Run, csv_rows, rate_months, rows_of
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.runs.audit import Audit, AuditInputs, audit
from yakkan.runs.audit_issued import BILLS, Issued, LakeFile
from yakkan.runs.rate import RateInputs, at_the_door
from yakkan.terms import load_with, yaml_file
from yakkan.usage import CANONICAL

MONTHS = range(40)
RECORDED, NOW = "2026-06-01", date(2026, 7, 1)
CORRECTED = ("a", "d")


def corrected(number: int, service: Service) -> Service:
    """The service with other prices for calls to fixed lines and for data, from the first day on."""
    other = {entry.id: entry for entry in random_service(number + 1000, ("2015-06",)).entries}
    return service._replace(
        entries=tuple(
            entry._replace(values=other[entry.id].values[:1])
            if entry.id in CORRECTED and entry.id in other and other[entry.id].values[0][0] == LONG_AGO
            else entry
            for entry in service.entries
        )
    )


def both(name: str, then: Service, now: Service) -> dict:
    """The terms as a book has them: what was said first, and the corrections as they were recorded."""
    terms, later = as_terms(name, then), as_terms(name, now)
    for entry, corrections in zip(terms["usage_charges"], later["usage_charges"], strict=True):
        if entry["values"] != corrections["values"]:
            entry["values"] += [value | {"recorded": RECORDED} for value in corrections["values"]]
    return terms


@dataclass
class Audited:
    """The audit, its folder, and what each record of a month with bills was billed and should have been."""

    made: Audit
    out: Path
    billed: dict[str, Fraction]
    right: dict[str, Fraction]


def has_bill(seed: int) -> bool:
    """Every fourth random month has no bills."""
    return seed % 4 != 0


@pytest.fixture(scope="module")
def audited(tmp_path_factory) -> Audited:
    folder = tmp_path_factory.mktemp("issued-months")
    run = rate_months(MONTHS, folder)
    then = services_of(0)
    now = {name: corrected(int(name.removeprefix("line-")), service) for name, service in then.items()}
    texts = (json.dumps(both(name, then[name], now[name]), ensure_ascii=False) for name in then)
    book = load_with(BOOK, [yaml_file.parse(text, "random") for text in texts])
    source = issued(run, folder)
    made, _ = audit(book, AuditInputs(source, NOW), folder / "audit")
    with_bill = [month for seed, month in run.months.items() if has_bill(seed)]
    billed = {id_: yen for month in with_bill for id_, yen in month.oracle.amounts.items()}
    right = {}
    for month in with_bill:
        given = month.given
        services = {**SERVICES, **now}
        right |= oracle.bill_month(given.month, given.contracts, given.usage, services=services).amounts
    return Audited(made, folder / "audit", billed, right)


def issued(run: Run, folder: Path) -> Issued:
    """The usage as the lake has it, and a bill of its month for each account of the random months with bills."""
    (folder / "door").mkdir()
    usage = RateInputs([folder / "usage.csv", folder / "late.csv"], CANONICAL, folder / "contracts.csv", KNOWN_ON)
    door = at_the_door(usage, folder / "door")
    files: dict[Month, list[LakeFile]] = {}
    for taken in door.taken:
        for file in sorted(taken.folder.glob("usage/*/usage.parquet")):
            month = Month.parse(file.parent.name.removeprefix("month="))
            files.setdefault(month, []).append(LakeFile("canonical", file, ""))
    bills = {
        (f"S{seed}.{contract['account']}", month.given.month, KNOWN_ON)
        for seed, month in run.months.items()
        for contract in month.given.contracts
        if has_bill(seed)
    }
    engine = DuckDB()
    engine.write(engine.put("bills", BILLS, sorted(bills)), folder / "bills.parquet")
    return Issued(files, door.contracts, folder / "bills.parquet")


def test_of_each_record_is_found_what_it_was_billed_and_what_it_should_have_been(audited):
    wrong = {id_ for id_, yen in audited.billed.items() if id_ in audited.right and audited.right[id_] < yen}
    expected = {id_: (audited.billed[id_], audited.right[id_]) for id_ in wrong}
    found = {
        row["record_id"]: (Fraction(row["billed"], 10_000), Fraction(row["by_terms"], 10_000))
        for row in rows_of(audited.out / "refundable.parquet")
        if row["published"] is None
    }
    for row in csv_rows(audited.out / "lone.csv"):
        if Fraction(row["billed"]) > Fraction(row["terms"]):
            found[row["record_id"]] = (Fraction(row["billed"]), Fraction(row["terms"]))
    assert found == expected
    assert len(expected) > 30


def test_what_was_undercharged_is_counted(audited):
    under = [id_ for id_, yen in audited.billed.items() if id_ in audited.right and audited.right[id_] > yen]
    assert audited.made.counts["under"] == len(under) > 30


def test_the_use_whose_price_stayed_is_not_read(audited):
    assert 0 < audited.made.counts["received"] < len(audited.billed)
