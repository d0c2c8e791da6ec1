"""Incidents: opened from an audit, approved by two people, refunded once; amounts by hand (see `incident_folder`)."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from tests.apps import incident_folder
from tests.apps.incident_folder import approved, opened, refunded
from tests.apps.waiting_lines import bill
from yakkan import clock
from yakkan.messages import Refused


@pytest.fixture
def audit(data: Path, tmp_path: Path) -> Iterator[Path]:
    incident_folder.people()
    yield incident_folder.write(tmp_path / "audit")
    shutil.rmtree(data / "runs", ignore_errors=True)


def test_opening_holds_the_usage_of_its_window(audit: Path) -> None:
    from yakkan.apps.billing.queries import open_holds
    from yakkan.apps.incidents import queries
    from yakkan.apps.incidents.models import Incident
    from yakkan.apps.records.queries import events_of

    opened(audit)
    incident = Incident.objects.get()
    (hold,) = open_holds()
    assert (hold.first_month, hold.last_month, hold.kind, hold.partner) == ("2008-03", "2008-07", "packet", "DEUE2")
    assert (incident.tax_class, incident.tax_percent, incident.source) == ("out_of_scope", 0, "roaming-refund")
    assert queries.identified(incident) == queries.Identified(records=6, customers=3, yen=253)
    charged = queries.charged(incident)
    assert (charged["over"], charged["under"], charged["contracts"]) == (2_520_000, 50_000, 4)
    assert [(event.who, event.what) for event in events_of("incident o2-de")] == [("chie", "open incident")]


def test_an_incident_is_opened_once_and_only_as_the_audit_made_it(audit: Path) -> None:
    opened(audit)
    with pytest.raises(Refused, match="open already"):
        opened(audit)
    with pytest.raises(Refused, match="open already, as o2-de"):
        opened(audit, "another-name")
    with pytest.raises(Refused, match="no incident 7"):
        opened(audit, "another-name", "7")
    (audit / "affected.parquet").write_bytes(b"")
    with pytest.raises(Refused, match="changed since the audit"):
        opened(audit, "another-name", "2")


def test_who_found_or_confirmed_it_cannot_approve_it(audit: Path) -> None:
    from yakkan.apps.incidents.actions import open_incident, take_step
    from yakkan.apps.incidents.actions.open_incident import Opening
    from yakkan.apps.incidents.models import Step

    about = incident_folder.about(audit, "o2-de")
    open_incident(Opening(audit, ["1"], about, incident_folder.BOOK), "sato")
    with pytest.raises(Refused, match="at found: confirmed is not the next"):
        take_step("o2-de", "confirmed", "too early", "ken")
    take_step("o2-de", "examined", "looked at ten records", "ken")
    take_step("o2-de", "confirmed", "all alike", "suzuki")
    for who in ("sato", "suzuki"):
        with pytest.raises(Refused, match=f"{who} found or confirmed"):
            take_step("o2-de", "approved", "yes", who)
        with pytest.raises(IntegrityError, match="somebody who found or confirmed"), transaction.atomic():
            Step.objects.create(incident_id="o2-de", step="approved", who=who, at=clock.now(), why="round the back")
    with pytest.raises(Refused, match="no right"):
        take_step("o2-de", "approved", "yes", "ken")
    with pytest.raises(Refused, match="not approved"):
        refunded()


def test_each_customer_gets_his_yen_once_on_his_bill_or_paid_out(audit: Path, data: Path) -> None:
    from yakkan.apps.billing import queries as billing
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import Entry, WaitingLine
    from yakkan.apps.incidents import queries
    from yakkan.apps.incidents.models import Incident, Payout, Refund

    approved(audit)
    told = refunded()
    assert (told.records, told.customers, told.units) == (6, 3, 2_520_000)
    assert (told.on_bills, told.paid_out, told.lines, told.payouts) == (173, 80, 3, 1)
    shares = Refund.objects.order_by("contract").values_list("contract", "units", "yen", "way")
    assert list(shares) == [
        ("C1", 914_000, 92, "bill"),
        ("C3", 800_000, 80, "payout"),
        ("C4", 404_000, 41, "bill"),
        ("C5", 402_000, 40, "bill"),
    ]
    waiting = WaitingLine.objects.order_by("contract").values_list("contract", "yen", "arithmetic", "clause")
    assert [row[:3] for row in waiting] == [
        ("C1", -92, "-(ceil(91.4))"),
        ("C4", -41, "-(ceil(40.4))"),
        ("C5", -40, "-(ceil(80.6) - ceil(40.4))"),
    ]
    payout = Payout.objects.get()
    assert (payout.pk, payout.account_id, payout.yen, payout.tax) == ("o2-de-1-A3", "A3", 80, 0)
    entries = Entry.objects.order_by("journal", "position").values_list("kind", "account", "tax_class", "yen")
    assert list(entries) == [("refund_payable", "A3", "", -80), ("sales", None, "out_of_scope", 80)]

    again = refunded()
    assert (again.records, again.on_bills, again.paid_out) == (0, 0, 0)
    confirm_run(bill(data), "hanako")
    assert [billing.balance(account) for account in ("A1", "A2", "A3")] == [-92, 294 - 81, -80]
    assert refunded().records == 0
    given = queries.given_back(Incident.objects.get())
    assert (given.on_bills, given.paid_out, given.rounding, given.lines, given.standing) == (173, 80, 10_000, 3, 3)


def test_part_by_part_a_customer_is_rounded_up_once(audit: Path) -> None:
    from yakkan.apps.billing.models import WaitingLine

    approved(audit)
    first = refunded(until=date(2008, 6, 29))  # A1: 50 yen. A2: 81. Of A3 nothing yet.
    assert (first.records, first.on_bills, first.paid_out) == (3, 131, 0)
    second = refunded()  # A1: 91.4 in all are 92, less 50. A3: 80.
    assert (second.records, second.on_bills, second.paid_out) == (3, 42, 80)
    lines = WaitingLine.objects.filter(account="A1").order_by("origin").values_list("yen", "arithmetic")
    assert list(lines) == [(-50, "-(ceil(50))"), (-42, "-(ceil(91.4) - ceil(50))")]


@pytest.mark.parametrize(("order", "came_to"), [("12", [253, 5]), ("21", [55, 203])])
def test_of_one_record_two_incidents_give_back_the_lower_price_and_no_more(
    audit: Path, order: str, came_to: list[int]
) -> None:
    # r1: 50 by the terms, then 5 more to the published 45. Or 55 at once, then of A1 only r2: 42 + 81 + 80.
    from yakkan.apps.incidents.models import RefundedRecord

    found = []
    for number in order:
        approved(audit, f"incident-{number}", number)
        told = refunded(f"incident-{number}")
        found.append(told.on_bills + told.paid_out)
    assert found == came_to
    assert sum(RefundedRecord.objects.filter(record_id="r1").values_list("units", flat=True)) == 550_000


def test_the_database_itself_refuses_to_give_back_more_of_a_record(audit: Path) -> None:
    from yakkan.apps.incidents.models import Refund, RefundedRecord

    approved(audit)
    record = {"incident_id": "o2-de", "source": "canonical", "record_id": "r1", "part": 1}
    with pytest.raises(IntegrityError, match="beyond what was charged too much"), transaction.atomic():
        RefundedRecord.objects.create(**record, units=500_001)
    refund = {"incident_id": "o2-de", "part": 1, "account_id": "A1", "contract": "C1", "customer_id": "K1"}
    with pytest.raises(IntegrityError, match="does not add up or is not approved"), transaction.atomic():
        Refund.objects.create(**refund, records=1, units=500_000, yen=51, way="bill", origin="")
    refunded()
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied|never changed"):
        cursor.execute("DELETE FROM incidents_refundedrecord")


def test_a_payout_is_written_paid_returned_and_paid_again_and_the_ledger_follows(audit: Path) -> None:
    from yakkan.apps.billing.models import Entry
    from yakkan.apps.billing.queries import balance
    from yakkan.apps.incidents.actions import Paying, letter, pay
    from yakkan.apps.records.models import IssuedDocument

    approved(audit)
    refunded()
    name, day = "o2-de-1-A3", date(2008, 10, 1)
    with pytest.raises(Refused, match="at to_write, so paid cannot follow"):
        pay(Paying(name, "paid", day, "bank 1"), "sato")
    made = letter(name, incident_folder.BOOK, "ja", "sato")
    text = made["text"].decode()
    assert made["pdf"].startswith(b"%PDF")
    assert "架空 田中 様" in text and "80円" in text and "パケット通信料" in text and "0120-000-000" in text
    kept = IssuedDocument.objects.get(format="pdf")
    assert (kept.kind, kept.subject, kept.amount, bytes(kept.content)) == ("refund_letter", name, 80, made["pdf"])
    english = letter(name, incident_folder.BOOK, "en", "sato")["text"].decode()
    assert "Your refund, tax included: 80 yen" in english
    pay(Paying(name, "details", day, "form 12"), "sato")
    pay(Paying(name, "paid", day, "bank 1"), "sato")
    assert balance("A3") == 0
    with pytest.raises(Refused, match="at paid, so paid cannot follow"):
        pay(Paying(name, "paid", day, "bank 2"), "sato")
    pay(Paying(name, "returned", day, "no such account"), "sato")
    assert balance("A3") == -80
    pay(Paying(name, "details", day, "form 13"), "sato")
    pay(Paying(name, "paid", day, "bank 3"), "sato")
    assert balance("A3") == 0
    assert sum(Entry.objects.filter(kind="bank").values_list("yen", flat=True)) == -80
    assert sum(Entry.objects.values_list("yen", flat=True)) == 0


def test_after_a_return_the_letter_is_a_new_one_to_the_address_of_then_and_the_old_one_stays(audit: Path) -> None:
    from yakkan.apps.customers.models import Customer
    from yakkan.apps.incidents import queries
    from yakkan.apps.incidents.actions import Paying, letter, pay
    from yakkan.apps.incidents.models import Payout

    approved(audit)
    refunded()
    name, day = "o2-de-1-A3", date(2008, 10, 1)

    def made(language: str = "ja") -> tuple[bytes, str]:
        written = letter(name, incident_folder.BOOK, language, "sato")
        return written["pdf"], written["text"].decode()

    def returned() -> None:
        for step in ("details", "paid", "returned"):
            pay(Paying(name, step, day, f"bank {step}"), "sato")

    def moved(address: str) -> None:
        Customer.objects.filter(pk="K3").update(address=address)

    moved("東京都例示区一丁目")
    first = made()
    moved("大阪府例示市二丁目")
    assert made() == first and "一丁目" in first[1]  # the same letter, printed again
    returned()
    second = made()
    moved("北海道例示町三丁目")
    assert made() == second and "二丁目" in second[1] and "一丁目" not in second[1]
    assert f"{name}/2" in second[1] and f"{name}/2" not in first[1]
    assert "例示町三丁目" in made("en")[1]  # the first one in English
    returned()
    third = made()
    assert "三丁目" in third[1] and f"{name}/3" in third[1]
    kept = queries.letters_of(Payout.objects.get(pk=name))
    told = [(one.subject, one.language, one.amount, one.day == clock.today()) for one in kept]
    assert told == [
        (f"{name}/3", "ja", 80, True), (f"{name}/2", "en", 80, True), (f"{name}/2", "ja", 80, True),
        (name, "ja", 80, False),
    ]  # fmt: skip
    assert bytes(kept[3].content) == first[0]


def test_what_was_taxed_goes_back_with_its_tax(data: Path, audit: Path, tmp_path: Path) -> None:
    # Paid out: 80 yen and 5 % of it, 4 yen. A2's bill: 280 - 81 = 199 yen at 5 %, 9.95, so 9 yen of tax, 208 in all.
    from yakkan.apps.billing import queries
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import Entry
    from yakkan.apps.incidents.models import Payout

    approved(incident_folder.write(tmp_path / "taxed", "ocn-dotphone", "domestic-fixed"))
    refunded()
    payout = Payout.objects.get()
    assert (payout.yen, payout.tax_class, payout.tax_percent, payout.tax) == (80, "standard", 5, 4)
    entries = Entry.objects.order_by("position").values_list("kind", "tax_class", "tax_percent", "yen")
    assert list(entries) == [
        ("refund_payable", "", 0, -84),
        ("sales", "standard", 5, 80),
        ("consumption_tax", "standard", 5, 4),
    ]
    confirm_run(bill(data), "hanako")
    found = queries.bill("A2-2008-10")
    assert (found.bill.before_tax, found.bill.tax, found.bill.total) == (199, 9, 208)
    assert [(tax.tax_class, tax.percent, tax.base, tax.tax) for tax in found.taxes] == [("standard", 5, 199, 9)]


def test_closing_an_incident_releases_its_hold_and_ends_its_refunds(audit: Path) -> None:
    from yakkan.apps.billing.queries import open_holds
    from yakkan.apps.incidents.actions import take_step

    approved(audit)
    take_step("o2-de", "closed", "all done", "ken")
    assert not open_holds()
    with pytest.raises(Refused, match="not approved, or is closed"):
        refunded()
    with pytest.raises(Refused, match="at closed"):
        take_step("o2-de", "closed", "again", "ken")
