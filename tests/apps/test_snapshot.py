"""What a bill run is made from: snapshots out of the database, deliveries of the lake."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.apps import invented
from tests.apps.test_load import C1, LAST, load_contracts
from yakkan.days import Month
from yakkan.engines import DuckDB

_BOOK = Path(__file__).parents[2] / "book"
JUNE = Month.parse("2015-06")


def delivery(data: Path, folder: str, month: str = "2015-06", **counts: int):
    from yakkan import clock
    from yakkan.apps.billing.models import Delivery
    from yakkan.apps.billing.queries import lake

    (lake(data) / folder).mkdir(parents=True)
    (lake(data) / folder / "months.json").write_text(f'{{"{month}": "hash of {folder}"}}', encoding="utf-8")
    numbers = {"rows": 3, "received": 3, "accepted": 1, "quarantined": 1, "duplicate": 1} | counts
    names = {"sha256": folder * 8, "file": f"{folder}.csv", "format": "canonical", "folder": folder}
    return Delivery.objects.create(**names, **numbers, received_at=clock.now())


def test_a_snapshot_holds_contracts_and_accounts_in_order(data: Path, tmp_path: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run, give_right, snapshot

    invented.load_people()
    give_right("hanako", create=True)
    run = confirm_run(invented.run_folder(tmp_path / "runs"), "hanako").run
    load_contracts(
        ("C2", "A2", "K2", "ocn-dotphone", "", "P1", "G1", 'a "b", c\nd', date(2015, 6, 11), LAST),
        (*C1[:4], "05011110002", *C1[5:]),
        C1,
    )
    for folder in ("once", "again"):
        (tmp_path / folder).mkdir()
        found = snapshot(JUNE, data, tmp_path / folder)
        assert (list(found.deliveries), found.deliveries[JUNE], found.confirmed) == ([JUNE], [], [run])
    engine = DuckDB()
    contracts = engine.read("contracts", invented.CONTRACTS, [tmp_path / "once" / "contracts.parquet"])
    assert [tuple(row.values()) for row in engine.rows(contracts)] == [
        (*C1, 0),
        (*C1[:4], "05011110002", *C1[5:], 0),
        ("C2", "A2", "K2", "ocn-dotphone", "", "P1", "G1", 'a "b", c\nd', date(2015, 6, 11), LAST, 0),
    ]
    schema = {**invented.ACCOUNTS, "billed": "boolean"}
    accounts = engine.read("accounts", schema, [tmp_path / "once" / "accounts.parquet"])
    assert [tuple(row.values()) for row in engine.rows(accounts)] == [
        ("A1", "K1", "direct_debit", "web", True),
        ("A2", "K2", "direct_debit", "web", True),
        ("A3", "K3", "direct_debit", "web", False),
    ]
    for name in ("contracts.parquet", "accounts.parquet", "billed.parquet", "billed_citations.parquet"):
        assert (tmp_path / "once" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_only_committed_deliveries_of_the_month_are_used_and_others_can_be_swept(data: Path) -> None:
    from yakkan.apps.billing import queries

    delivery(data, "june-b")
    delivery(data, "june-a")
    delivery(data, "july", "2015-07")
    left = queries.lake(data) / "uncommitted"
    (left / "usage" / "month=2015-06").mkdir(parents=True)
    (queries.lake(data) / ".aside-1-x").mkdir()
    july = Month.parse("2015-07")
    held = queries.deliveries_by_month(data, [JUNE, july])
    assert [held[month].folders for month in (JUNE, july)] == [["june-a", "june-b"], ["july"]]
    assert held[JUNE].usage == ["hash of june-a", "hash of june-b"]
    assert queries.unknown_folders(data) == [left]
    shutil.rmtree(queries.lake(data))


def test_a_delivery_balances(data: Path) -> None:
    with pytest.raises(IntegrityError, match="billing_delivery_balances"), transaction.atomic():
        delivery(data, "unbalanced", accepted=2)


def test_a_run_is_made_and_confirmed_and_leaves_out_what_is_issued(data: Path) -> None:
    from yakkan.apps.billing import queries
    from yakkan.apps.billing.actions import confirm_run, give_right, make_run

    invented.load_people()
    give_right("hanako", create=True)
    load_contracts(C1)
    run = make_run(JUNE, _BOOK, data, date(2015, 7, 1))
    assert confirm_run(run, "hanako").bill_count == 1
    assert queries.balance("A1") == 280 + 22  # 8 % of the basic charge is 22.4 yen
    again = make_run(JUNE, _BOOK, data, date(2015, 7, 1))
    assert again != run
    assert confirm_run(again, "hanako").bill_count == 0
    assert queries.balance("A1") == 280 + 22
