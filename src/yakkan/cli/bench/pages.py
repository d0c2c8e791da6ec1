"""The twelve-month page of a member over many bills, in the server: through all middleware, each account asked once.

It works in a folder of its own with an embedded PostgreSQL of its own, and removes both. Beside it, the same page as
one would write it first. Both must come to the same months. What a browser does is not in it.
"""

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from yakkan.cli.bench.bills import remove_elsewhere
from yakkan.cli.bench.paging import bills
from yakkan.cli.output import tell
from yakkan.project import state
from yakkan.project.database import NAME
from yakkan.project.postgres import SUPERUSER

_ASKED = 200
_SEED = 20261126
_PAGES = {"yakkan": "/my/", "the first thought": "/first-thought/"}


def run(args: argparse.Namespace) -> int:
    """Fills the tables, asks for the pages, prints a table; 1 where the two do not agree."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "YAKKAN_SITE"):
        os.environ.pop(name, None)  # a bench never works on anybody's data
    accounts = max(args.bills // bills.MONTHS, 2)
    with TemporaryDirectory(prefix="yakkan-bench-") as folder:
        data = Path(folder) / "data"
        try:
            with state.open(data, args.book) as opened:
                assert opened.server
                lines = _fill(str(opened.server.place.socket), accounts, Path(folder))
                tell("bench.pages", bills=f"{accounts * bills.MONTHS:,}", lines=f"{lines:,}", accounts=f"{accounts:,}")
                return _contest(accounts)
        finally:
            remove_elsewhere(data)


def _fill(socket: str, accounts: int, folder: Path) -> int:
    from django.contrib.auth import get_user_model  # after the state was opened

    user = get_user_model().objects.create_user("bench")
    with psycopg.connect(host=socket, user=SUPERUSER, dbname=NAME) as connection:
        return bills.fill(connection, accounts, user.pk, folder)


def _contest(accounts: int) -> int:
    """The same accounts for both pages; the first visit of each page is not counted."""
    from django.conf import settings
    from django.test import Client, override_settings

    drawn = Random(_SEED).sample(range(accounts), min(_ASKED + 1, accounts))
    members = {bills.account(number): _member(bills.account(number)) for number in drawn}
    print("| page | accounts | queries | median ms | p95 ms | max ms | median CPU ms without PostgreSQL |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with override_settings(ROOT_URLCONF="yakkan.cli.bench.paging.first_thought"):
        for name, address in _PAGES.items():
            sessions = [_session(user) for user in members.values()]
            browser = Client(SERVER_NAME="127.0.0.1")  # one for all: each new one would load the middleware anew
            asked = []
            for session in sessions:
                browser.cookies[settings.SESSION_COOKIE_NAME] = session
                asked.append(_ask(browser, address))
            _print(name, asked[1:])
    return _agree(list(members))


def _member(account: str) -> Any:
    from django.contrib.auth import get_user_model

    from yakkan.apps.portal.models import Member

    user = get_user_model().objects.create_user(f"of-{account}")
    Member.objects.create(user=user, customer_id=f"K{account}")
    return user


def _session(user: Any) -> str:
    """The key of a session in which he has signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _ask(client: Any, address: str) -> tuple[float, float, int]:
    """Milliseconds, those of CPU, and how many queries."""
    from django.db import connection

    count = 0

    def counting(execute: Callable[..., Any], *of: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*of)

    with connection.execute_wrapper(counting):
        started, worked = time.perf_counter(), time.process_time()
        answer = client.get(address)
        taken, cpu = time.perf_counter() - started, time.process_time() - worked
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return taken * 1000, cpu * 1000, count


def _print(name: str, asked: Sequence[tuple[float, float, int]]) -> None:
    times = sorted(taken for taken, _, _ in asked)
    cpu = median(worked for _, worked, _ in asked)
    high = quantiles(times, n=20)[-1] if len(times) > 1 else times[-1]
    queries = max(count for _, _, count in asked)
    print(f"| {name} | {len(times)} | {queries} | {median(times):.1f} | {high:.1f} | {times[-1]:.1f} | {cpu:.1f} |")


def _agree(accounts: Sequence[str]) -> int:
    from yakkan.apps.portal.queries import year_of
    from yakkan.cli.bench.paging import first_thought

    differing = [account for account in accounts if year_of(account) != first_thought.year_of(account)]
    tell("bench.unequal_pages" if differing else "bench.equal_pages", count=len(accounts), others=", ".join(differing))
    return 1 if differing else 0
