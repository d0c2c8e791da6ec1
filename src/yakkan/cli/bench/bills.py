"""From delivered files to issued bills in PostgreSQL, by the very actions of the commands; beside it, plain SQL.

It works in a folder of its own under the folder for temporary files (TMPDIR says where) with an embedded PostgreSQL of
its own, and removes both. Yakkan and PostgreSQL share as many cores as there are threads. Every yen is checked against
the bills that plain SQL makes of the same files.
"""

import argparse
import getpass
import os
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql

from yakkan.cli import options
from yakkan.cli.bench.issuing import by_hand
from yakkan.cli.bench.issuing.deliveries import Deliveries, deliver
from yakkan.cli.bench.issuing.measure import Meter, Step
from yakkan.cli.output import tell
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.project import state
from yakkan.project.database import APP
from yakkan.project.place import Place
from yakkan.project.postgres import SUPERUSER
from yakkan.runs import delivered

_MONTH = Month(2015, 6)
_KNOWN_ON = date(2015, 7, 1)
_USER = "bench"
_HEADER = (
    "step", "seconds", "share", "CPU s", "CPU s of PostgreSQL", "rows", "rows/s", "peak MB", "peak MB of PostgreSQL",
    "statements",
)  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Makes the files, goes the way from them to bills twice, prints both tables; 1 where a sum differs."""
    customers, records = args.customers, args.records or 10_000_000
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(name, None)  # a bench never works on anybody's data
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: args.threads])
    with TemporaryDirectory(prefix="yakkan-bench-") as folder:
        try:
            made = deliver(customers, records, args.format, Path(folder))
            sizes = {"customers": f"{customers:,}", "records": f"{records:,}", "format": made.format}
            tell("bench.bills", **sizes, cores=args.threads)
            return _contest(args.book, made, Path(folder) / "data")
        finally:
            remove_elsewhere(Path(folder) / "data")


def _contest(book: Path, made: Deliveries, data: Path) -> int:
    with state.open(data) as opened:
        assert opened.server
        place = opened.server.place
        with _superuser(place, "postgres") as connection:
            connection.autocommit = True
            for role in (APP, SUPERUSER):
                connection.execute(sql.SQL("ALTER ROLE {} SET log_statement = 'all'").format(sql.Identifier(role)))
            connection.execute("CREATE DATABASE by_hand")
        meter = Meter(place)
        totals = _by_yakkan(book, made, data, meter)
        _print(meter.steps)
        hand = Meter(place)
        with _superuser(place, "by_hand") as connection:
            connection.autocommit = True
            by_sql = by_hand.bill(connection, made, hand)
        tell("bench.bills_by_hand")
        _print(hand.steps)
    tell("bench.bills_ratio", ratio=f"{meter.seconds / hand.seconds:.2f}")
    same = totals == by_sql
    names = dict(zip(("bills", "before_tax", "tax", "total"), (f"{yen:,}" for yen in totals), strict=True))
    tell("bench.equal_bills" if same else "bench.unequal_bills", **names, others=by_sql)
    return 0 if same else 1


def _by_yakkan(book: Path, made: Deliveries, data: Path, meter: Meter) -> by_hand.Totals:
    """The way of the commands: load, load usage, bill, confirm."""
    from yakkan.apps.billing.actions import confirm_run, give_right, load_usage, make_run
    from yakkan.apps.contracts.actions import load_contracts
    from yakkan.apps.customers.actions import load_accounts, load_customers

    mapping = options.mapping(book, None if made.format == "canonical" else made.format)
    who = getpass.getuser()
    give_right(_USER, create=True)
    loads = {"customers": load_customers, "accounts": load_accounts, "contracts": load_contracts}

    def load(what: str) -> int:
        engine = DuckDB()
        file = getattr(made, what)
        loaded = loads[what](engine, getattr(delivered, what)(engine, file), who=who, file=str(file))
        return loaded.added

    def step(name: str, rows: int, do: Callable[[], Any]) -> Any:
        connections.close_all()  # as each command has a connection, and a process of the server, of its own
        return meter.step(name, rows, do)

    for what in loads:
        step(f"load {what}", made.customer_count, partial(load, what))
    step("load usage", made.record_count, lambda: load_usage(made.usage, mapping, data, who=who))
    folder = step("bill (dry run)", made.customer_count, lambda: make_run(_MONTH, book, data, _KNOWN_ON))
    confirmed = step("confirm", made.customer_count, lambda: confirm_run(folder, _USER))
    totals = confirmed.totals
    return confirmed.bill_count, totals["before_tax"], totals["tax"], totals["total"]


def _superuser(place: Place, database: str) -> psycopg.Connection:
    return psycopg.connect(host=str(place.socket), user=SUPERUSER, dbname=database)


def remove_elsewhere(data: Path) -> None:
    """What the embedded server keeps outside of the data folder, where root started it."""
    pointer = data / "postgres" / "elsewhere"
    if pointer.exists():
        shutil.rmtree(pointer.read_text(encoding="utf-8").strip())


def _print(steps: Sequence[Step]) -> None:
    """The steps as a table in Markdown, and their sum."""
    whole = sum(step.seconds for step in steps)
    print("| " + " | ".join(_HEADER) + " |")
    print("|---|" + "---:|" * (len(_HEADER) - 1))
    for step in steps:
        cells = (
            step.name, f"{step.seconds:.1f}", f"{step.seconds / whole:.0%}", f"{step.cpu:.1f}",
            f"{step.server_cpu:.1f}", f"{step.rows:,}", f"{step.rows / step.seconds:,.0f}", f"{step.memory:,}",
            f"{step.server_memory:,}", f"{step.statements:,}",
        )  # fmt: skip
        print("| " + " | ".join(cells) + " |")
    cells = (
        "all", f"{whole:.1f}", "100%", f"{sum(step.cpu for step in steps):.1f}",
        f"{sum(step.server_cpu for step in steps):.1f}", "", "", f"{max(step.memory for step in steps):,}",
        f"{max(step.server_memory for step in steps):,}", f"{sum(step.statements for step in steps):,}",
    )  # fmt: skip
    print("| " + " | ".join(cells) + " |")
