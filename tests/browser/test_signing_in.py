"""Signing in: by keyboard, in both languages, and what somebody who guesses gets."""

import pytest

from tests.browser.conftest import LANGUAGES, WIDTHS, refused_by_axe, wider_than_the_screen
from tests.browser.world import PASSWORD


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/account/login/"])
def test_the_first_pages_keep_nobody_out(visit, path, language, width):
    page = visit(path, language=language, width=width)
    assert page.locator("html").get_attribute("lang") == language
    assert refused_by_axe(page) == []
    assert not wider_than_the_screen(page)


def test_the_keyboard_alone_signs_in(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "本文へ"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/")
    page.locator("#id_login").focus()
    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def test_the_other_language_is_one_click_away(visit):
    page = visit("/account/login/")
    page.click("text=English")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.endswith("/account/login/")
    page.click("text=日本語")
    assert page.locator("html").get_attribute("lang") == "ja"
