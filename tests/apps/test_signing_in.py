"""Who guesses a password is slowed and locked out; headers and cookies are as `manage check --deploy` and OWASP ask."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from yakkan.project.site import Site, pages

PASSWORD = "an invented passphrase"
BOOK = Path(__file__).parents[2] / "book"


@pytest.fixture
def clerk(data: Path):
    from django.core.cache import cache
    from django.test import Client

    from yakkan.apps.desk.actions import enrol

    cache.clear()
    enrol("clerk", "clerk", "clerk@staff.example", password=PASSWORD)
    enrol("other", "clerk", "other@staff.example", password=PASSWORD)
    yield Client(SERVER_NAME="127.0.0.1", HTTP_ACCEPT_LANGUAGE="ja")
    cache.clear()


def tries(browser, login: str, password: str):
    return browser.post("/account/login/", {"login": login, "password": password})


def test_the_right_password_signs_in(clerk) -> None:
    assert tries(clerk, "clerk", PASSWORD).headers["Location"] == "/"


def test_five_wrong_passwords_lock_the_login_for_an_hour_and_nobody_else(clerk) -> None:
    from axes.models import AccessAttempt
    from django.core.cache import cache

    for _ in range(5):
        last = tries(clerk, "clerk", "a wrong passphrase")
    assert last.status_code == 429 and "1時間" in last.content.decode()
    cache.clear()  # what allauth counted in memory is gone: it is the database that still refuses
    assert tries(clerk, "clerk", PASSWORD).status_code == 429
    assert "clerk" in set(AccessAttempt.objects.values_list("username", flat=True))
    assert "a wrong passphrase" not in str(list(AccessAttempt.objects.values()))
    assert tries(clerk, "other", PASSWORD).headers["Location"] == "/"


def test_wrong_tries_by_address_and_by_name_count_together(clerk) -> None:
    for login in ("clerk", "clerk@staff.example", "CLERK", "Clerk@Staff.example"):
        assert tries(clerk, login, "a wrong passphrase").status_code == 200
    assert tries(clerk, "clerk", "a wrong passphrase").status_code == 429


def test_ten_wrong_tries_of_an_address_are_enough_whatever_the_names(clerk) -> None:
    from axes.models import AccessAttempt

    for number in range(10):
        tries(clerk, f"nobody-{number}", "a wrong passphrase")
    AccessAttempt.objects.all().delete()  # it is allauth that counts addresses
    assert "Location" not in tries(clerk, "clerk", PASSWORD).headers


def test_an_unknown_login_is_told_as_a_wrong_password_is(clerk) -> None:
    said = [tries(clerk, login, "a wrong passphrase").content.decode() for login in ("clerk", "nobody")]
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", said[0].replace("clerk", "")) == token.sub("", said[1].replace("nobody", ""))


def test_every_answer_says_what_a_page_may_do(clerk) -> None:
    for path in ("/", "/account/login/", "/my/", "/nothing"):
        headers = clerk.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]


def test_the_cookie_of_a_session_is_for_the_server_alone(clerk) -> None:
    tries(clerk, "clerk", PASSWORD)
    cookie = clerk.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["max-age"]


def test_an_https_site_passes_the_check_of_a_deployment(tmp_path: Path) -> None:
    made = pages(Site(urlsplit("https://billing.example.jp"), ""), tmp_path)
    assert made["SESSION_COOKIE_SECURE"] and made["CSRF_COOKIE_SECURE"] and made["SECURE_HSTS_SECONDS"] >= 31536000
    main = "import sys; from yakkan.cli import main; sys.exit(main())"
    words = ["manage", "--data", str(tmp_path / "var"), "check", "--deploy", "--fail-level", "WARNING"]
    environment = {**os.environ, "YAKKAN_SITE": "https://billing.example.jp"}
    done = subprocess.run([sys.executable, "-c", main, *words], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
