"""What a member sees of his bills. The amounts are those worked out by hand in tests/documents/bills.py."""

import re
from pathlib import Path

import pytest
from bills import CREDIT

from tests.apps.portal_ground import JIRO, TARO, client, issue, member, people, two_months

PAGES = ("", "bill.pdf", "lines.csv", "lines/A2-2026-10-002/")
LAST = ("うち消費税", "前の月との差", "ご請求額（税込）")
KANA = re.compile(r"[\u3040-\u30ff]")
JAPANESE = re.compile(r'<(\w+)[^>]* lang="ja"[^>]*>.*?</\1>', re.DOTALL)


@pytest.fixture
def taro(data: Path):
    two_months()
    member(TARO, "K2")
    return client(TARO)


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_first_page_says_how_much_by_when_and_how_it_is_paid(taro) -> None:
    said = text(taro.get("/my/"))
    assert "2026年10月ご利用分（税込） 1,158円 前の月より475円多い" in said  # 1,158 - 683
    assert "引き落とし日 2026年11月30日" in said
    assert "口座振替" in said


def test_the_table_has_each_month_with_its_services_and_its_change(taro) -> None:
    page = taro.get("/my/").content.decode()
    rows = [re.findall(r">([^<>]+)<", row) for row in re.findall(r"<tr role.*?</tr>", page, re.DOTALL)]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    # 280 + 72 + 480 + 27 - 31 = 828 and 250; 280 + 96 + 160 + 27 - 30 = 533 and 100
    assert cells == [
        ["ご利用月", "OCNドットフォン（税抜）", "国際ローミング WORLD WING（税抜）", *LAST],
        ["2026年10月", "828", "250", "80", "+475", "1,158"],
        ["2026年9月", "533", "100", "50", "683"],
    ]  # fmt: skip


def test_each_bar_is_a_link_with_a_name(taro) -> None:
    page = taro.get("/my/").content.decode()
    assert page.count('aria-label="2026年10月 1,158円"') == 2  # one chart for a wide screen, one for a narrow one
    assert page.count('href="/my/bills/A2-2026-09/" aria-label="2026年9月 683円"') == 2
    heights = [float(each) for each in re.findall(r'class="bar[^"]*" [^>]*height="([\d.]+)"', page)][:2]
    assert heights[0] / heights[1] == pytest.approx(683 / 1158, rel=0.01)


def test_a_member_without_a_bill_is_told_so(data: Path) -> None:
    people()
    member(TARO, "K2")
    assert "まだ請求書がありません" in text(client(TARO).get("/my/"))


def test_money_that_is_owed_to_the_member_and_earlier_months_are_told(data: Path) -> None:
    people()
    issue(CREDIT)
    member(TARO, "K2")
    said = text(client(TARO).get("/my/"))
    assert "−7,339円" in said and "お返しする金額があります" in said
    assert "それより前の月の差額（税抜 −6,952円）" in said  # 48 - 7,000
    assert "引き落とし日" not in said


def test_the_bill_says_what_its_document_says(taro) -> None:
    said = text(taro.get("/my/bills/A2-2026-10/"))
    assert "2026年9月ご利用分より475円多くなりました。" in said
    assert "通話料（携帯電話・PHSあて） 10回、10分 → 30回、30分 160 480 +320" in said
    assert "10%対象 801 80 881" in said
    assert "アクセスキー" not in said


def test_each_line_that_is_seen_leads_to_why(taro) -> None:
    page = taro.get("/my/bills/A2-2026-10/").content.decode()
    links = re.findall(r'class="more" href="([^"]+)"', page)
    assert links == [f"/my/bills/A2-2026-10/lines/A2-2026-10-{place:03}/" for place in (1, 2, 3, 4, 6, 7)]
    assert all(taro.get(link).status_code == 200 for link in links)


def test_why_tells_quantity_arithmetic_price_clause_and_version(taro) -> None:
    said = text(taro.get("/my/bills/A2-2026-10/lines/A2-2026-10-002/"))
    for told in (
        "9回、27分",
        "9 × 8 ＝ 72円",
        "180秒ごとに8円",
        "通話料 1（固定電話あて）",
        "例示用の料金表",
        "2006年12月1日から",
    ):
        assert told in said


def test_nothing_tells_of_incoming_calls(taro) -> None:
    assert taro.get("/my/bills/A2-2026-10/lines/A2-2026-10-005/").status_code == 404  # the 41 calls that were received
    pages = ["/my/", "/my/months.csv", *(f"/my/bills/A2-2026-10/{page}" for page in ("", "lines.csv"))]
    pages += ["/my/bills/A2-2026-10/lines/A2-2026-10-006/"]
    for page in pages:
        said = text(taro.get(page))
        assert not [told for told in ("3660", "3,660", "61分", "41", "62 ×", "× 0.5") if told in said], page
    discount = text(taro.get(pages[-1]))
    assert "−31円" in discount and "ご提供条件などについて・割引について" in discount
    assert "着信の明細はお出ししていません" in discount


@pytest.mark.parametrize("page", PAGES)
def test_another_customers_bill_is_not_there(taro, page: str) -> None:
    own = f"/my/bills/A2-2026-10/{page}"
    assert taro.get(own).status_code == 200
    member(JIRO, "K9")
    jiro = client(JIRO)
    assert jiro.get(own).status_code == 404
    assert jiro.get(f"/my/bills/A9-2026-10/{page.replace('A2', 'A9')}").status_code == 200
    assert taro.get(f"/my/bills/A9-2026-10/{page.replace('A2', 'A9')}").status_code == 404


def test_a_line_of_another_bill_is_not_there(taro) -> None:
    assert taro.get("/my/bills/A2-2026-10/lines/A9-2026-10-002/").status_code == 404
    assert taro.get("/my/bills/A2-2026-10/lines/A2-2026-09-002/").status_code == 404


@pytest.mark.parametrize("path", ["/my/", "/my/months.csv"])
def test_another_customers_account_is_not_there(taro, path: str) -> None:
    assert taro.get(path, {"account": "A2"}).status_code == 200
    assert taro.get(path, {"account": "A9"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/my/", "/my/months.csv", "/my/accounts/", *(f"/my/bills/A2-2026-10/{p}" for p in PAGES)]
)
def test_strangers_are_sent_to_sign_in(taro, path: str) -> None:
    answer = client().get(path)
    assert (answer.status_code, answer.url) == (302, f"/account/login/?next={path}")


def test_staff_see_their_desk_instead(taro) -> None:
    from yakkan.apps.desk.actions import enrol

    enrol("clerk", "clerk", "clerk@staff.example", password="an invented passphrase")
    staff = client("clerk@staff.example")
    assert [staff.get(path).url for path in ("/my/", "/my/accounts/")] == ["/desk/", "/desk/"]
    assert {staff.get(f"/my/bills/A2-2026-10/{page}").status_code for page in PAGES} == {404}


def test_a_login_without_a_customer_is_asked_for_a_billing_number(taro) -> None:
    member("nobody@mail.example", None)
    assert client("nobody@mail.example").get("/my/").url == "/my/accounts/"


@pytest.mark.parametrize(
    "path", ["/my/", "/my/accounts/", *(f"/my/bills/A2-2026-10/{p}" for p in PAGES if p[-4:] != ".pdf")]
)
def test_english_pages_hold_no_kana_outside_what_is_marked(taro, path: str) -> None:
    page = client(TARO, "en").get(path).content.decode()
    assert KANA.findall(JAPANESE.sub("", page)) == []


def test_the_pdf_is_on_the_audit_trail(taro) -> None:
    from yakkan.apps.records.queries import events_of

    answer = taro.get("/my/bills/A2-2026-10/bill.pdf")
    assert answer.content.startswith(b"%PDF-") and answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    told = events_of("A2").values_list("who", "what", "details")
    assert list(told) == [("taro", "look at usage", "bill A2-2026-10, printed as pdf")]


def test_a_pdf_that_cannot_be_set_says_so(taro) -> None:
    from yakkan.apps.customers.models import Customer
    from yakkan.apps.records.queries import events_of

    Customer.objects.filter(pk="K2").update(name="\U0001f600")  # no face has it
    answer = taro.get("/my/bills/A2-2026-10/bill.pdf", follow=True)
    assert answer.redirect_chain == [("/my/bills/A2-2026-10/", 302)]
    assert "いまはPDFを作れません" in text(answer)
    assert not events_of("A2").exists()
