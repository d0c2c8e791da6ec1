"""The operator's pages in a real Chromium: a month from the page to issued bills, who may, the keyboard, axe."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import LANGUAGES, WIDTHS, Site, command, refused_by_axe, sign_in, wider_than_the_screen
from tests.browser.world import CALLER, MONTHS

EARLIER = "2025-10"
"""The month before all that is issued: only basic charges, so that no other test's month is touched."""
LAST = MONTHS[-1]
PAGES = (
    "/desk/", "/desk/jobs/", "/desk/usage/", "/desk/quarantine/", "/desk/runs/", "/desk/bills/?q=A1", "/desk/book/",
    f"/desk/bills/A1-{LAST}/?line=1", "/desk/customers/K1/", "/desk/book/services/ocn-dotphone/", "/desk/book/sources/",
    "/desk/book/formats/", "/desk/cases/", "/desk/trail/", "/desk/trail/changes/",
)  # fmt: skip


@pytest.fixture(scope="module")
def worker(site: Site) -> Iterator[None]:
    with subprocess.Popen(command(site.data, "worker"), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline()
        yield
        process.terminate()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_keeps_nobody_out(visit, language, width):
    page = visit("/desk/", "supervisor", language=language, width=width)
    for path in PAGES:
        assert page.goto(path).status == 200, path
        assert page.locator("html").get_attribute("lang") == language
        assert refused_by_axe(page) == [], path
        assert not wider_than_the_screen(page), path


def made(page: Page, month: str) -> None:
    """Makes a run of a month from the page, and goes to it when it has ended."""
    page.goto("/desk/runs/")
    page.fill("#month", month)
    page.click("form[action='/desk/runs/make/'] button")
    page.wait_for_url("**/desk/jobs/*/")
    page.click("#progress .button", timeout=120_000)  # it comes by itself, when the job has ended
    page.wait_for_url("**/desk/runs/*/")


def test_a_month_is_run_and_confirmed_from_the_page(visit, worker):
    """Each account of the five contracts by the book: A1 280, A2 280 + 900, A4 280 yen before tax; A3 has no charge."""
    clerk = visit("/desk/runs/", "clerk", language="en")
    made(clerk, EARLIER)
    assert clerk.locator("h1").inner_text().startswith("Bill run of October 2025")
    figures = clerk.locator(".figures").inner_text()
    assert "1,740 yen" in figures and "1,914 yen" in figures  # 280 + 1,180 + 280; tax 28 + 118 + 28
    run = clerk.url.rstrip("/").rpartition("/")[2]
    assert clerk.locator(f"form[action='/desk/runs/{run}/confirm/']").count() == 0
    assert "Somebody with the right to confirm" in clerk.locator("main").inner_text()
    token = clerk.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    posted = clerk.request.post(
        f"/desk/runs/{run}/confirm/", form={"csrfmiddlewaretoken": token}, headers={"Referer": clerk.url}
    )
    assert posted.status == 403
    supervisor = visit(f"/desk/runs/{run}/", "supervisor", language="en")
    assert "3 bill(s)" in supervisor.locator("section[aria-labelledby=confirm]").inner_text()
    assert refused_by_axe(supervisor) == []
    supervisor.click("section[aria-labelledby=confirm] button")
    supervisor.wait_for_url("**/desk/jobs/*/")
    supervisor.click("#progress .button", timeout=120_000)
    supervisor.wait_for_url(f"**/desk/runs/{run}/")
    assert "Confirmed by supervisor" in supervisor.locator("main").inner_text()
    supervisor.goto(f"/desk/bills/A1-{EARLIER}/")
    assert "308 yen" in supervisor.locator(".figures").inner_text()


def test_usage_is_shown_before_it_is_loaded_by_keyboard_alone(visit, worker, tmp_path: Path):
    """One good record and one with a quantity that is none: 2 received, 1 accepted, 1 in quarantine."""
    file = tmp_path / "by-hand.csv"
    head = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity\n"
    row = "05099990005,voice,in,mobile,{caller},,,,2024-01-05T10:00:00,{quantity}\n"
    rows = [f"by-hand-{q}," + row.format(caller=CALLER, quantity=q) for q in ("60", "1m")]
    file.write_text(head + "".join(rows), encoding="utf-8")
    page = visit("/desk/usage/", "clerk", language="en")
    page.set_input_files("#files", file)
    page.locator("form[enctype] button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/usage/uploads/**")
    shown = page.locator("main").inner_text()
    assert "accepted" in shown and "quarantined" in shown and "0005" in shown
    assert CALLER not in page.content()
    assert refused_by_axe(page) == []
    page.locator("form[action$='/load/'] button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/jobs/*/")
    row = page.locator("#progress tbody tr")
    row.wait_for(timeout=120_000)
    assert row.inner_text().split("\t")[:5] == ["by-hand.csv", "2", "1", "1", "0"]
    page.goto("/desk/quarantine/bad_quantity/")
    assert "1m" in page.locator("main").inner_text()
    assert CALLER not in page.content()


def test_the_navigation_shows_only_what_one_may_use(visit):
    shown = {}
    for role in ("clerk", "supervisor", "auditor", "engineer"):
        shown[role] = visit("/desk/", role, language="en").locator("nav a").all_inner_texts()
    common = ["Start", "Quarantine", "Bill runs", "The book", "Cases", "Jobs"]
    assert sorted(shown["engineer"]) == sorted([*common, "Usage"])
    of_bills = ["Bills and customers", "Incidents"]
    assert sorted(shown["clerk"]) == sorted([*common, *of_bills, "Usage"])
    assert sorted(shown["auditor"]) == sorted([*common, *of_bills, "Audit trail"])
    assert sorted(shown["supervisor"]) == sorted([*common, *of_bills, "Usage", "Audit trail"])


def test_a_job_is_followed_without_javascript(site, chromium):
    context = chromium.new_context(base_url=site.address, locale="en", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "clerk")
    page.goto("/desk/runs/")
    page.fill("#month", "2025-09")
    page.click("form[action='/desk/runs/make/'] button")
    assert page.locator("#progress").inner_text().count("See how far it is") <= 1
    page.reload()
    assert page.locator("h1").inner_text() == "Bill run of September 2025"
    context.close()
