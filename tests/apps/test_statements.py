"""A bill run and its confirmation say the same statements to the database, however many customers there are."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from tests.apps import invented
from tests.apps.conftest import superuser
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.project.state import State
from yakkan.usage import CANONICAL

BOOK = Path(__file__).parents[2] / "book"
ROLE = sql.Identifier("yakkan_app")
LITERALS = re.compile(r"'(?:[^']|'')*'(?:::\w+)?|\b\d+\b")
LOGGED = re.compile(r"LOG:  (?:statement|execute [^:]*): ")
FEW, MANY = 50, 500


@pytest.fixture
def logged(opened: State, data: Path) -> Iterator[Path]:
    """The server's log, with every statement of the application in it."""
    with superuser(opened) as administrator:
        administrator.execute(sql.SQL("ALTER ROLE {} SET log_statement = 'all'").format(ROLE))
    connection.close()  # the next one is logged
    yield opened.server.place.log
    with superuser(opened) as administrator:
        administrator.execute(sql.SQL("ALTER ROLE {} RESET log_statement").format(ROLE))
    connection.close()


def load(customers: int, month: str, data: Path, folder: Path) -> None:
    """So many customers with an account and a contract each, and a call of each in the month."""
    from yakkan.apps.billing.actions import load_usage
    from yakkan.apps.contracts.actions import load_contracts
    from yakkan.apps.customers.actions import load_accounts, load_customers

    engine, every = DuckDB(), range(customers)
    named = [(f"K{i}", "架空", "", "", "", "", "") for i in every]
    paying = [(f"A{i}", f"K{i}", "", "") for i in every]
    starts = [date(2010, 4, 1) if i < FEW else Month.parse(month).first for i in every]
    periods = [(start, date(9999, 12, 31)) for start in starts]  # the new ones say nothing of the month before
    numbered = [
        (f"C{i}", f"A{i}", f"K{i}", "ocn-dotphone", f"0509{i:07}", "", "", "", *periods[i], i + 2) for i in every
    ]
    load_customers(engine, engine.put("customers", invented.CUSTOMERS, named), who="test")
    load_accounts(engine, engine.put("accounts", invented.ACCOUNTS, paying), who="test")
    load_contracts(engine, engine.put("contracts", invented.CONTRACTS, numbered), who="test")
    usage = folder / f"{month}.csv"
    calls = [f"{month}-{i},0509{i:07},voice,out,fixed,,,,,{month}-05T10:00:00,180" for i in every]
    usage.write_text("\n".join([",".join(CANONICAL.file.columns), *calls]) + "\n", encoding="utf-8")
    load_usage([usage], CANONICAL, data, who="test")


def bill(month: str, data: Path, log: Path) -> tuple[int, list[str], int]:
    """How many bills a month has; the statements that made and issued them, and how many the server's log has."""
    from yakkan.apps.billing.actions import confirm_run, make_run

    before = len(LOGGED.findall(log.read_text(encoding="utf-8")))
    with CaptureQueriesContext(connection) as queried:
        run = confirm_run(make_run(Month.parse(month), BOOK, data, date(2015, 8, 1)), "hanako")
    texts = [query["sql"] for query in queried]
    said = [LITERALS.sub("?", text if isinstance(text, str) else text.as_string()) for text in texts]
    return run.bill_count, said, len(LOGGED.findall(log.read_text(encoding="utf-8"))) - before


def test_statements_do_not_depend_on_the_number_of_customers(data: Path, logged: Path, tmp_path: Path) -> None:
    from yakkan.apps.billing.actions import give_right

    give_right("hanako", create=True)
    load(FEW, "2015-06", data, tmp_path)
    few = bill("2015-06", data, logged)
    load(MANY, "2015-07", data, tmp_path)
    many = bill("2015-07", data, logged)
    assert (few[0], many[0]) == (FEW, MANY)
    assert few[1:] == many[1:]
    assert 15 < many[2] < 60
