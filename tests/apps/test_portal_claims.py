"""Claims on the member's own pages. People, contracts and days are those of `incident_folder`: records are kept of
2008-03-24 to 2008-07-10, the error began on 2006-03-24; Taro is K1 (A1, C1), Hana K3, whose contract C3 ended on
2008-07-31, Jiro K2 (A2, C4 and C5).
"""

import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.apps import incident_folder
from tests.apps.incident_folder import approved
from tests.apps.portal_ground import JIRO, TARO, client, member
from tests.apps.test_claims import PDF, PNG, decide
from tests.apps.waiting_lines import NOVEMBER, bill

HANA = "hana@mail.example"
CLAIMS, CLAIM = "/my/claims/", "/my/claims/o2-de/"
STORY = "2007年の5月に、ハンブルクで使いました。"


@pytest.fixture(autouse=True)
def announced(data: Path, tmp_path: Path) -> None:
    from yakkan.apps.incidents.actions import announce

    incident_folder.people()
    approved(incident_folder.write(tmp_path / "audit"))
    announce("roaming-2008", ["o2-de"], date(2008, 9, 10), "sato")
    for email, customer in ((TARO, "K1"), (JIRO, "K2"), (HANA, "K3")):
        member(email, customer)


def send(who: str = TARO, language: str = "ja", papers: tuple = (), **changes: str):
    form = {"contract": "A1/C1", "first": "2007-05-01", "last": "2007-05-09", "said": STORY} | changes
    return client(who, language).post(CLAIM, {**form, "papers": papers})


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def paper(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_claim_is_entered_told_apart_and_decided_and_the_member_reads_it(data: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.incidents.models import Claim, ClaimPaper
    from yakkan.apps.records.queries import events_of

    photos = (paper("image.jpg", PNG), paper("image.jpg", PDF))  # two files of one name, told by what they hold
    assert send(papers=photos).url == CLAIMS
    claim = Claim.objects.get()
    assert (claim.account_id, claim.contract, claim.who, claim.by_member) == ("A1", "C1", "taro", True)
    assert (str(claim.first), str(claim.last), claim.said) == ("2007-05-01", "2007-05-09", STORY)
    assert sorted(ClaimPaper.objects.values_list("name", "type")) == [("image.jpg", "pdf"), ("image.jpg", "png")]
    files = list((data / "claims").iterdir())
    assert [file.stat().st_mode & 0o077 for file in (data / "claims", *files)] == [0, 0, 0]
    assert [event.what for event in events_of(f"claim {claim.pk}")] == ["enter claim as member"]
    assert f"番号 {claim.pk} パケット通信料の誤り（ドイツ） 確認中" in text(client(TARO).get(CLAIMS))
    decide(claim.pk, 2, 95)
    said = text(client(TARO).get(CLAIMS))
    assert "お返しします お返しする額（税抜） 95円（次の請求書で差し引きます） 理由 boarding pass" in said
    confirm_run(bill(data, NOVEMBER), "hanako")
    page = client(TARO, "en").get(CLAIMS).content.decode()
    assert '<a href="/my/bills/A1-2008-11/">A1-2008-11</a>' in page and "95 yen" in page


def test_who_entered_a_claim_on_his_pages_does_not_decide_it() -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    from yakkan.apps.incidents.models import Claim
    from yakkan.messages import Refused

    send()
    get_user_model().objects.get(username="taro").groups.add(Group.objects.get(name="supervisor"))
    with pytest.raises(Refused, match="taro entered the claim"):
        decide(Claim.objects.get().pk, 2, 95, "taro")


def test_a_member_sees_the_claims_of_his_accounts_and_nobody_elses() -> None:
    send()
    assert STORY not in text(client(JIRO).get(CLAIMS))
    assert "まだありません" in text(client(JIRO).get(CLAIMS))
    assert "A1/C1" not in client(JIRO).get(CLAIM).content.decode()
    answer = send(JIRO, contract="A1/C1")
    assert answer.status_code == 200 and "正しく選択してください" in text(answer)


def test_what_was_entered_at_the_desk_is_on_his_page_too(data: Path) -> None:
    from tests.apps.test_claims import claim

    claim(data, whose=("A2", "C4"))
    assert "お問い合わせ窓口で" in text(client(JIRO).get(CLAIMS))
    assert "was in Hamburg" in text(client(JIRO).get(CLAIMS))


def test_whose_contract_has_ended_claims_for_its_days_and_is_paid_out(data: Path) -> None:
    from yakkan.apps.incidents.models import Claim

    assert send(HANA, contract="A3/C3").url == CLAIMS
    number = Claim.objects.get().pk
    decide(number, 1, 50)
    assert "50円（受け取り方を書面でご案内します）" in text(client(HANA).get(CLAIMS))


REFUSED = [
    ({"first": "2006-03-23"}, "2006年3月24日から2008年7月10日までです", "lasted from 24 March 2006 to 10 July 2008"),
    ({"first": "2008-03-20", "last": "2008-03-24"}, "お申し出がなくてもお返しします", "given back without a claim"),
    ({"first": "2007-05-10"}, "最初の日より後の日か", "Please enter the first day or a later one"),
    ({"said": " "}, "必須", "required"),
    ({"first": "2007-02-30"}, "日付を正しく入力", "Enter a valid date"),
]


def test_what_cannot_be_claimed_is_told_at_its_field_and_what_was_typed_is_kept() -> None:
    from yakkan.apps.incidents.models import Claim

    for (changes, *words), (place, language) in product(REFUSED, enumerate(("ja", "en"))):
        answer = send(language=language, **changes)
        page = answer.content.decode()
        assert answer.status_code == 200 and words[place] in text(answer), text(answer)
        assert 'aria-invalid="true"' in page and 'role="alert"' in page
        assert ("said" in changes) or STORY in page
        assert f'value="{changes.get("first", "2007-05-01")}"' in page
    assert Claim.objects.count() == 0


def test_a_contract_must_have_been_there_on_all_days_over_all_its_periods() -> None:
    from datetime import timedelta

    from yakkan.apps.contracts.models import Contract

    held = Contract.objects.get(contract="C1")
    begun = date(2007, 5, 5)
    Contract.objects.create(
        contract="C1", account_id="A1", customer_id="K1", service="world-wing", number="09000000011", start=begun,
        end=held.end,
    )  # fmt: skip
    Contract.objects.filter(pk=held.pk).update(end=begun - timedelta(days=1))
    assert "契約 C1 は、その日々のすべてを通したご契約ではありません" in text(send())
    Contract.objects.filter(pk=held.pk).update(end=begun)
    assert send().url == CLAIMS


def test_days_are_claimed_once(data: Path) -> None:
    from yakkan.apps.incidents.models import Claim

    send()
    first = Claim.objects.get().pk
    assert f"お申し出（番号 {first}）を確認しています" in text(send(first="2007-05-09", last="2007-05-20"))
    decide(first, 1, 50)
    assert f"given back by claim {first}" in text(send(language="en"))
    assert Claim.objects.count() == 1


def test_of_an_account_five_claims_may_be_open_with_five_papers_each() -> None:
    from yakkan.apps.incidents.models import Claim

    six = tuple(paper(f"{number}.png", PNG) for number in range(6))
    assert "5個までにしてください" in text(send(papers=six))
    for day in range(1, 6):
        assert send(first=f"2007-06-0{day}", last=f"2007-06-0{day}").url == CLAIMS
    refused = send(first="2007-06-06", last="2007-06-06", language="en")
    assert "There are 5 open claims of billing number A1" in text(refused)
    decide(Claim.objects.earliest("pk").pk, 0, 0)
    assert send(first="2007-06-06", last="2007-06-06").url == CLAIMS


PAPERS = [
    ("map.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "どれでもない", "is no PDF"),
    ("ticket.pdf", b"MZ\x90\x00" + PDF, "どれでもない", "is no PDF"),
    ("act.pdf", PDF.replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript >>"), "動く中身", "active content"),
    ("large.png", PNG[:8] + b"\x00" * (10 * 1024 * 1024) + PNG[-12:], "大きすぎます", "too large"),
]


def test_a_paper_that_is_none_is_told_by_its_name_and_nothing_is_kept(data: Path) -> None:
    from yakkan.apps.incidents.models import Claim

    for (name, content, *words), (place, language) in product(PAPERS, enumerate(("ja", "en"))):
        answer = send(language=language, papers=(paper("good.png", PNG), paper(name, content)))
        assert name in text(answer) and words[place] in text(answer) and STORY in text(answer)
        assert "/tmp" not in text(answer)
    assert Claim.objects.count() == 0
    assert not (data / "claims").exists()


def test_of_a_file_that_is_too_large_no_more_is_kept_than_shows_it() -> None:
    from yakkan.apps.incidents.papers import LARGEST
    from yakkan.apps.portal.uploads import Papers

    receiving, mega = Papers(), b"\x00" * 1024 * 1024
    receiving.new_file("papers", "film.png", "image/png", None)
    for number in range(40):
        receiving.receive_data_chunk(mega, number * len(mega))
    kept = receiving.file_complete(40 * len(mega))
    assert Path(kept.temporary_file_path()).stat().st_size == LARGEST + 1


def test_a_name_that_cannot_be_kept_becomes_one_that_can() -> None:
    from yakkan.apps.incidents.models import ClaimPaper

    sent = []
    for number, given in enumerate(
        ("../../etc/passwd", ".hidden", "a\x07<b>.png", "長" * 300 + ".png", "\u202egnp.exe")
    ):
        sent.append(paper("x.png", PNG[:8] + b"\x00" * number + PNG[8:]))
        sent[-1]._name = given
    assert send(papers=tuple(sent)).url == CLAIMS
    names = ClaimPaper.objects.order_by("size").values_list("name", flat=True)
    assert list(names) == ["passwd", "hidden", "a<b>.png", "長" * 56 + ".png", "gnp.exe"]


def test_an_incident_that_is_not_announced_or_is_closed_is_not_there(tmp_path: Path) -> None:
    from yakkan.apps.incidents.actions import take_step

    approved(tmp_path / "audit", "guide-book", "2")
    taro = client(TARO)
    assert taro.get("/my/claims/guide-book/").status_code == 404
    assert "guide-book" not in taro.get(CLAIMS).content.decode()
    link = '<a class="button" href="/my/claims/">'
    assert link in client().get("/announcements/roaming-2008/").content.decode()
    take_step("o2-de", "closed", "all done", "ken")
    assert send().status_code == 404
    assert "お申し出いただけるものは、いまはありません" in text(taro.get(CLAIMS))
    assert link not in client().get("/announcements/roaming-2008/").content.decode()


def test_a_form_that_was_not_made_here_enters_nothing() -> None:
    from django.test import Client

    from yakkan.apps.incidents.models import Claim

    strict = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    strict.cookies = client(TARO).cookies
    form = {
        "contract": "A1/C1",
        "first": "2007-05-01",
        "last": "2007-05-09",
        "said": STORY,
        "papers": (paper("a.png", PNG),),
    }
    assert strict.post(CLAIM, form).status_code == 403
    assert Claim.objects.count() == 0
    page = strict.get(CLAIM).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form["papers"] = (paper("a.png", PNG),)
    assert strict.post(CLAIM, {**form, "csrfmiddlewaretoken": token}).url == CLAIMS
