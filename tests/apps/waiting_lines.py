"""October 2008 of three invented customers, and lines that wait for their bills.

A1 has roaming only and used nothing: no charge. A2 has an OCN dot phone: 280 yen of basic charge, 14 yen of tax (5 %).
A3 has no contract any more.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tests.apps import invented
from yakkan.days import Month
from yakkan.engines import DuckDB

BOOK = Path(__file__).parents[2] / "book"
OCTOBER, NOVEMBER = Month(2008, 10), Month(2008, 11)
KNOWN_ON = date(2008, 10, 1)
_LONG_AGO, _NO_END = date(2005, 4, 1), date(9999, 12, 31)
CONTRACTS = (
    ("C1", "A1", "K1", "world-wing", "09000000001", "", "", "", _LONG_AGO, _NO_END),
    ("C2", "A2", "K2", "ocn-dotphone", "05000000002", "", "", "", _LONG_AGO, _NO_END),
    ("C4", "A2", "K2", "world-wing", "09000000004", "", "", "", _LONG_AGO, _NO_END),
    ("C5", "A2", "K2", "world-wing", "09000000005", "", "", "", _LONG_AGO, _NO_END),
    ("C3", "A3", "K3", "world-wing", "09000000003", "", "", "", _LONG_AGO, date(2008, 8, 1)),
)


def load() -> None:
    """Customers, accounts, contracts, and Hanako, who may confirm."""
    from yakkan.apps.billing.actions import give_right
    from yakkan.apps.contracts.actions import load_contracts

    invented.load_people()
    engine = DuckDB()
    rows = [(*row, nth) for nth, row in enumerate(CONTRACTS, start=1)]
    load_contracts(engine, engine.put("given", invented.CONTRACTS, rows), who="test")
    give_right("hanako", create=True)


def wait(origin: str, account: str, yen: int, **changes: Any) -> None:
    """One line that waits, as the refund of an incident would."""
    from yakkan import clock
    from yakkan.apps.billing.actions import WAITING_COLUMNS, wait_lines

    row = {
        "origin": origin, "account": account, "contract": f"C{account[1]}", "service": "world-wing", "records": 1,
        "yen": -yen, "tax_class": "out_of_scope", "tax_percent": 0,
        "name_ja": "返還（例）", "name_en": "Refund (example)",
        "notice_ja": "誤った料金を返還します。", "notice_en": "We give back what was charged wrongly.",
        "arithmetic": f"-{yen}", "in_force_from": date(2006, 3, 24), "recorded": date(2008, 9, 10),
        "source": "roaming-refund", "clause": "表1", "first_month": "2008-10", "who": "test", "at": clock.now(),
    } | changes  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE given ON COMMIT DROP AS SELECT * FROM billing_waitingline WITH NO DATA")
        columns, places = ", ".join(WAITING_COLUMNS), ", ".join(["%s"] * len(WAITING_COLUMNS))
        values = [row[name] for name in WAITING_COLUMNS]
        cursor.execute(f"INSERT INTO given ({columns}) VALUES ({places})", values)
        wait_lines(cursor, "given")


def bill(data: Path, month: Month = OCTOBER) -> Path:
    """The folder of the month's run."""
    from yakkan.apps.billing.actions import make_run

    return make_run(month, BOOK, data, KNOWN_ON)
