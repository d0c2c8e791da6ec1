"""Members, and the invented bills of `bills` as issued ones: their amounts are worked out by hand there.

Taro (K2, A2, direct debit) has September (683 yen) and October (1,158 yen); Jiro (K9, A9) is somebody else, with one
bill of his own, and reads English.
"""

from typing import Any

from bills import BOOK_FOLDER, OCTOBER, SEPTEMBER

from tests.apps.invented import ACCOUNTS, CUSTOMERS
from yakkan.documents.bill import BillFacts
from yakkan.engines import DuckDB
from yakkan.terms.load import documents, freeze

TARO, JIRO = "taro@mail.example", "jiro@mail.example"
PASSWORD = "an invented passphrase"
PEOPLE = (("K2", "例山 太郎", "ja"), ("K9", "Jiro Example", "en"))
HOLDERS = (("A2", "K2", "direct_debit"), ("A9", "K9", "bill"))


def people() -> None:
    """The two customers, their accounts, and a login of each."""
    from yakkan.apps.customers.actions import load_accounts, load_customers

    engine = DuckDB()
    rows = [(key, name, "", language, f"{key}@mail.example", "", "") for key, name, language in PEOPLE]
    load_customers(engine, engine.put("customers", CUSTOMERS, rows), who="test")
    accounts = [(account, customer, method, "web") for account, customer, method in HOLDERS]
    load_accounts(engine, engine.put("accounts", ACCOUNTS, accounts), who="test")


def member(email: str, customer: str | None) -> Any:
    """A confirmed login, a member for a customer or (None) for nobody."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model

    from yakkan.apps.portal.models import Member

    user = get_user_model().objects.create_user(email.partition("@")[0], email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if customer:
        Member.objects.create(user=user, customer_id=customer)
    return user


def client(email: str | None = None, language: str = "ja") -> Any:
    """A browser without a screen, signed in."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    found = Client(SERVER_NAME="127.0.0.1")
    if email:
        user = get_user_model().objects.get(email=email)
        found.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    found.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return found


def issue(*all_facts: BillFacts, holder: tuple[str, str] = ("A2", "K2")) -> None:
    """Each of the bills, issued to an account in a run of its own."""
    for facts in all_facts:
        _issue(facts, *holder)


def two_months() -> None:
    """Taro's September and October, Jiro's October."""
    people()
    issue(SEPTEMBER, OCTOBER)
    issue(OCTOBER, holder=("A9", "K9"))


def _issue(facts: BillFacts, account: str, customer: str) -> None:
    from django.db import transaction

    from yakkan.apps.billing.models import Bill, BillLine, BillTax, LineCitation

    row, bill = facts.bill, f"{account}-{facts.bill['month']}"
    of_line = {each["line"]: each["line"].replace("A2-", f"{account}-") for each in facts.lines}
    with transaction.atomic():
        run = _run(bill, row["month"])
        amounts = {name: row[name] for name in ("month", "issued_on", "due_on", "before_tax", "tax", "total")}
        counts = {"line_count": len(facts.lines), "tax_count": len(facts.taxes)}
        Bill.objects.create(bill=bill, run_id=run, account_id=account, customer_id=customer, **amounts, **counts)
        cited = [citation["line"] for citation in facts.citations]
        for each in facts.lines:
            own = {**each, "line": of_line[each["line"]], "citation_count": cited.count(each["line"])}
            del own["bill"]
            BillLine.objects.create(bill_id=bill, **own)
        for each in facts.citations:
            LineCitation.objects.create(line_id=of_line[each["line"]], **{k: v for k, v in each.items() if k != "line"})
        for each in facts.taxes:
            BillTax.objects.create(bill_id=bill, **{k: v for k, v in each.items() if k != "bill"})


def _run(bill: str, month: str) -> str:
    from yakkan import clock
    from yakkan.apps.billing.actions import give_right
    from yakkan.apps.billing.models import BillRun

    run = f"{month}-of-{bill}"
    told: dict[str, Any] = {"inputs": {}, "files": {}, "counts": {}, "totals": {}, "parked_count": 0, "bill_count": 1}
    BillRun.objects.create(
        run=run, month=month, as_known_on="2026-11-10", version="0.1.0", book=freeze(documents(BOOK_FOLDER)),
        confirmed_by=give_right("supervisor", create=True), confirmed_at=clock.now(), **told,
    )  # fmt: skip
    return run
