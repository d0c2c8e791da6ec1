"""Claims for days of which no record is kept, and the announcement; the people are those of `incident_folder`."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.apps import incident_folder
from tests.apps.incident_folder import approved
from tests.apps.waiting_lines import NOVEMBER, bill
from yakkan import clock
from yakkan.messages import Refused

MAY = (date(2007, 5, 1), date(2007, 5, 9))
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def incident(data: Path, tmp_path: Path) -> Iterator[None]:
    incident_folder.people()
    approved(incident_folder.write(tmp_path / "audit"))
    yield
    for name in ("runs", "claims"):
        shutil.rmtree(data / name, ignore_errors=True)


def claim(
    data: Path, days: tuple[date, date] = MAY, whose: tuple[str, str] = ("A1", "C1"), papers: Sequence[Path] = ()
):
    from yakkan.apps.incidents.actions import Claiming, enter_claim

    return enter_claim(Claiming("o2-de", whose, days, "was in Hamburg", papers), data, "chie").pk


def decide(number: int, records: int, yen: int, who: str = "sato"):
    from yakkan.apps.incidents.actions import Deciding, decide_claim

    why = "boarding pass" if yen else "no journey there"
    return decide_claim(Deciding(number, (records, yen), why, NOVEMBER, date(2008, 9, 20)), who)


def test_an_accepted_claim_comes_off_a_following_bill_and_its_papers_are_private(data: Path, tmp_path: Path) -> None:
    from yakkan.apps.billing import queries
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.incidents.models import ClaimPaper

    (tmp_path / "pass.png").write_bytes(PNG)
    (tmp_path / "ticket.pdf").write_bytes(PDF)
    number = claim(data, papers=[tmp_path / "pass.png", tmp_path / "ticket.pdf"])
    kept = list(ClaimPaper.objects.order_by("type").values_list("name", "type", "size"))
    assert kept == [("ticket.pdf", "pdf", len(PDF)), ("pass.png", "png", len(PNG))]
    files = sorted((data / "claims").iterdir())
    assert [file.read_bytes() for file in files if file.name == ClaimPaper.objects.get(type="png").sha256] == [PNG]
    assert [file.stat().st_mode & 0o077 for file in (data / "claims", *files)] == [0, 0, 0]
    decide(number, 2, 95)
    confirm_run(bill(data, NOVEMBER), "hanako")
    assert queries.balance("A1") == -95
    with pytest.raises(Refused, match="or it is decided"):
        decide(number, 2, 95)


def test_whoever_has_no_contract_any_more_is_paid_out(data: Path) -> None:
    from yakkan.apps.billing.queries import balance
    from yakkan.apps.incidents.models import Payout

    number = claim(data, whose=("A3", "C3"))
    decide(number, 1, 50)
    assert Payout.objects.get().pk == f"claim-{number}"
    assert balance("A3") == -50


def test_a_claim_that_cannot_be_is_refused_with_a_reason(data: Path) -> None:
    with pytest.raises(Refused, match="must be for days of it"):
        claim(data, (date(2006, 3, 23), date(2006, 3, 25)))
    with pytest.raises(Refused, match="those days are refunded from them"):
        claim(data, (date(2008, 3, 20), date(2008, 3, 24)))
    claim(data, (date(2008, 3, 20), date(2008, 3, 23)))
    with pytest.raises(Refused, match="had no contract C2 on all"):  # a contract, but of no roaming
        claim(data, whose=("A2", "C2"))
    with pytest.raises(Refused, match="had no contract C1"):
        claim(data, whose=("A2", "C1"))


def test_an_amount_below_nothing_and_a_day_to_come_are_no_decision(data: Path) -> None:
    from yakkan.apps.incidents.actions import Deciding, decide_claim
    from yakkan.apps.incidents.models import ClaimDecision, Payout

    number = claim(data, whose=("A3", "C3"))
    for amount in ((-1, -50), (-1, 0), (0, -50), (1, 0)):
        with pytest.raises(Refused, match="to accept, give both"):
            decide(number, *amount)
    to_come = clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="has not come yet"):
        decide_claim(Deciding(number, (1, 50), "boarding pass", NOVEMBER, to_come), "sato")
    assert (ClaimDecision.objects.count(), Payout.objects.count()) == (0, 0)


def test_days_are_given_back_once_and_who_entered_a_claim_does_not_decide_it(data: Path) -> None:
    from yakkan.apps.incidents.models import ClaimDecision

    first, same_days = claim(data), claim(data, (MAY[1], MAY[1]))
    with pytest.raises(Refused, match="no right"):
        decide(first, 1, 50, "chie")
    with pytest.raises(IntegrityError, match="decided by who entered it"), transaction.atomic():
        ClaimDecision.objects.create(
            claim_id=first, accepted=True, yen=50, records=1, why="mine", who="chie", at=clock.now()
        )
    decide(first, 1, 50)
    with pytest.raises(Refused, match=f"refunded by the claim {first}"):
        decide(same_days, 1, 50)
    with pytest.raises(IntegrityError, match="claimed and accepted before"), transaction.atomic():
        ClaimDecision.objects.create(
            claim_id=same_days, accepted=True, yen=50, records=1, why="again", who="sato", at=clock.now()
        )
    assert decide(same_days, 0, 0).accepted is False
    with pytest.raises(Refused, match=f"refunded by the claim {first}"):
        claim(data)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("map.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no PDF, JPEG or PNG"),
        ("ticket.pdf", b"MZ\x90\x00" + PDF, "no PDF, JPEG or PNG"),
        ("pass.png", PNG + b"<script>alert(1)</script>", "no PDF, JPEG or PNG"),
        ("empty.pdf", b"", "no PDF, JPEG or PNG"),
        ("active.pdf", PDF.replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript >>"), "active content"),
        ("hidden.pdf", PDF.replace(b"/Type /Catalog", b"/OpenAction << /S /J#61vaScr#69pt >>"), "active content"),
        ("large.png", PNG[:8] + b"\x00" * (10 * 1024 * 1024) + PNG[-12:], "Make it 10,485,760 bytes or less"),
    ],
)
def test_a_paper_that_is_none_is_refused_and_nothing_is_kept(
    data: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    from yakkan.apps.incidents.models import Claim

    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused, match=said):
        claim(data, papers=[tmp_path / name])
    assert Claim.objects.count() == 0
    assert not (data / "claims").exists()


def test_the_announcement_tells_identified_and_presumed_apart_to_everybody(data: Path) -> None:
    from django.test import Client

    from yakkan.apps.incidents.actions import announce

    announce("roaming-2008", ["o2-de"], date(2008, 9, 10), "sato")
    pages = {
        language: Client().get("/announcements/roaming-2008/", HTTP_ACCEPT_LANGUAGE=language, HTTP_HOST="127.0.0.1")
        for language in ("ja", "en")
    }
    assert [page.status_code for page in pages.values()] == [200, 200]
    japanese, english = (page.content.decode() for page in pages.values())
    for said in ("6件（お客様 3人）", "253円", "約40件（18件〜64件）", "約1,680円（756円〜2,688円）"):
        assert said in japanese
    assert "2006年3月24日〜2008年7月10日" in japanese and "0120-000-000" in japanese
    for said in (
        "6 cases (3 customers)",
        "253 yen",
        "about 40 cases (18 cases to 64 cases)",
        "9:00 to 20:00",
        "10 September 2008",
    ):
        assert said in english
    made = Client().get("/announcements/roaming-2008.pdf", HTTP_HOST="127.0.0.1")
    assert (made["Content-Type"], made.content[:5]) == ("application/pdf", b"%PDF-")
    assert Client().get("/announcements/none/", HTTP_HOST="127.0.0.1").status_code == 404
    with pytest.raises(Refused, match="never edited"):
        announce("roaming-2008", ["o2-de"], date(2008, 9, 11), "sato")
