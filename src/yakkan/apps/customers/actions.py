"""What is done with customers and billing accounts. Each action is one transaction."""

import ibis.expr.types as ir
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yakkan.apps.customers import accesskeys
from yakkan.apps.customers.models import DELIVERIES, LANGUAGES, METHODS, BillingAccount
from yakkan.apps.records.actions import record
from yakkan.apps.records.rows import Loaded, first_twice, merge, stage, unknown
from yakkan.engines import DuckDB
from yakkan.messages import Refusals, Refused

CUSTOMERS = ("customer", "name", "kana", "language", "email", "postal_code", "address")
"""The columns of a customers file."""
ACCOUNTS = ("account", "customer", "method", "delivery")
"""The columns of an accounts file."""
_NEW_ACCOUNTS = (
    "SELECT account FROM incoming WHERE NOT EXISTS"
    " (SELECT FROM customers_billingaccount known WHERE known.account = incoming.account)"
)
_MOVED = (
    "SELECT incoming.account, known.customer, incoming.line FROM incoming JOIN customers_billingaccount known"
    " USING (account) WHERE known.customer <> incoming.customer ORDER BY incoming.line LIMIT 10"
)


@transaction.atomic
def load_customers(engine: DuckDB, customers: ir.Table, *, who: str, file: str = "") -> Loaded:
    """Add new customers and change known ones.

    `customers` has the columns of `CUSTOMERS` (an empty language is Japanese) and may have `line`, for errors. Refused
    where a customer stands twice or a language is not known.
    """
    with connection.cursor() as cursor:
        _stage(cursor, engine, customers.select(*_with_line(customers, CUSTOMERS)), "customers_customer", file)
        cursor.execute("UPDATE incoming SET language = 'ja' WHERE language = ''")
        _check_choices(cursor, {"language": LANGUAGES}, file)
        loaded = merge(cursor, "customers_customer", CUSTOMERS, ("customer",))
    record(who, "load customers", file, _counts(loaded))
    return loaded


@transaction.atomic
def load_accounts(engine: DuckDB, accounts: ir.Table, *, who: str, file: str = "") -> Loaded:
    """Add new billing accounts, each with an access key of its own, and change known ones, their keys kept.

    `accounts` has the columns of `ACCOUNTS` (empty: direct debit; web) and may have `line`. Refused where an account
    stands twice, its customer is not known, or it belongs to another customer.
    """
    table = "customers_billingaccount"
    with connection.cursor() as cursor:
        _stage(cursor, engine, accounts.select(*_with_line(accounts, ACCOUNTS)), table, file)
        cursor.execute("UPDATE incoming SET method = 'direct_debit' WHERE method = ''")
        cursor.execute("UPDATE incoming SET delivery = 'web' WHERE delivery = ''")
        _check_choices(cursor, {"method": METHODS, "delivery": DELIVERIES}, file)
        if missing := unknown(cursor, "customer", "customers_customer"):
            raise Refusals(
                [Refused("register.unknown_customer", file, line, {"customer": name}) for name, line in missing]
            )
        cursor.execute(_MOVED)
        if moved := cursor.fetchall():
            raise Refusals(
                [Refused("register.other_customer", file, line, {"account": a, "customer": c}) for a, c, line in moved]
            )
        _give_keys(cursor)
        loaded = merge(cursor, table, (*ACCOUNTS, "access_key"), ("account",), kept=("access_key",))
    record(who, "load accounts", file, _counts(loaded))
    return loaded


@transaction.atomic
def rotate_access_keys(*, who: str) -> int:
    """Encrypt every access key anew with the newest encryption key; says how many. The access keys stay the same."""
    rotated = 0
    for account in BillingAccount.objects.order_by("account").iterator(chunk_size=1000):
        BillingAccount.objects.filter(pk=account.pk).update(access_key=accesskeys.rotate(account.access_key))
        rotated += 1
    record(who, "rotate access keys", "", f"{rotated}")
    return rotated


def _with_line(rows: ir.Table, columns: tuple[str, ...]) -> tuple[str, ...]:
    return (*columns, "line") if "line" in rows.columns else columns


def _stage(cursor: CursorWrapper, engine: DuckDB, rows: ir.Table, table: str, file: str) -> None:
    stage(cursor, engine, rows, table)
    key = rows.columns[0]
    if twice := first_twice(cursor, [key]):
        raise Refused("register.twice", file, twice[1], {"key": twice[0]})


def _check_choices(cursor: CursorWrapper, choices: dict[str, tuple[str, ...]], file: str) -> None:
    for column, known in choices.items():
        cursor.execute(
            f"SELECT {column}, line FROM incoming WHERE {column} <> ALL(%s) ORDER BY line LIMIT 10", [list(known)]
        )
        if wrong := cursor.fetchall():
            values = {"column": column, "known": ", ".join(known)}
            raise Refusals([Refused("register.not_one_of", file, line, values | {"value": v}) for v, line in wrong])


def _give_keys(cursor: CursorWrapper) -> None:
    """The column `access_key` of `incoming`: a new one for each new account, the kept one for each known account."""
    cursor.execute("ALTER TABLE pg_temp.incoming ADD access_key text")
    cursor.execute(
        "UPDATE incoming SET access_key = known.access_key FROM customers_billingaccount known"
        " WHERE known.account = incoming.account"
    )
    cursor.execute(_NEW_ACCOUNTS)
    new = [account for (account,) in cursor.fetchall()]
    cursor.execute("CREATE TEMP TABLE given (account text, access_key text) ON COMMIT DROP")
    with cursor.copy("COPY given FROM STDIN") as copy:
        for account in new:
            copy.write_row((account, accesskeys.encrypt(accesskeys.new())))
    cursor.execute(
        "UPDATE incoming SET access_key = given.access_key FROM given WHERE given.account = incoming.account"
    )
    cursor.execute("DROP TABLE given")


def _counts(loaded: Loaded) -> str:
    return f"added {loaded.added}, changed {loaded.changed}, unchanged {loaded.unchanged}"
