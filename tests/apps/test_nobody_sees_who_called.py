"""A caller's number, seeded into good records and into quarantine, is nowhere: on no page, in no file that leaves, in
no mail, log or row of the audit trail, whoever asks (通信の秘密; the terms give no statement of incoming calls)."""

import io
import logging
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from pdf_reader import page_texts

from tests.apps import small_carrier
from tests.apps.small_carrier import CALLER, ISSUED, client

ROLES = ("hanako", "jiro", "clerk", "supervisor", "auditor", "engineer", "root")
_TAIL = CALLER[3:]
"""Without its first digits, in case somebody writes it with a prefix of a country."""
_MOST_PAGES = 400
_NOWHERE = re.compile(r"/static/|.*/logout/|/admin/(jsi18n|auth/(group|permission)|.*(\?|/add/|/history/|/password/))")


@pytest.fixture
def world(data: Path, tmp_path: Path) -> Path:
    from django.contrib.auth import get_user_model

    made = small_carrier.make(data, tmp_path / "files")[1]
    get_user_model().objects.create_superuser("root", "root@staff.example")
    return made


def texts(answer) -> str:
    """All that an answer says: its page, or the pages of its PDF."""
    if answer.headers.get("Content-Type") == "application/pdf":
        return "\n".join(page_texts(answer.content))
    return answer.getvalue().decode(errors="replace")


def links(page: str, path: str) -> set[str]:
    """Where a page leads within the site; of the admin without its endless orders, filters and histories."""
    found = {urljoin(path, link.replace("&amp;", "&")) for link in re.findall(r'(?:href|hx-get)="([^"#]+)', page)}
    return {link for link in found if link.startswith("/") and not _NOWHERE.match(link)}


def crawl(role: str, first: list[str]) -> dict[str, str]:
    """Every page that can be reached by links, as a role sees it."""
    browser, seen, waiting = client(role), {}, list(first)
    while waiting and len(seen) < _MOST_PAGES:
        path = waiting.pop()
        if path in seen or role == "root" and not path.startswith("/admin/"):
            continue
        answer = browser.get(path)
        seen[path] = texts(answer) + str(answer.headers)
        if answer.status_code in (301, 302):
            waiting.append(urljoin(path, answer.headers["Location"].partition("#")[0]))
        elif "html" in answer.headers.get("Content-Type", ""):
            waiting += links(seen[path], path)
    assert not waiting, f"{role} has more than {_MOST_PAGES} pages"
    return seen


def test_on_no_page_of_anybody(world: Path, data: Path, caplog: pytest.LogCaptureFixture) -> None:
    from yakkan.apps.billing.actions import keep_upload
    from yakkan.apps.records.models import AuditEvent

    caplog.set_level(logging.DEBUG)
    sent = io.BytesIO(small_carrier.usage("2026-11").encode())
    sent.name, sent.chunks = "usage.csv", lambda: iter([sent.getvalue()])
    preview = reverse("desk:preview", kwargs={"upload": keep_upload([sent])}) + "?format=canonical"
    first = ["/", "/desk/", "/my/", "/admin/", "/account/email/", preview, "/desk/bills/?q=A1", "/desk/bills/?q=K"]
    pages = {role: crawl(role, first) for role in ROLES}
    for role, seen in pages.items():
        telling = [path for path, said in seen.items() if _TAIL in said]
        assert not telling, f"{role}: {telling}"
    for page, role in {  # the crawl came to where it could have stood
        f"/desk/bills/A1-{ISSUED}/pdf/": "clerk", "/desk/quarantine/bad_quantity/": "engineer", preview: "clerk",
        f"/desk/runs/{world.name}/bills/A1-2026-10/": "auditor", "/admin/billing/delivery/": "root",
    }.items():  # fmt: skip
        assert page in pages[role], (page, sorted(pages[role]))
    assert "2m" in pages["engineer"]["/desk/quarantine/bad_quantity/"]
    assert "3660" in pages["clerk"][preview]
    assert not [event for event in AuditEvent.objects.values_list() if _TAIL in str(event)]
    assert _TAIL not in caplog.text
    mails = data / "mail"
    assert not [file for file in (mails.rglob("*") if mails.is_dir() else ()) if _TAIL in file.read_text()]


def test_what_is_printed_and_explained_does_not_tell_it(world: Path, data: Path) -> None:
    from yakkan.apps.billing.actions import Look, Printing, explain_bill, print_bill

    bill = f"A1-{ISSUED}"
    printed = print_bill(Printing(bill, "text", "ja", "clerk")).decode()
    explained = explain_bill(Look(bill, None, "ja", "clerk"), data)
    assert "着割" in printed and "3,660秒" in explained  # the total of a number is for staff; no call is
    assert _TAIL not in printed + explained
    assert "3,660" not in printed


def test_numbers_are_hidden_however_they_are_written(data: Path, tmp_path: Path) -> None:
    from yakkan.apps.desk.masking import masked

    small_carrier.load_people(tmp_path / "files")
    hidden = "●●●●●●"
    given = {
        "09055527183": hidden,
        "090-5552-7183": hidden,
        "+81 90 5552 7183": hidden,
        '"架空" <sip:+819055527183@example.jp>': f'"架空" <sip:{hidden}@example.jp>',
        "05099990001": f"{hidden}0001",
        "+815099990001": f"{hidden}0001",
        "050-9999-0001 09055527183": f"{hidden}",
        "2026-10-03T10:00:00": "2026-10-03T10:00:00",
        "2026/10/3 10:00:00 09055527183": f"2026/10/3 10:00:00 {hidden}",
        "3660": "3660",
        "voice": "voice",
    }
    assert dict(zip(given, masked(given), strict=True)) == given
