"""Claims on the operator's pages, from entry to decision; the people are those of `incident_folder`."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.apps import incident_folder
from tests.apps.incident_folder import approved
from tests.apps.small_carrier import client
from tests.apps.test_claims import PDF, PNG
from tests.apps.test_desk_incidents import said, trail

ENTERED = {
    "incident": "o2-de", "account": "A1", "contract": "C1", "first": "2007-05-01", "last": "2007-05-09",
    "said": "was in Hamburg <b>for work</b>",
}  # fmt: skip
ACCEPTED = {"records": "2", "yen": "95", "month": "2008-11", "on": "2008-09-20", "why": "boarding pass"}


@pytest.fixture(autouse=True)
def incident(data: Path, tmp_path: Path) -> None:
    incident_folder.people()
    approved(incident_folder.write(tmp_path / "audit"))


def enter(who: str = "chie", papers: dict[str, bytes] | None = None, language: str = "en", **changes: str):
    files = [SimpleUploadedFile(name, content) for name, content in (papers or {}).items()]
    asked = {**ENTERED, **changes, "papers": files}
    return client(who, language).post("/desk/claims/enter/", asked, follow=True)


def number() -> int:
    from yakkan.apps.incidents.models import Claim

    return Claim.objects.get().pk


def left_of_uploads(data: Path) -> list[Path]:
    return list((data / "uploads").iterdir()) if (data / "uploads").exists() else []


def test_a_claim_goes_from_entry_to_the_bill_it_waits_for(data: Path) -> None:
    from yakkan.apps.billing.models import WaitingLine

    page = enter(papers={"搭乗券.png": PNG, "ticket.pdf": PDF})
    claim = f"/desk/claims/{number()}/"
    assert page.redirect_chain == [(claim, 302)]
    told = said(page)
    assert "搭乗券.png" in told and "was in Hamburg &lt;b&gt;for work&lt;/b&gt;" in told
    assert "Somebody with the right to decides it" in told
    assert left_of_uploads(data) == []
    assert f"claim {number()}" in said(client("ken", "en").get("/desk/claims/?state=open")).lower()
    sato = client("sato", "en")
    without = sato.post(f"{claim}accept/", {**ACCEPTED, "why": " "}).content.decode()
    assert 'id="accept_why_error"' in without and 'value="95"' in without
    done = said(sato.post(f"{claim}accept/", ACCEPTED, follow=True))
    assert "accepted" in done and "95 yen" in done and "It waits for the next bill" in done and "sato" in done
    assert WaitingLine.objects.get().yen == -95
    assert "or it is decided" in said(client("suzuki", "en").post(f"{claim}refuse/", {"why": "late"}))
    assert "Nothing was found" in said(sato.get("/desk/claims/?state=open"))
    assert "95" in said(sato.get("/desk/claims/?state=accepted&incident=o2-de&q=A1"))
    looks = trail("look at claim")
    assert looks[0] == ("chie", "A1", f"claim {number()}") and ("sato", "A1", f"claim {number()}") in looks


def test_a_paper_is_handed_out_as_a_file_to_those_with_the_right_and_on_record(data: Path) -> None:
    from yakkan.apps.incidents.models import ClaimPaper

    enter(papers={"搭乗券.png": PNG})
    paper = ClaimPaper.objects.get()
    address = f"/desk/claims/{number()}/papers/{paper.sha256}/"
    got = client("ken").get(address)
    assert (got.content, got["Content-Type"], got["X-Content-Type-Options"]) == (PNG, "image/png", "nosniff")
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "sandbox" in got["Content-Security-Policy"] and got["Cache-Control"] == "no-store"
    assert trail("look at paper") == [("ken", "A1", f"claim {number()}, 搭乗券.png")]
    assert client("ken").get(f"/desk/claims/{number()}/papers/{'0' * 64}/").status_code == 404
    (data / "claims" / paper.sha256).write_bytes(PNG + b"another")
    refused = client("ken", "en").get(address, follow=True)
    assert "is gone, or is another now" in said(refused)


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"contract": "C2"}, "contract", "had no contract C2"),
        ({"account": "none"}, "contract", "had no contract C1"),
        ({"first": "2006-03-23"}, "first", "A claim must be for days of it"),
        ({"last": "2008-03-24"}, "first", "those days are refunded from them"),
        ({"first": "2007-05-10"}, "first", "A claim must be for days of it"),
        ({"first": "yesterday"}, "first", "Enter a valid date"),
        ({"last": "9999-12-31"}, "first", "A claim must be for days of it"),
        ({"incident": "another"}, "incident", "another is not one of the available choices"),
        ({"said": " "}, "said", "This field is required"),
    ],
)
def test_what_cannot_be_claimed_is_told_at_its_field_and_what_was_typed_stays(
    changes: dict[str, str], field: str, told: str
) -> None:
    from yakkan.apps.incidents.models import Claim

    page = enter(**changes).content.decode()
    errors = page.partition(f'id="id_{field}_error"')[2].partition("</ul>")[0]
    assert told in errors
    assert 'value="2007-05-09"' in page or "last" in changes
    assert "for work" in page or "said" in changes
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        ({"map.svg": b"<svg/>"}, "map.svg: it is no PDF, JPEG or PNG"),
        (
            {"pass.png": PNG, "ticket.pdf": PDF.replace(b"/Type /Catalog", b"/JS (x)")},
            "ticket.pdf: this PDF has active",
        ),
        ({".htaccess": PNG}, "a file can&#x27;t be called that"),
        ({"empty.pdf": b""}, "empty.pdf: it is no PDF"),
    ],
)
def test_a_paper_that_is_none_is_refused_at_the_form_and_nothing_is_kept(
    data: Path, papers: dict[str, bytes], told: str
) -> None:
    from yakkan.apps.incidents.models import Claim

    page = enter(papers=papers).content.decode()
    assert told in page.partition('id="id_papers_error"')[2].partition("</ul>")[0]
    assert "Choose the papers again" in page and "for work" in page
    assert str(data) not in page
    assert not Claim.objects.exists() and not (data / "claims").exists() and left_of_uploads(data) == []


def test_who_entered_a_claim_is_told_so_and_does_not_decide_it() -> None:
    from yakkan.apps.incidents.models import ClaimDecision

    own = enter("sato").content.decode()
    claim = f"/desk/claims/{number()}/"
    assert "sato entered the claim" in own and f'action="{claim}' not in own
    for way, asked in (("accept", ACCEPTED), ("refuse", {"why": "no"})):
        assert "Somebody else has to decide it" in said(client("sato", "en").post(f"{claim}{way}/", asked))
    assert not ClaimDecision.objects.exists()
    assert "決定しました" in said(client("suzuki").post(f"{claim}refuse/", {"why": "当時のご契約なし"}, follow=True))
    assert ClaimDecision.objects.get().accepted is False


@pytest.mark.parametrize("amount", [("0", "95"), ("2", "0"), ("-2", "95"), ("2", "1000000000"), ("2", "9.5")])
def test_an_amount_that_is_none_accepts_nothing(amount: tuple[str, str]) -> None:
    from yakkan.apps.incidents.models import ClaimDecision

    enter()
    asked = {**ACCEPTED, "records": amount[0], "yen": amount[1]}
    page = client("sato").post(f"/desk/claims/{number()}/accept/", asked).content.decode()
    assert 'id="accept_records_error"' in page or 'id="accept_yen_error"' in page
    assert not ClaimDecision.objects.exists()


def test_whoever_has_no_contract_any_more_is_paid_out_by_a_payout_of_the_claim() -> None:
    enter(account="A3", contract="C3")
    done = client("sato", "en").post(f"/desk/claims/{number()}/accept/", ACCEPTED, follow=True)
    assert f'href="/desk/payouts/claim-{number()}/"' in done.content.decode()
