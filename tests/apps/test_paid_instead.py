"""Lines that waited for a bill of an account whose contracts have all ended: paid out instead, once.

The people are those of `incident_folder`: of A2, 41 yen (C4) and 40 yen (C5) wait for October's bill, of A1 92 yen.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.apps import incident_folder
from tests.apps.incident_folder import approved, refunded
from tests.apps.test_claims import claim, decide
from tests.apps.test_refund_once import ended, go, later, started
from tests.apps.waiting_lines import NOVEMBER, bill
from yakkan import clock
from yakkan.messages import Refused
from yakkan.runs.folder import read_run

_CONFIRM = """
import sys
from pathlib import Path
from yakkan.messages import Refused
from yakkan.project import state
with state.open(Path(sys.argv[1])):
    from yakkan.apps.billing.actions import confirm_run
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        confirm_run(Path(sys.argv[2]), "hanako")
    except Refused:
        print("refused")
    else:
        print("confirmed")
"""
OCTOBER_2ND = date(2008, 10, 2)


@pytest.fixture(autouse=True)
def audit(data: Path, tmp_path: Path) -> Iterator[Path]:
    incident_folder.people()
    yield incident_folder.write(tmp_path / "audit")
    shutil.rmtree(data / "runs", ignore_errors=True)


def payouts() -> list[tuple[str, str, int, int, int]]:
    from yakkan.apps.incidents.models import Payout

    return list(Payout.objects.order_by("payout").values_list("payout", "customer", "records", "yen", "tax"))


def test_the_lines_of_an_account_become_one_payout_and_the_ledger_and_the_sums_follow(audit: Path, data: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import Bill, Entry
    from yakkan.apps.billing.queries import balance
    from yakkan.apps.incidents import queries
    from yakkan.apps.incidents.actions import letter
    from yakkan.apps.incidents.models import Incident
    from yakkan.apps.incidents.stranded import stranded

    approved(audit)
    refunded()
    ended("A2")
    assert stranded(Incident.objects.get(), date(2008, 11, 2)) == (2, 81)
    made_before = bill(data)
    told = refunded(on=OCTOBER_2ND)
    assert (told.instead, told.instead_yen, told.records, told.on_bills, told.paid_out) == (2, 81, 0, 0, 0)
    assert payouts() == [("o2-de-1-A2", "K2", 2, 81, 0), ("o2-de-1-A3", "K3", 2, 80, 0)]
    assert refunded(on=OCTOBER_2ND).instead == 0
    assert stranded(Incident.objects.get(), date(2008, 11, 2)) == (0, 0)
    given = queries.given_back(Incident.objects.get())
    assert (given.on_bills, given.paid_out, given.lines, given.standing) == (92, 161, 1, 0)
    confirm_run(made_before, "hanako")  # it had left them waiting already: A2 has no contract in October
    assert [balance(account) for account in ("A1", "A2", "A3")] == [-92, -81, -80]
    assert sum(Entry.objects.values_list("yen", flat=True)) == 0
    assert list(Bill.objects.values_list("account", flat=True)) == ["A1"]
    assert letter("o2-de-1-A2", incident_folder.BOOK, "ja", "sato")["pdf"].startswith(b"%PDF")


def test_a_run_that_took_a_line_up_before_it_was_withdrawn_is_refused_and_made_again(audit: Path, data: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.queries import balance

    approved(audit)
    refunded()
    taken_up = bill(data)
    ended("A2")
    assert refunded(on=OCTOBER_2ND).instead == 2
    with pytest.raises(Refused, match="is paid out instead"):
        confirm_run(taken_up, "hanako")
    assert balance("A1") == 0
    confirm_run(bill(data), "hanako")
    assert [balance(account) for account in ("A1", "A2")] == [-92, -81]


def test_of_confirming_and_paying_out_at_once_one_gives_the_yen(audit: Path, data: Path) -> None:
    # On the bill that was worked out before: 280 yen and 14 of tax, less 81.
    from yakkan.apps.billing.queries import balance

    approved(audit)
    refunded()
    taken_up = bill(data)
    ended("A2")
    paid, confirmed = go(later(data), started(_CONFIRM, str(data), str(taken_up)))
    assert paid == "0 0"
    assert (confirmed, balance("A2")) in (("refused", -81), ("confirmed", 294 - 81))
    assert len(payouts()) == (2 if confirmed == "refused" else 1)


def test_who_has_a_contract_in_the_month_still_gets_a_bill(audit: Path, data: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import WaitedLine
    from yakkan.apps.contracts.models import Contract

    approved(audit)
    refunded()
    Contract.objects.filter(account="A2").update(end=date(2008, 10, 2))  # the last day is the first of October
    assert refunded(on=date(2008, 11, 20)).instead == 0
    confirm_run(bill(data), "hanako")
    assert WaitedLine.objects.filter(bill__account="A2").count() == 2
    assert refunded(on=date(2008, 11, 20)).instead == 0


def test_a_contract_that_is_to_end_keeps_its_line_until_it_has(audit: Path, data: Path) -> None:
    approved(audit)
    refunded()
    ended("A2")
    assert refunded(on=date(2008, 9, 30)).instead == 0
    assert refunded(on=date(2008, 10, 1)).instead == 2


def test_what_was_claimed_is_paid_out_as_well_also_after_the_incident_was_closed(audit: Path, data: Path) -> None:
    from yakkan.apps.billing.queries import balance
    from yakkan.apps.incidents.actions import take_step

    approved(audit)
    number = claim(data)
    decide(number, 2, 95)
    take_step("o2-de", "closed", "all done", "ken")
    with pytest.raises(Refused, match="not approved, or is closed"):
        refunded(on=OCTOBER_2ND)
    ended("A1")
    told = refunded(on=OCTOBER_2ND)
    assert (told.instead, told.instead_yen, told.records) == (1, 95, 0)
    assert payouts() == [(f"claim-{number}", "K1", 2, 95, 0)]
    assert balance("A1") == -95
    assert "refunds" not in read_run(bill(data, NOVEMBER))
    with pytest.raises(Refused, match="not approved, or is closed"):
        refunded(on=OCTOBER_2ND)


def test_what_was_taxed_is_paid_out_with_its_tax(audit: Path, tmp_path: Path) -> None:
    # 81 yen and 5 % of it, 4.05, so 4 yen of tax.
    from yakkan.apps.billing.models import Entry

    approved(incident_folder.write(tmp_path / "taxed", "ocn-dotphone", "domestic-fixed"))
    refunded()
    ended("A2")
    refunded(on=OCTOBER_2ND)
    assert payouts()[0] == ("o2-de-1-A2", "K2", 2, 81, 4)
    entries = Entry.objects.filter(journal="owed o2-de-1-A2").order_by("position")
    assert list(entries.values_list("kind", "tax_class", "yen")) == [
        ("refund_payable", "", -85),
        ("sales", "standard", 81),
        ("consumption_tax", "standard", 4),
    ]


def test_the_database_itself_lets_no_line_be_given_back_twice(audit: Path, data: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import WithdrawnLine

    approved(audit)
    refunded()
    with pytest.raises(IntegrityError, match="does not add up"), transaction.atomic():
        WithdrawnLine.objects.create(origin_id="o2-de-1-A1-C1", instead="o2-de-1-A3", who="sato", at=clock.now())
    confirm_run(bill(data), "hanako")
    with pytest.raises(IntegrityError, match="stand on a bill and be paid out"), transaction.atomic():
        WithdrawnLine.objects.create(origin_id="o2-de-1-A1-C1", instead="o2-de-1-A1", who="sato", at=clock.now())
