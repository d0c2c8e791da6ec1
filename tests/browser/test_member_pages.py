"""A member's pages in a real browser: by keyboard alone, by axe-core, on a phone, in both languages.

The amounts follow from `world`: in October 2026 Hanako pays 280 yen and 12 calls of 8 yen less a discount of 1 yen
for two minutes of received calls: 375 yen, and 37 of tax.
"""

import re

import pytest

from tests.browser.conftest import LANGUAGES, WIDTHS, refused_by_axe, wider_than_the_screen
from tests.browser.world import CALLER, PASSWORD

HANAKO = "hanako@mail.example"
BILL = "/my/bills/A1-2026-10/"
OPEN_TO_ALL = (
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/confirm-email/",
)
OWN = ("/my/", BILL, f"{BILL}lines/A1-2026-10-001/", "/my/accounts/", "/account/email/", "/account/password/change/")
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
