"""Lines that wait for a bill: each comes onto one bill, once, whatever is made again; amounts by hand.

A1 waits for 406 yen of roaming and has no other charge: -406 yen. A2 waits for 100 yen: 280 - 100 = 180 yen before tax,
5 % of 280 are 14 yen, 194 in all; of its sales 280 are taxed, -100 are out of scope.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError

from tests.apps.conftest import superuser
from tests.apps.waiting_lines import NOVEMBER, bill, load, wait
from yakkan.documents.bill import why
from yakkan.documents.html import Page, html
from yakkan.documents.wording import Wording
from yakkan.messages import Refused
from yakkan.project.state import State
from yakkan.runs.bill import verify
from yakkan.runs.folder import read_run


@pytest.fixture(autouse=True)
def people(data: Path) -> Iterator[None]:
    load()
    yield
    shutil.rmtree(data / "runs", ignore_errors=True)


def test_a_line_that_waited_stands_on_the_next_bill_and_the_ledger_balances(data: Path) -> None:
    from yakkan.apps.billing import queries
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import Entry, WaitedLine

    wait("first", "A1", 406)
    wait("second", "A2", 100)
    wait("later", "A2", 55, first_month="2008-11")
    folder = bill(data)
    assert read_run(folder)["refunds"] == {"lines": 2, "accounts": 2, "yen": -506, "waiting": 0}
    assert verify(folder, data / "lake") == []
    confirm_run(folder, "hanako")
    found = queries.bill("A2-2008-10")
    assert (found.bill.before_tax, found.bill.tax, found.bill.total) == (180, 14, 194)
    assert [(line.kind, line.entry, line.yen) for line in found.lines] == [
        ("monthly", "monthly", 280),
        ("refund", "second", -100),
    ]
    assert [queries.balance(account) for account in ("A1", "A2")] == [-406, 194]
    entries = Entry.objects.order_by("journal", "position")
    assert [(entry.journal_id, entry.kind, entry.tax_class, entry.yen) for entry in entries] == [
        ("bill A1-2008-10", "receivable", "", -406),
        ("bill A1-2008-10", "sales", "out_of_scope", 406),
        ("bill A2-2008-10", "receivable", "", 194),
        ("bill A2-2008-10", "sales", "out_of_scope", 100),
        ("bill A2-2008-10", "sales", "standard", -280),
        ("bill A2-2008-10", "consumption_tax", "standard", -14),
    ]
    stands = WaitedLine.objects.order_by("origin").values_list("origin", "line", "bill")
    assert list(stands) == [("first", "A1-2008-10-001", "A1-2008-10"), ("second", "A2-2008-10-002", "A2-2008-10")]
    assert read_run(bill(data, NOVEMBER))["refunds"] == {"lines": 1, "accounts": 1, "yen": -55, "waiting": 0}


def test_its_notice_and_its_clause_are_on_the_document_before_and_after_it_is_issued(data: Path) -> None:
    from yakkan.apps.billing.actions import Look, Printing, confirm_run, explain_bill, print_bill
    from yakkan.apps.billing.printable import of_issued

    wait("second", "A2", 100)
    folder = bill(data)
    before = print_bill(Printing("A2-2008-10", "text", "ja", "test"), folder)
    confirm_run(folder, "hanako")
    after = print_bill(Printing("A2-2008-10", "text", "ja", "test"))
    english = print_bill(Printing("A2-2008-10", "text", "en", "test")).decode()
    assert before == after
    assert "誤った料金を返還します。" in after.decode()
    assert "表1" in after.decode()
    assert "We give back what was charged wrongly." in english
    assert "Refund (example)" in english and "−100" in english
    assert print_bill(Printing("A2-2008-10", "pdf", None, "test")).startswith(b"%PDF")
    facts = of_issued(["A2-2008-10"])[0].facts
    page = html(why(facts, facts.lines[1], Wording("en")), Page("en"))
    assert "what we took too much is given back" in page and "表1" in page
    told = explain_bill(Look("A2-2008-10", "2", "en", "test"), data)
    assert "charges that were wrong: 1" in told and "-100 = -100 yen" in told and "out of scope" in told


def test_a_run_for_which_nothing_waits_has_no_file_of_it_and_says_nothing(data: Path) -> None:
    wait("later", "A2", 55, first_month="2008-11")
    folder = bill(data)
    assert not (folder / "waiting.parquet").exists()
    assert "refunds" not in read_run(folder)


def test_the_same_origin_never_waits_twice(data: Path) -> None:
    wait("first", "A1", 406)
    with pytest.raises(IntegrityError):
        wait("first", "A1", 406)
    with pytest.raises(IntegrityError):
        wait("no yen", "A1", 0)


def test_of_two_runs_that_took_up_one_line_the_second_is_refused(data: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import WaitedLine

    wait("first", "A1", 406)
    september, october = bill(data), bill(data, NOVEMBER)
    confirm_run(september, "hanako")
    with pytest.raises(Refused) as refused:
        confirm_run(october, "hanako")
    assert (refused.value.name, refused.value.values["bill"]) == ("issue.refunded_since", "A1-2008-10")
    assert WaitedLine.objects.count() == 1
    confirm_run(bill(data, NOVEMBER), "hanako")
    assert WaitedLine.objects.count() == 1


def test_a_refund_that_did_not_wait_cannot_be_issued(opened: State, data: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import Bill

    wait("first", "A1", 406)
    folder = bill(data)
    with superuser(opened) as connection:  # behind the application's back: its role cannot
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE billing_waitingline SET yen = -405")
    with pytest.raises(Refused, match="not the one that waited"):
        confirm_run(folder, "hanako")
    assert Bill.objects.count() == 0


def test_usage_that_comes_late_does_not_take_a_refund_back(data: Path) -> None:
    from yakkan.apps.billing import queries
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.contracts.models import Contract

    wait("second", "A2", 100)
    confirm_run(bill(data), "hanako")
    Contract.objects.filter(contract="C2").update(options="invented")  # another fact of October
    folder = bill(data, NOVEMBER)
    assert read_run(folder)["earlier"]["2008-10"]["lines"] == 0
    confirm_run(folder, "hanako")
    assert [line.kind for line in queries.bill("A2-2008-11").lines] == ["monthly"]
