"""Incidents, payouts, claims and announcements on the operator's pages in a real Chromium (see `incident_world`)."""

from collections.abc import Iterator

import pytest

from tests.apps.test_claims import PDF
from tests.browser.conftest import LANGUAGES, WIDTHS, Site, refused_by_axe, served, wider_than_the_screen
from tests.browser.test_member_pages import tab_to

PAGES = (
    "/desk/incidents/", "/desk/incidents/o2-de/", "/desk/incidents/published/", "/desk/payouts/?state=to_write",
    "/desk/payouts/o2-de-1-A3/", "/desk/claims/", "/desk/claims/1/", "/desk/claims/enter/", "/desk/announcements/",
)  # fmt: skip
PAPER = {"name": "map.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}
TICKET = {"name": "ticket.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("incidents") / "var", "tests.browser.incident_world") as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_keeps_nobody_out(visit, language, width):
    page = visit("/desk/", "supervisor", language=language, width=width)
    for path in PAGES:
        assert page.goto(path).status == 200, path
        assert page.locator("html").get_attribute("lang") == language
        assert refused_by_axe(page) == [], path
        assert not wider_than_the_screen(page), path


def test_the_keyboard_alone_takes_a_step(visit):
    page = visit("/desk/", "clerk", language="en", width=390)
    tab_to(page, "Incidents")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/incidents/")
    tab_to(page, "Packet charges, Germany")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/incidents/*/")
    page.goto("/desk/incidents/published/")
    page.locator("#step_why").focus()
    page.keyboard.type("looked at the record, and at the guide book")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Say that it is examined"
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/incidents/published/")
    assert "It is examined." in page.locator("[role=status]").inner_text()
    assert "looked at the record" in page.locator("main table").first.inner_text()
    assert page.locator("h2#next").inner_text() == "Confirm it"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_claim_is_mended_where_it_was_refused_and_decided_by_somebody_else(visit, width):
    clerk = visit("/desk/claims/enter/", "clerk", language="en", width=width)
    days = (f"2007-06-0{WIDTHS.index(width) + 1}", f"2007-06-0{WIDTHS.index(width) + 1}")
    clerk.fill("#id_account", "A1")
    clerk.fill("#id_contract", "C2")  # a contract of another account
    for field, day in zip(("first", "last"), days, strict=True):
        clerk.fill(f"#id_{field}", day)
    clerk.fill("#id_said", "was in Hamburg")
    clerk.set_input_files("#id_papers", TICKET)
    clerk.click("main form button")
    contract = clerk.locator("#id_contract")
    assert contract.get_attribute("aria-invalid") == "true"
    assert contract.get_attribute("aria-describedby") == "id_contract_error"
    assert "had no contract C2" in clerk.locator("#id_contract_error").inner_text()
    assert (clerk.input_value("#id_first"), clerk.input_value("#id_said")) == (days[0], "was in Hamburg")
    assert refused_by_axe(clerk) == [] and not wider_than_the_screen(clerk)
    clerk.fill("#id_contract", "C1")
    clerk.set_input_files("#id_papers", PAPER)
    clerk.click("main form button")
    assert "map.svg: it is no PDF, JPEG or PNG" in clerk.locator("#id_papers_error").inner_text()
    clerk.set_input_files("#id_papers", TICKET)
    clerk.click("main form button")
    assert "is on record" in clerk.locator("[role=status]").inner_text()
    assert clerk.locator("form[action$='/accept/']").count() == 0
    with clerk.expect_download() as download:
        clerk.click("text=ticket.pdf")
    assert download.value.suggested_filename == "ticket.pdf"
    assert download.value.path().read_bytes() == PDF
    supervisor = visit(clerk.url, "supervisor", language="en", width=width)
    for field, value in (("records", "2"), ("yen", "95"), ("why", "the ticket says so")):
        supervisor.fill(f"#accept_{field}", value)
    supervisor.click("form[action$='/accept/'] button")
    assert "95 yen" in supervisor.locator("main").inner_text()
    assert refused_by_axe(supervisor) == [] and not wider_than_the_screen(supervisor)


def test_a_letter_is_made_and_the_payment_put_on_record(visit):
    page = visit("/desk/payouts/o2-de-1-A3/", "supervisor", language="en")
    page.click("form[action$='/letter/'] button")
    with page.expect_download() as download:
        page.click("text=as PDF (")
    assert download.value.suggested_filename == "o2-de-1-A3.pdf"
    for step in ("details", "paid"):
        page.fill(f"#{step}_reference", "form 12")
        page.click(f"section[aria-labelledby=do-{step}] button")
    assert page.locator("h1 .tag").inner_text() == "paid"
    assert refused_by_axe(page) == []


def test_what_would_be_announced_is_shown_before_it_is_out(visit):
    page = visit("/desk/announcements/", "supervisor", language="en", width=390)
    page.fill("#id_name", "packets-2008")
    page.check("text=Packet charges, Germany (o2-de)")
    page.click("button[name=preview]")
    draft = page.locator("section[aria-labelledby=preview]")
    assert "6 cases (3 customers)" in draft.inner_text() and "253 yen" in draft.inner_text()
    assert refused_by_axe(page) == [] and not wider_than_the_screen(page)
    page.click("form[action$='/make/'] button:not([name])")
    page.click("main table a >> text=packets-2008")
    assert page.url.endswith("/announcements/packets-2008/")
