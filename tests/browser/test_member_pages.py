"""A member's pages in a real browser: by keyboard alone, by axe-core, on a phone, in both languages.

The amounts follow from `world`: in October 2026 Hanako pays 280 yen and 12 calls of 8 yen less a discount of 1 yen
for two minutes of received calls: 375 yen, and 37 of tax.
"""

import re

import pytest

from tests.apps.test_claims import PNG
from tests.browser.conftest import LANGUAGES, WIDTHS, refused_by_axe, wider_than_the_screen
from tests.browser.world import CALLER, PASSWORD

HANAKO, RAY = "hanako@mail.example", "ray@mail.example"
BILL = "/my/bills/A1-2026-10/"
OPEN_TO_ALL = (
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/confirm-email/",
)
OWN = (
    "/my/", BILL, f"{BILL}lines/A1-2026-10-001/", "/my/claims/", "/my/accounts/", "/account/email/",
    "/account/password/change/", "/announcements/roaming-2008/",
)  # fmt: skip
KANA = re.compile(r"[\u3040-\u30fa\u30fc-\u30ff]")
SEEN = """() => {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll("[lang=ja]").forEach(each => each.remove());
    const named = [...copy.querySelectorAll("[aria-label], [data-label]")];
    return copy.textContent + named.map(each => each.ariaLabel + each.dataset.label).join(" ");
}"""


def line_of(page, name: str) -> str:
    """The address of the line of that name."""
    return page.locator("tr", has_text=name).locator("a.more").last.get_attribute("href")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", [None, HANAKO])
def test_the_pages_keep_nobody_out(visit, who, language, width):
    page = visit("/", who, language, width)
    if who and language == "en":
        page.click("text=English")
    for path in OWN if who else OPEN_TO_ALL:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language, path
        assert refused_by_axe(page) == [], path
        assert not wider_than_the_screen(page), path
        if language == "en":
            assert KANA.findall(page.evaluate(SEEN)) == [], path


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_a_discount_keeps_nobody_out_and_tells_nothing_of_calls(visit, width):
    page = visit(BILL, HANAKO, width=width)
    page.goto(line_of(page, "着割"))
    assert refused_by_axe(page) == []
    assert not wider_than_the_screen(page)
    said = page.inner_text("main")
    assert "−1円" in said
    assert not [told for told in (CALLER, "120", "2分", "× 0.5") if told in said]


def test_the_keyboard_alone_goes_from_signing_in_to_why_this_amount(visit):
    page = visit("/my/")
    page.wait_for_url("**/account/login/?next=/my/")
    page.locator("#id_login").focus()
    page.keyboard.type(HANAKO)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    assert "412円" in page.inner_text("main")
    tab_to(page, "2026年10月 412円")
    assert page.evaluate("getComputedStyle(document.activeElement.querySelector('.room')).strokeWidth") == "3px"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BILL}")
    tab_to(page, "なぜこの金額？ 通話料（固定電話あて）")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lines/*/")
    assert "12 × 8 ＝ 96円" in page.inner_text("main")
    tab_to(page, "2026年10月の請求書")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BILL}")


def tab_to(page, name: str) -> None:
    """Press Tab until the element of that name has the focus."""
    named = "document.activeElement.ariaLabel || document.activeElement.textContent.trim()"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(named) == name:
            return
    raise AssertionError(f"nothing that Tab leads to is called {name}")


def test_each_bar_is_seen_once_and_can_be_hit_on_a_phone(visit):
    for width in WIDTHS:
        page = visit("/my/", HANAKO, width=width)
        bars = page.locator(".chart a:visible .room")
        assert bars.count() == 12
        box = bars.first.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24  # WCAG 2.5.8


def test_a_phone_shows_name_and_amount_of_each_line_side_by_side(visit):
    page = visit(BILL, HANAKO, width=390)
    row = page.locator("tr", has_text="通話料（固定電話あて）").filter(has_text="12 × 8")
    name, amount = row.locator("th").bounding_box(), row.locator("td").last.bounding_box()
    assert abs(name["y"] - amount["y"]) < 8
    assert name["x"] < amount["x"] < amount["x"] + amount["width"] <= 390


def test_the_other_language_is_one_click_away_on_a_bill(visit):
    page = visit(BILL, HANAKO)
    page.click("text=English")
    assert page.url.endswith(BILL)
    assert page.inner_text("h1") == "Bill for October 2026"


def test_the_pdf_and_the_sheets_are_kept_under_their_names(visit):
    page = visit(BILL, HANAKO)
    for words, name in (("PDFで保存", "A1-2026-10.pdf"), ("明細をCSVで保存", "A1-2026-10.csv")):
        with page.expect_download() as download:
            page.click(f"text={words}")
        assert download.value.suggested_filename == name


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_is_made_by_keyboard_and_each_of_its_pages_keeps_nobody_out(visit, language, width):
    page = visit("/my/", RAY, language, width)
    if page.locator("html").get_attribute("lang") != language:
        page.locator(".languages button").click()
    page.goto("/announcements/roaming-2008/")
    link, begin, send = {
        "ja": ("ログインして申し出る", "申し出る パケット通信料の誤り（ドイツ）", "申し出る"),
        "en": ("Sign in and claim", "Claim Packet charges, Germany", "Send the claim"),
    }[language]
    for name, leads_to in ((link, "/my/claims/"), (begin, "/my/claims/o2-de/")):
        tab_to(page, name)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{leads_to}")
    assert refused_by_axe(page) == [] and not wider_than_the_screen(page)
    month = WIDTHS.index(width) + 2 * LANGUAGES.index(language) + 1
    fill(page, f"2007-{month:02}-09", f"2007-{month:02}-01")
    page.locator("#id_papers").set_input_files({"name": "map.png", "mimeType": "image/png", "buffer": b"<svg/>"})
    tab_to(page, send)
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.locator("#id_said").input_value() == "I was in Hamburg."
    assert page.locator("#id_last").get_attribute("aria-describedby") == "id_last_error"
    assert refused_by_axe(page) == [] and not wider_than_the_screen(page)
    fill(page, f"2007-{month:02}-01", f"2007-{month:02}-09")
    page.locator("#id_papers").set_input_files({"name": "pass.png", "mimeType": "image/png", "buffer": PNG})
    page.locator("#id_said").focus()
    tab_to(page, send)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/claims/")
    assert "pass.png" in page.locator("section[aria-labelledby^=claim-]").first.inner_text()
    assert refused_by_axe(page) == [] and not wider_than_the_screen(page)


def fill(page, first: str, last: str) -> None:
    """Type the days and what happened."""
    for name, value in (("first", first), ("last", last), ("said", "I was in Hamburg.")):
        page.locator(f"#id_{name}").fill(value)
