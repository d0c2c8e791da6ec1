"""Incidents, payouts and announcements on the operator's pages; the amounts are those of `incident_folder`."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.apps import incident_folder
from tests.apps.incident_folder import approved, opened, refunded
from tests.apps.small_carrier import client
from tests.apps.test_desk import text
from yakkan import clock

PAGE = "/desk/incidents/o2-de/"
PAYOUT = "/desk/payouts/o2-de-1-A3/"
GIVING = {"month": "2008-10", "on": "2008-09-10", "until": ""}


@pytest.fixture(autouse=True)
def audit(data: Path, tmp_path: Path) -> Path:
    incident_folder.people()
    return incident_folder.write(tmp_path / "audit")


def said(answer) -> str:
    return text(answer.content.decode())


def step(who: str, name: str, why: str = "as the records say", language: str = "en"):
    return client(who, language).post(f"{PAGE}step/", {"step": name, "why": why}, follow=True)


def steps() -> list[tuple[str, str, str]]:
    from yakkan.apps.incidents.models import Step

    return list(Step.objects.order_by("id").values_list("step", "who", "why"))


def trail(what: str) -> list[tuple[str, str, str]]:
    from yakkan.apps.records.models import AuditEvent

    return list(AuditEvent.objects.filter(what=what).order_by("id").values_list("who", "subject", "details"))


def test_the_list_tells_what_is_left_and_how_one_is_opened(audit: Path) -> None:
    assert "yakkan incident open OUT NUMBER --about FILE --as USER" in said(client("chie").get("/desk/incidents/"))
    approved(audit)
    page = said(client("chie", "en").get("/desk/incidents/"))
    assert "Packet charges, Germany o2-de approved 2006-03-24 – 2008-07-10 6 3 253 6 record(s) to give back" in page
    refunded(until=date(2008, 6, 29))
    assert "3 record(s) to give back" in said(client("chie", "en").get("/desk/incidents/"))
    refunded()
    page = said(client("chie", "en").get("/desk/incidents/"))
    assert "record(s) to give back" not in page and "1 payout(s) to pay" in page


def test_what_waits_is_on_the_first_page_of_who_may_do_it(audit: Path) -> None:
    opened(audit)
    waits = "Packet charges, Germany: Say that it is examined"
    assert waits in said(client("ken", "en").get("/desk/"))
    step("ken", "examined")
    step("ken", "confirmed")
    pages = {who: said(client(who, "en").get("/desk/")) for who in ("ken", "sato")}
    assert "Germany" not in pages["ken"] and "Packet charges, Germany: Approve the refund" in pages["sato"]
    step("sato", "approved")
    refunded()
    assert "1 payout(s) to pay" in said(client("sato", "en").get("/desk/"))
    assert "1 payout(s) to pay" not in said(client("ken", "en").get("/desk/"))


def test_identified_and_presumed_stand_apart_and_are_never_added_up(audit: Path) -> None:
    opened(audit)
    page = client("chie").get(PAGE).content.decode()
    apart = dict(
        re.findall(r'<section class="card[^"]*" aria-labelledby="(identified|presumed)">(.*?)</section>', page, re.S)
    )
    known, estimated = text(apart["identified"]), text(apart["presumed"])
    assert "253円" in known and "6 件" in known and "3 人" in known and "1,680" not in known
    assert "約1,680円" in estimated and "756円〜2,688円" in estimated and "約40 件（18〜64）" in estimated
    assert "特定の額とは足し合わせません" in estimated and "253" not in estimated
    assert "1,933" not in page  # 253 + 1,680
    assert "252円（契約 4）" in page and "5円（徴収しません）" in page and "表1" in page
    assert trail("look at incident") == [("chie", "incident o2-de", "")]


def test_rates_are_told_in_words_and_else_as_the_book_writes_them() -> None:
    from yakkan.apps.incidents import saying
    from yakkan.apps.incidents.models import Incident
    from yakkan.bill.explain import Telling
    from yakkan.terms import load

    shape = "{steps: [{per: 60, yen: 100}]} -> free; ? -> {steps: [{per: 60, yen: 50/3}]}"
    incident = Incident(service="world-wing", entry="video-in-lk", shape=shape)
    book = load(incident_folder.BOOK)
    assert saying.shapes(incident, Telling("en", book)) == [
        ("100 yen for each begun 60 s", "free of charge"), ("?", "{steps: [{per: 60, yen: 50/3}]}"),
    ]  # fmt: skip
    assert saying.shapes(incident, Telling("ja", book))[0] == ("60秒ごとに100円", "無料")


def test_steps_are_taken_in_their_order_each_with_a_reason(audit: Path) -> None:
    opened(audit)
    assert "Say that it is examined" in said(client("ken", "en").get(PAGE))
    early = step("ken", "confirmed", "too early")
    assert "at found: confirmed is not the next step" in said(early)
    without = step("ken", "examined", "   ")
    assert (without.status_code, 'id="step_why_error"' in without.content.decode()) == (200, True)
    assert "It is examined." in said(step("ken", "examined", "ten records"))
    again = step("chie", "examined", "mine too")
    assert "examined is not the next step, or is done" in said(again)
    assert "誤課金「o2-de」の今の段階は examined です" in said(step("chie", "examined", "again", "ja"))
    step("ken", "confirmed", "all alike")
    step("sato", "approved", "to be given back")
    assert [(taken, who) for taken, who, _ in steps()] == [
        ("found", "chie"), ("examined", "ken"), ("confirmed", "ken"), ("approved", "sato"),
    ]  # fmt: skip
    assert steps()[1][2] == "ten records"


def test_who_found_or_confirmed_it_is_told_so_and_offered_no_approval(audit: Path) -> None:
    from yakkan.apps.incidents.actions import open_incident
    from yakkan.apps.incidents.actions.open_incident import Opening

    about = incident_folder.about(audit, "o2-de")
    open_incident(Opening(audit, ["1"], about, incident_folder.BOOK), "sato")
    step("suzuki", "examined")
    step("ken", "confirmed")
    offer = 'value="approved"'
    sato, suzuki = (client(who, "en").get(PAGE).content.decode() for who in ("sato", "suzuki"))
    assert "sato found or confirmed the incident o2-de. Somebody else has to approve it." in sato and offer not in sato
    assert offer in suzuki
    clerk = client("chie", "en").get(PAGE).content.decode()
    assert "by somebody with the right to who has neither found nor confirmed it" in text(clerk) and offer not in clerk
    assert client("chie").post(f"{PAGE}step/", {"step": "approved", "why": "yes"}).status_code == 403
    assert "Somebody else has to approve it" in said(step("sato", "approved"))
    assert "It is approved" in said(step("suzuki", "approved"))


def test_a_closed_incident_says_what_was_not_done_and_offers_nothing_more(audit: Path) -> None:
    approved(audit)
    page = said(client("ken", "en").get(PAGE))
    assert "Not done yet: 6 record(s) to give back" in page
    step("ken", "closed", "settled otherwise")
    page = client("sato", "en").get(PAGE).content.decode()
    assert "It is closed." in text(page) and f'action="{PAGE}' not in page
    assert "not approved, or is closed" in said(client("sato", "en").post(f"{PAGE}refund/", GIVING))


def test_the_money_goes_back_from_the_page_and_once(audit: Path) -> None:
    """Up to 29 June A1 gets 50 and A2 81 yen; then 92 - 50 and A3's 80, so that 122 yen are left between."""
    approved(audit)
    sato = client("sato", "en")
    assert "Left to give back 253 yen 6 record(s)" in said(sato.get(PAGE))
    to_come = {**GIVING, "on": str(clock.today() + timedelta(days=1))}
    refused = sato.post(f"{PAGE}refund/", to_come).content.decode()
    assert 'id="refund_on_error"' in refused and "has not come yet" in refused and f'value="{to_come["on"]}"' in refused
    assert "2008-13 is no month" in said(sato.post(f"{PAGE}refund/", {**GIVING, "month": "2008-13"}))
    first = said(sato.post(f"{PAGE}refund/", {**GIVING, "until": "2008-06-29"}, follow=True))
    assert "given back 3 records of 2 customer(s); 131 yen on bills (3 line(s)), 0 yen to pay out" in first
    assert "Left to give back 122 yen 3 record(s)" in first and "0 line(s) on bills, 3 waiting for one" in first
    second = said(sato.post(f"{PAGE}refund/", GIVING, follow=True))
    assert "Left to give back 0 yen" in second and "On bills 173 yen" in second and "Paid out 80 yen" in second
    assert "rounding up came to 1 yen" in second and "to be written to: 1" in second
    again = said(sato.post(f"{PAGE}refund/", GIVING, follow=True))
    assert "there is nothing left to give back" in again and "On bills 173 yen" in again


def test_of_a_record_of_two_incidents_only_the_rest_is_left(audit: Path) -> None:
    """Of r1 55 yen were given back by the other incident: of this one A1 has only r2, 42 yen; 81 and 80 beside it."""
    approved(audit, "published", "2")
    refunded("published")
    approved(audit)
    assert "Left to give back 203 yen 6 record(s)" in said(client("sato", "en").get(PAGE))


def test_a_payout_is_written_told_paid_and_returned_by_its_page(audit: Path) -> None:
    from yakkan.apps.billing.queries import balance
    from yakkan.apps.records.models import IssuedDocument

    approved(audit)
    refunded()
    sato = client("sato", "en")

    def pay(step: str, reference: str = "bank 1", day: str = "2008-10-01"):
        return sato.post(f"{PAYOUT}step/", {"step": step, "day": day, "reference": reference}, follow=True)

    assert "to be written to" in said(sato.get(PAYOUT)) and "架空 田中" in said(sato.get(PAYOUT))
    assert "at to_write, so paid cannot follow" in said(pay("paid"))
    assert sato.get(f"{PAYOUT}letters/none/").status_code == 404
    assert "The letter is made" in said(sato.post(f"{PAYOUT}letter/", {"language": "ja"}, follow=True))
    first = IssuedDocument.objects.get(format="pdf")
    kept = sato.get(f"{PAYOUT}letters/{first.sha256}/")
    assert kept["Content-Disposition"] == 'attachment; filename="o2-de-1-A3.pdf"'
    assert kept.content == bytes(first.content)
    assert trail("look at letter") == [("sato", "A3", "payout o2-de-1-A3")]
    assert 'id="details_reference_error"' in pay("details", " ").content.decode()
    pay("details", "form 12")
    late = pay("paid", "bank 7", str(clock.today() + timedelta(days=1))).content.decode()
    assert 'id="paid_day_error"' in late and 'value="bank 7"' in late
    assert "The payment is on record" in said(pay("paid"))
    assert balance("A3") == 0
    assert "at paid, so paid cannot follow" in said(pay("paid"))
    pay("returned", "no such account")
    assert balance("A3") == -80
    assert "returned" in said(sato.get("/desk/payouts/?state=returned")) and "No such" not in said(sato.get(PAYOUT))
    sato.post(f"{PAYOUT}letter/", {"language": "ja"})
    again = IssuedDocument.objects.filter(format="pdf").latest("made_at")
    both = sato.get(PAYOUT).content.decode()
    assert again.sha256 != first.sha256 and f"letters/{again.sha256}/" in both and f"letters/{first.sha256}/" in both
    assert "Nothing was found." in said(sato.get("/desk/payouts/?state=paid&incident=o2-de&q=A3"))
    clerk = client("ken", "en").get(PAYOUT).content.decode()
    assert "Somebody with the right to refund sees to it" in clerk and f'action="{PAYOUT}' not in clerk
    assert {who for who, subject, _ in trail("look at payout") if subject == "A3"} == {"sato", "ken"}


def test_a_long_list_is_read_page_by_page(audit: Path) -> None:
    from yakkan.apps.incidents.models import Incident, Payout

    approved(audit)
    of = {"incident": Incident.objects.get(), "account_id": "A3", "customer_id": "K3", "records": 1, "yen": 1}
    tax = {"tax_class": "out_of_scope", "tax_percent": 0, "tax": 0, "day": date(2008, 9, 10)}
    Payout.objects.bulk_create(Payout(payout=f"p-{n:02}", **of, **tax) for n in range(51))
    first = client("ken", "en").get("/desk/payouts/?incident=o2-de").content.decode()
    assert "1 to 50 of 51" in first and "p-49" in first and "p-50" not in first
    assert "?incident=o2-de&amp;from=50" in first
    assert "51 to 51 of 51" in said(client("ken", "en").get("/desk/payouts/?incident=o2-de&from=50"))


def test_an_announcement_is_looked_at_and_then_made_once(audit: Path) -> None:
    from yakkan.apps.incidents.models import Announcement

    opened(audit)
    assert "No incident is approved" in said(client("sato", "en").get("/desk/announcements/"))
    for taken, who in (("examined", "ken"), ("confirmed", "ken"), ("approved", "sato")):
        step(who, taken)
    sato = client("sato", "en")

    def send(name: str, **more: str):
        asked = {"name": name, "incidents": "o2-de", "day": "2008-09-10", **more}
        return sato.post("/desk/announcements/make/", asked, follow=True)

    draft = send("roaming-2008", preview="1")
    assert "6 cases (3 customers)" in said(draft) and 'value="roaming-2008"' in draft.content.decode()
    assert Announcement.objects.count() == 0
    for name in ("Roaming 2008", "../x", "", "r" * 61):
        assert 'id="id_name_error"' in send(name).content.decode(), name
    assert "The announcement roaming-2008 is out" in said(send("roaming-2008"))
    assert "6 cases (3 customers)" in said(client(None, "en").get("/announcements/roaming-2008/"))
    again = send("roaming-2008").content.decode()
    assert 'id="id_name_error"' in again and "never edited" in again
    assert Announcement.objects.get().who == "sato"
    assert 'href="/announcements/roaming-2008/"' in client("ken").get(PAGE).content.decode()
