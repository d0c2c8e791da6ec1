"""The pictures of README and docs, of a demo that is being served: `python -m tests.browser.pictures ADDRESS DATA`.

ADDRESS is where its pages are, DATA its data folder: of `yakkan demo`, whose `demo/sign-ins` has the password, or of
`yakkan demo correction`, where one is given to a supervisor. The pictures go into `docs/pictures/`.
"""

import secrets
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM
from tests.browser.world import BOOK
from yakkan.project import state

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MONTH = "2026-10"
MEMBER, STAFF = "services@demo.example", "supervisor@demo.example"
WIDE, PHONE = {"width": 1180, "height": 900}, {"width": 390, "height": 844}


def signed_in(browser: Browser, address: str, who: tuple[str, str], size: dict[str, int]) -> Page:
    """A page of somebody who has signed in."""
    page = browser.new_context(base_url=address, locale="ja-JP", viewport=size).new_page()
    page.goto("/account/login/")
    page.fill("#id_login", who[0])
    page.fill("#id_password", who[1])
    page.click("main form button")
    page.wait_for_load_state()
    return page


def take(page: Page, name: str, path: str = "") -> None:
    """A picture of what is on the screen, or of the page at `path`."""
    if path:
        page.goto(path)
    page.screenshot(path=PICTURES / f"{name}.png")
    print(PICTURES / f"{name}.png")


def main(address: str, data: Path) -> None:
    """Takes those of the demo."""
    if (data / "correction").exists():
        correction(address, data)
    else:
        bills(address, data)


def correction(address: str, data: Path) -> None:
    """An audit, an incident, and the announcement."""
    who, password = "sato@example.com", secrets.token_hex(16)
    with state.open(data, BOOK):
        from yakkan.apps.desk.actions import enrol

        enrol("sato", "supervisor", who, password=password)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = signed_in(browser, address, (who, password), WIDE)
        take(page, "incident", "/desk/incidents/germany/")
        take(page, "announcement", "/announcements/roaming-2008/")
        take(page, "audit", (data / "correction" / "audit" / "incidents.ja.html").resolve().as_uri())
        browser.close()


def bills(address: str, data: Path) -> None:
    """A customer's months and bills, a run, the book."""
    password = (data / "demo" / "sign-ins").read_text(encoding="utf-8").split("\n", 1)[0].strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size, ending in ((WIDE, ""), (PHONE, "-phone")):
            page = signed_in(browser, address, (MEMBER, password), size)
            take(page, f"twelve-months{ending}", "/my/")
            page.locator("a[href*='/my/bills/']").first.click()
            take(page, f"bill{ending}")
            page.locator("a[href*='/lines/']").nth(1).click()
            take(page, f"why-this-amount{ending}")
        page = signed_in(browser, address, (STAFF, password), WIDE)
        page.goto("/desk/runs/")
        page.locator(f"a[href*='/desk/runs/{MONTH}']").first.click()
        take(page, "run")
        take(page, "book", "/desk/book/services/example-line/")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
