"""The page of an audit in a real browser, narrow and wide, in both languages."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import RULES, WIDTHS
from tests.browser.world import BOOK
from yakkan.runs.audit import AuditInputs, audit
from yakkan.runs.audit_source import BilledFiles
from yakkan.terms import load

HEADER = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity,billed_yen"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An audit of o2's sessions and calls in Cyprus, billed as they were in 2008."""
    made = tmp_path_factory.mktemp("audited")
    sessions = [f"R{i},09012340001,packet,out,,,,DEUE2,,2008-04-{i:02}T10:00:00,{9 * i},100" for i in range(1, 12)]
    calls = [f"S{i},09012340001,voice,forwarded,,,,CYPCT,,2008-05-{i:02}T10:00:00,30,110" for i in range(1, 5)]
    (made / "billed.csv").write_text("\n".join([HEADER, *sessions, *calls]), encoding="utf-8")
    contract = "contract,account,customer,service,number\nC1,A1,K1,world-wing,09012340001\n"
    (made / "contracts.csv").write_text(contract, encoding="utf-8")
    billed = BilledFiles([made / "billed.csv"], made / "contracts.csv")
    audit(load(BOOK), AuditInputs(billed, date(2008, 9, 10)), made / "out")
    return made / "out"


@pytest.mark.parametrize("name", ["incidents.html", "incidents.ja.html"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_keeps_nothing_from_anybody_and_fetches_nothing(folder, chromium, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg[role=img]").count() == 3  # the overview, and a curve for each incident
    assert page.locator("table").count() == 3
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    assert asked == [(folder / name).as_uri()]
    page.close()
