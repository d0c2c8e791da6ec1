"""Invented bills, copied straight into the tables by the superuser: two years an account, six lines a bill.

They come month by month, as runs bring them, so that an account's bills lie far apart. Nothing is checked on the way,
and what the pages of the bench do not read (citations, taxes, ledger) is left out.
"""

from pathlib import Path

import psycopg
from psycopg import sql

from yakkan.engines import DuckDB

MONTHS = 24
"""So many bills has an account."""
_CHUNK = 1 << 20
_FIRST = "DATE '2014-11-01'"
_OF_MONTH = f"FROM range({MONTHS}) months (m), range($accounts) accounts (a)"
_LINES = (
    ("ocn-dotphone", "monthly", "monthly", 280),
    ("ocn-dotphone", "usage", "domestic-fixed", 8),
    ("ocn-dotphone", "usage", "mobile", 16),
    ("ocn-dotphone", "discount", "incoming-call", -1),
    ("ocn-mobile-one", "monthly", "monthly", 900),
    ("ocn-mobile-one", "usage", "voice-out", 20),
)
_MONTH = f"strftime({_FIRST} + to_months(m::INTEGER), '%Y-%m')"
_ACCOUNT = "'A' || lpad(a::VARCHAR, 8, '0')"
_YEN = "CASE WHEN kind = 'monthly' THEN each ELSE each * (1 + (hash(a * 31 + m * 7 + position) % 40)::INTEGER) END"
_ROWS = {
    "customers_customer": (
        "customer, name, kana, language, email, postal_code, address",
        f"SELECT 'K' || {_ACCOUNT}, '架空 ' || a, '', 'ja', '', '', '' FROM range($accounts) accounts (a)",
    ),
    "customers_billingaccount": (
        "account, customer, method, delivery, access_key",
        f"SELECT {_ACCOUNT}, 'K' || {_ACCOUNT}, 'direct_debit', 'web', '' FROM range($accounts) accounts (a)",
    ),
    "billing_billrun": (
        "run, month, as_known_on, version, book, inputs, files, counts, totals, settled, bill_count, parked_count,"
        " confirmed_by_id, confirmed_at",
        f"SELECT {_MONTH}, {_MONTH}, {_FIRST} + to_months(m::INTEGER + 1), '', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}',"
        f" '{{}}', $accounts, 0, $user, {_FIRST} + to_months(m::INTEGER + 1) FROM range({MONTHS}) months (m)",
    ),
    "billing_bill": (
        "bill, run, account, customer, month, issued_on, due_on, before_tax, tax, total, line_count, tax_count",
        f"SELECT {_ACCOUNT} || '-' || {_MONTH}, {_MONTH}, {_ACCOUNT}, 'K' || {_ACCOUNT}, {_MONTH},"
        f" ({_FIRST} + to_months(m::INTEGER + 1))::DATE + 14, ({_FIRST} + to_months(m::INTEGER + 2))::DATE - 1, yen,"
        " yen // 10,"
        f" yen + yen // 10, {len(_LINES)}, 1"
        f" FROM (SELECT m, a, sum({_YEN})::BIGINT AS yen {_OF_MONTH}, lines GROUP BY m, a) ORDER BY m, a",
    ),
    "billing_billline": (
        "line, bill, position, contract, service, month, kind, entry, name_ja, name_en, records, quantity, unit, yen,"
        " tax_class, tax_percent, arithmetic, citation_count",
        f"SELECT {_ACCOUNT} || '-' || {_MONTH} || '-00' || position, {_ACCOUNT} || '-' || {_MONTH}, position,"
        f" 'C' || a, service, {_MONTH}, kind, entry, '架空', 'invented', 1, 60, 'seconds', {_YEN}, 'standard', 10,"
        f" ({_YEN})::VARCHAR, 1 {_OF_MONTH}, lines ORDER BY m, a, position",
    ),
}


def fill(connection: psycopg.Connection, accounts: int, user: int, folder: Path) -> int:
    """Copy two years of bills of so many accounts into the tables, runs confirmed by `user`; how many lines."""
    engine = DuckDB().connection
    engine.execute("CREATE TABLE lines (service VARCHAR, kind VARCHAR, entry VARCHAR, each INTEGER, position INTEGER)")
    for position, line in enumerate(_LINES, start=1):
        engine.execute("INSERT INTO lines VALUES (?, ?, ?, ?, ?)", [*line, position])
    connection.execute("SET session_replication_role = replica")
    for table, (columns, query) in _ROWS.items():
        file = folder / f"{table}.csv"
        rows = query.replace("$accounts", str(accounts)).replace("$user", str(user))
        engine.execute(f"COPY ({rows}) TO '{file}' (FORMAT csv, HEADER)")
        copying = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER, FORCE_NOT_NULL *)").format(
            sql.Identifier(table), sql.SQL(columns)
        )
        with file.open("rb") as stream, connection.cursor().copy(copying) as copy:
            while chunk := stream.read(_CHUNK):
                copy.write(chunk)
        file.unlink()
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")
    return accounts * MONTHS * len(_LINES)


def account(number: int) -> str:
    """The billing number of an account by its place."""
    return f"A{number:08}"
