"""Every address that the site answers, and what each kind of person gets there. A new address needs a row here.

A row is a name of the resolver, its arguments, and a word for each person in the order of PEOPLE. GET and POST are rows
of their own: a form is no page (405), and a page takes no form.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests.apps import incident_folder, small_carrier
from tests.apps.small_carrier import ISSUED, client
from tests.apps.test_claims import PNG

PEOPLE = (None, "jiro", "hanako", "clerk", "supervisor", "auditor", "engineer")
"""A stranger, a member of another customer than the one that is looked at, its member, and the roles of staff."""
SIGN_IN = {None: 302}
MEMBERS = {"jiro": 403, "hanako": 403}
STAFF = ("clerk", "supervisor", "auditor", "engineer")


def everybody(status: int) -> dict[str | None, int]:
    return dict.fromkeys(PEOPLE, status)


def staff(*may: str, status: int = 200, others: int = 403) -> dict[str | None, int]:
    """Who of the staff may; others get 403, and strangers are asked to sign in."""
    return SIGN_IN | MEMBERS | {role: status if role in may else others for role in STAFF}


ALL = STAFF
LOADERS = MAKERS = ("clerk", "supervisor", "engineer")
SEE_BILLS = ("clerk", "supervisor", "auditor")
SIGNED_IN = {person: 302 for person in PEOPLE if person}
"""Whoever has signed in has nothing to do at the pages for signing in: he is sent on."""


@dataclass(frozen=True)
class Row:
    """An address, how it is asked, and what each person gets."""

    name: str
    expected: dict[str | None, int]
    arguments: dict[str, str] = field(default_factory=dict)
    method: str = "get"
    query: str = ""
    body: dict[str, str] = field(default_factory=dict)


def desk(run: str, job: str, upload: str) -> list[Row]:
    """The operator's pages."""
    made, bill = {"name": run}, {"bill": f"A1-{ISSUED}"}
    of_run = {"name": run, "bill": "A1-2026-10"}
    return [
        Row("desk:start", staff(*ALL)),
        Row("desk:jobs", staff(*ALL)),
        Row("desk:job", staff(*ALL), {"number": job}),
        Row("desk:progress", staff(*ALL), {"number": job}),
        Row("desk:usage", staff(*LOADERS)),
        Row("desk:upload", staff(*LOADERS, status=405)),
        Row("desk:upload", staff(*LOADERS, status=302), method="post"),
        Row("desk:preview", staff(*LOADERS), {"upload": upload}, query="?format=canonical"),
        Row("desk:load", staff(*LOADERS, status=405), {"upload": upload}),
        Row("desk:load", staff(*LOADERS, status=302), {"upload": upload}, "post", body={"format": "canonical"}),
        Row("desk:quarantine", staff(*ALL)),
        Row("desk:quarantined", staff(*ALL), {"reason": "bad_quantity"}),
        Row("desk:again", staff(*LOADERS, status=405)),
        Row("desk:again", staff(*LOADERS, status=302), method="post"),
        Row("desk:runs", staff(*ALL)),
        Row("desk:make_run", staff(*MAKERS, status=405)),
        Row("desk:make_run", staff(*MAKERS, status=302), method="post"),
        Row("desk:run", staff(*ALL), made),
        Row("desk:confirm", staff("supervisor", status=405), made),
        Row("desk:confirm", staff("supervisor", status=302), made, "post"),
        Row("desk:run_bills", staff(*SEE_BILLS), made),
        Row("desk:run_bill", staff(*SEE_BILLS), of_run),
        Row("desk:bills", staff(*SEE_BILLS), query="?q=A1"),
        Row("desk:bill", staff(*SEE_BILLS), bill),
        Row("desk:bill_pdf", staff(*SEE_BILLS), bill),
        Row("desk:customer", staff(*SEE_BILLS), {"name": "K1"}),
        Row("desk:account", staff(*SEE_BILLS, status=302), {"name": "A1"}),
        Row("desk:book", staff(*ALL)),
        Row("desk:service", staff(*ALL), {"name": "ocn-dotphone"}),
        Row("desk:sources", staff(*ALL)),
        Row("desk:formats", staff(*ALL)),
        Row("desk:cases", staff(*ALL)),
        Row("desk:check", staff(*ALL, status=405)),
        Row("desk:check", staff(*ALL, status=302), method="post"),
        Row("desk:trail", staff("supervisor", "auditor")),
        Row("desk:changes", staff("supervisor", "auditor")),
    ]


CORRECTORS = ("clerk", "supervisor")


def correcting(claim: str, paper: str, letter: str) -> list[Row]:
    """The operator's pages of incidents, payouts, claims and announcements; their forms are sent without a reason."""
    of, payout, number = {"name": "o2-de"}, {"name": "o2-de-1-A3"}, {"number": claim}
    only = staff("supervisor")
    led = staff("supervisor", status=302)
    early = {"step": "approved", "why": "too early"}
    return [
        Row("desk:incidents", staff(*SEE_BILLS)),
        Row("desk:incident", staff(*SEE_BILLS), of),
        Row("desk:incident_step", staff(*CORRECTORS, status=302), of),
        Row("desk:incident_step", staff(*CORRECTORS), of, "post", body={"step": "examined"}),
        Row("desk:incident_step", only, of, "post", body=early),
        Row("desk:incident_refund", led, of),
        Row("desk:incident_refund", only, of, "post"),
        Row("desk:payouts", staff(*SEE_BILLS), query="?state=letter"),
        Row("desk:payout", staff(*SEE_BILLS), payout),
        Row("desk:payout_step", led, payout),
        Row("desk:payout_step", only, payout, "post", body={"step": "details"}),
        Row("desk:letter", led, payout),
        Row("desk:letter", only, payout, "post"),
        Row("desk:kept_letter", staff(*SEE_BILLS), payout | {"sha256": letter}),
        Row("desk:claims", staff(*CORRECTORS)),
        Row("desk:claim_enter", staff(*CORRECTORS)),
        Row("desk:claim_enter", staff(*CORRECTORS), method="post", body={"incident": "o2-de"}),
        Row("desk:claim", staff(*CORRECTORS), number),
        Row("desk:claim_accept", led, number),
        Row("desk:claim_accept", only, number, "post"),
        Row("desk:claim_refuse", led, number),
        Row("desk:claim_refuse", only, number, "post"),
        Row("desk:claim_paper", staff(*CORRECTORS), number | {"sha256": paper}),
        Row("desk:announcements", staff(*SEE_BILLS)),
        Row("desk:announce", led),
        Row("desk:announce", only, method="post"),
    ]


OWN = {None: 302, "hanako": 200} | dict.fromkeys(("jiro", *STAFF), 404)
"""What is a member's own is not there for anybody else."""
MEMBERS_ONLY = {None: 302, "jiro": 200, "hanako": 200} | dict.fromkeys(STAFF, 302)
"""Staff are sent to their desk."""
BILL = {"bill": f"A1-{ISSUED}"}
PORTAL = [
    Row("front", {None: 200, **SIGNED_IN}),
    Row("incidents:announcement", everybody(404), {"name": "not-announced"}),  # what is announced: see test_claims
    Row("incidents:announcement_pdf", everybody(404), {"name": "not-announced"}),
    Row("portal:months", MEMBERS_ONLY),
    Row("portal:months", OWN | dict.fromkeys(STAFF, 302), query="?account=A1"),
    Row("portal:months_sheet", OWN, query="?account=A1"),
    Row("portal:accounts", MEMBERS_ONLY),
    Row("portal:claims", MEMBERS_ONLY),
    Row(
        "portal:claim", everybody(404) | SIGN_IN, {"incident": "not-announced"}
    ),  # what is announced: test_portal_claims
    Row("portal:claim", everybody(404) | SIGN_IN, {"incident": "not-announced"}, "post"),
    Row("portal:bill", OWN, BILL),
    Row("portal:bill_pdf", OWN, BILL),
    Row("portal:bill_sheet", OWN, BILL),
    Row("portal:line", OWN, BILL | {"line": f"A1-{ISSUED}-001"}),
    Row("portal:line", dict.fromkeys(PEOPLE[1:], 404) | {None: 302}, BILL | {"line": f"A2-{ISSUED}-001"}),
]
"""The customer's pages."""
ACCOUNT = [
    Row("set_language", everybody(302), method="post"),
    Row("account_login", {None: 200, **SIGNED_IN}),
    Row("account_logout", {None: 302} | dict.fromkeys(PEOPLE[1:], 200)),
    Row("account_inactive", everybody(200)),
    Row("account_signup", {None: 200, **SIGNED_IN}),
    Row("account_reauthenticate", {None: 302} | dict.fromkeys(PEOPLE[1:], 403)),  # they have no password here
    Row("account_email", {None: 302} | dict.fromkeys(PEOPLE[1:], 200)),
    Row("account_email_verification_sent", everybody(200)),
    Row("account_change_password", everybody(302)),
    Row("account_set_password", {None: 302} | dict.fromkeys(PEOPLE[1:], 200)),
    Row("account_reset_password", everybody(200)),
    Row("account_confirm_login_code", everybody(302)),
    Row("account_confirm_email", everybody(200), {"key": "none"}),
    Row("account_reset_password_from_key_done", everybody(200)),
    Row("account_reset_password_from_key", everybody(200), {"uidb36": "1", "key": "none"}),
    Row("account_reset_password_done", everybody(200)),
]
"""Signing in and what belongs to it."""
ADMIN_FOR_STAFF = {"admin:index": 200, "admin:login": 302, "admin:password_change": 200, "admin:jsi18n": 200}
ADMIN_FOR_STAFF |= {"admin:logout": 405, "admin:password_change_done": 200, "admin:view_on_site": 404}
"""Of the admin, what staff get who have no rights on any table; they get 403 or are sent away everywhere else."""


def names() -> Iterator[tuple[str, URLPattern]]:
    """Every address of the resolver: its name, the admin's without one left out, since they only redirect."""

    def walk(patterns, namespace: str) -> Iterator[tuple[str, URLPattern]]:
        for each in patterns:
            if isinstance(each, URLPattern):
                if each.name or not namespace.startswith("admin"):
                    yield f"{namespace}{each.name}", each
            else:
                yield from walk(each.url_patterns, namespace + (f"{each.namespace}:" if each.namespace else ""))

    return walk(get_resolver().url_patterns, "")


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    rows = {row.name for row in [*desk("", "", ""), *correcting("", "", ""), *PORTAL, *ACCOUNT]}
    found = {name for name, _ in names() if not name.startswith("admin:")}
    assert found == rows


def wrong(rows: list[Row]) -> list[str]:
    """Where somebody gets another answer than the table says. Nobody changes anything in between."""
    found = []
    for person in PEOPLE:
        browser = client(person)
        for row in rows:
            path = reverse(row.name, kwargs=row.arguments or None) + row.query
            got = browser.post(path, row.body) if row.method == "post" else browser.get(path)
            if got.status_code != row.expected[person]:
                found.append(f"{row.method} {row.name} as {person}: {got.status_code}, not {row.expected[person]}")
            sent = got.headers.get("Location", "")
            if person is None and row.name.startswith("desk:") and not sent.startswith("/account/login/"):
                found.append(f"{row.name}: a stranger is sent to {sent}")
    return found


@pytest.fixture
def world(data: Path, tmp_path: Path) -> Path:
    return small_carrier.make(data, tmp_path / "files")[1]


def test_everybody_sees_what_the_table_says_and_nothing_else(world: Path) -> None:
    from yakkan.apps.billing.actions import Wanted, keep_upload, start_job

    sent = io.BytesIO(small_carrier.usage("2026-11").encode())
    sent.name = "usage.csv"
    sent.chunks = lambda: iter([sent.getvalue()])
    job, _ = start_job(Wanted("bill", "2026-11", "clerk"))
    found = wrong([*desk(world.name, str(job.pk), keep_upload([sent])), *PORTAL, *ACCOUNT])
    assert not found, "\n".join(found)


@pytest.fixture
def corrected(data: Path, tmp_path: Path) -> tuple[str, str, str]:
    """An incident on its way back, a payout with its letter, a claim with a paper: the claim, and the files' hashes."""
    from yakkan.apps.incidents.actions import Claiming, enter_claim, letter

    incident_folder.people()
    small_carrier.enrol_staff()
    small_carrier.enrol_member("hanako", "K1")
    small_carrier.enrol_member("jiro", "K2")
    incident_folder.approved(incident_folder.write(tmp_path / "audit"))
    incident_folder.refunded()
    written = letter("o2-de-1-A3", small_carrier.BOOK, "ja", "sato")
    (tmp_path / "pass.png").write_bytes(PNG)
    days = (date(2007, 5, 1), date(2007, 5, 9))
    claiming = Claiming("o2-de", ("A1", "C1"), days, "was in Hamburg", [tmp_path / "pass.png"])
    claim = enter_claim(claiming, data, "chie")
    return str(claim.pk), claim.papers.get().sha256, hashlib.sha256(written["pdf"]).hexdigest()


def test_everybody_corrects_what_the_table_says_and_nothing_else(corrected: tuple[str, str, str]) -> None:
    from yakkan.apps.incidents.models import Announcement, ClaimDecision, PayoutStep, Refund, Step

    found = wrong(correcting(*corrected))
    assert not found, "\n".join(found)
    made = [model.objects.count() for model in (Step, Refund, PayoutStep, ClaimDecision, Announcement)]
    assert made == [5, 4, 1, 0, 0]


def test_an_address_with_a_nul_is_not_there(world: Path) -> None:
    addresses = {
        "hanako": ("/my/bills/%00/", "/my/?account=%00"),
        "supervisor": (
            "/desk/customers/%00/", "/desk/bills/A1%00/", "/desk/bills/%00/pdf/",
            f"/desk/runs/{world.name}/bills/?q=%00", "/desk/trail/changes/?customer=%00",
        ),
    }  # fmt: skip
    for person, asked in addresses.items():
        for address in asked:
            answer = client(person).get(address)
            assert (answer.status_code, b"/static/pages/yakkan.css" in answer.content) == (404, True), address


def test_staff_without_rights_on_its_tables_see_nothing_in_the_admin(world: Path) -> None:
    found = []
    browsers = {person: client(person) for person in PEOPLE}
    for name, pattern in names():
        if not name.startswith("admin:"):
            continue
        known = {"object_id": "1", "app_label": "billing", "content_type_id": "1", "id": "1"}
        arguments = {key: known.get(key, "1") for key in pattern.pattern.regex.groupindex or pattern.pattern.converters}
        path = reverse(name, kwargs=arguments)
        for person in PEOPLE:
            status = browsers[person].get(path).status_code
            allowed = {ADMIN_FOR_STAFF.get(name, 403), 302, 404} if person in STAFF else {302}
            if name in ("admin:jsi18n", "admin:login") and person not in STAFF:
                allowed = {200, 302, 403}
            if status not in allowed:
                found.append(f"{name} as {person}: {status}")
    assert not found, "\n".join(found)


def test_a_form_that_was_not_made_here_does_nothing(world: Path) -> None:
    from django.test import Client

    from yakkan.apps.billing.models import Job

    browser = client("supervisor")
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    strict.cookies = browser.cookies
    answer = strict.post(reverse("desk:confirm", kwargs={"name": world.name}))
    assert answer.status_code == 403
    assert Job.objects.count() == 0
