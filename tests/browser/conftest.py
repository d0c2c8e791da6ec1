"""A served site, and a browser on it that notices whatever goes wrong on a page."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.world import BOOK, PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (390, 1280)
LANGUAGES = ("ja", "en")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    needs = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(needs)


@dataclass(frozen=True)
class Site:
    """Where the pages are, and the folder of its data."""

    address: str
    data: Path


def command(data: Path, *words: str) -> list[str]:
    main = "import sys; from yakkan.cli import main; sys.exit(main())"
    return [sys.executable, "-c", main, words[0], "--data", str(data), "--book", str(BOOK), *words[1:]]


@contextmanager
def served(data: Path, world: str) -> Iterator[Site]:
    """The site of a module that makes its data when it is run, served by the command until the tests end."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    made = subprocess.run(
        [sys.executable, "-m", world, str(data)],
        cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    serve = command(data, "serve", "--address", "127.0.0.1:0")
    with subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline()
            address = re.search(r"http://[\d.]+:\d+", said)
            assert address, said
            yield Site(address.group(), data)
        finally:
            process.terminate()
    pointer = data / "postgres" / "elsewhere"
    if pointer.exists():
        shutil.rmtree(pointer.read_text().strip())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of `world`."""
    with served(tmp_path_factory.mktemp("site") / "var", "tests.browser.world") as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser, for one file of tests: while it lives, Django takes this process for an asynchronous one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Visit]:
    """`visit(path, who=None, language="ja", width=1280)`: a page in a browser of its own, signed in as `who`.

    When the test ends, no page has asked for anything elsewhere, or said anything on its console.
    """
    heard: list[str] = []
    contexts = []

    def opened(path: str, who: str | None = None, language: str = "ja", width: int = 1280) -> Page:
        context = chromium.new_context(
            base_url=site.address, locale=language, viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
        page.on("request", lambda request: request.url.startswith((site.address, "data:")) or heard.append(request.url))
        if who:
            sign_in(page, who)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not heard


def sign_in(page: Page, who: str) -> None:
    page.goto("/account/login/")
    page.fill("#id_login", who)
    page.fill("#id_password", PASSWORD)
    page.click("main form button")


def refused_by_axe(page: Page) -> list[str]:
    """What axe-core finds on a page by WCAG 2.2 AA, and by good practice, a line each; what is good is not told."""
    page.evaluate(AXE_SCRIPT)
    asked = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in page.evaluate("asked => axe.run(document, asked).then(found => found.violations)", asked)
        for node in violation["nodes"]
    ]


def wider_than_the_screen(page: Page) -> bool:
    """Whether a page must be scrolled sideways (WCAG 1.4.10, reflow)."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
