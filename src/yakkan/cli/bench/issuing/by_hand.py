"""The month of `deliveries` by plain SQL on the same PostgreSQL, as one would write it without Yakkan.

The raw files are copied into tables, rated and billed by statements written for these very prices: no quarantine, no
citations, no ledger, nothing kept that explains a line. It is what the bench compares with, and the check of its sum.
"""

from pathlib import Path

import psycopg

from yakkan.cli.bench.issuing.deliveries import Deliveries
from yakkan.cli.bench.issuing.measure import Meter

_CHUNK = 1 << 20
REGISTERS = """
    CREATE TABLE customers (customer text PRIMARY KEY, name text, kana text, language text, email text,
        postal_code text, address text);
    CREATE TABLE accounts (account text PRIMARY KEY, customer text NOT NULL REFERENCES customers, method text,
        delivery text);
    CREATE TABLE contracts (contract text PRIMARY KEY, account text NOT NULL REFERENCES accounts, customer text,
        service text, number text UNIQUE, plan text, "group" text, options text, since date, until date);
"""
USAGE = """
    CREATE TABLE usage (record_id text, number text, kind text, direction text, peer text, peer_number text,
        country text, partner text, gateway text, started_at timestamp, quantity bigint);
    CREATE TABLE cdr (accountcode text, src text, dst text, dcontext text, clid text, channel text, dstchannel text,
        lastapp text, lastdata text, start text, answer text, "end" text, duration text, billsec text,
        disposition text, amaflags text, uniqueid text, userfield text, peeraccount text, linkedid text,
        sequence text);
"""
UNDERSTOOD = """
    INSERT INTO usage
    SELECT linkedid, c.number, 'voice', CASE WHEN c.number = src THEN 'out' ELSE 'in' END, '',
        CASE WHEN c.number = src THEN dst ELSE src END, '', '', '', answer::timestamp, billsec::bigint
    FROM cdr JOIN contracts c ON c.number IN (src, dst)
    WHERE disposition = 'ANSWERED' AND billsec <> '0'
"""
KEYED = "ALTER TABLE usage ADD PRIMARY KEY (record_id)"
PRICES = """
    CREATE TABLE prices (service text, direction text, peer text, entry text, tax_class text, setup bigint,
        above bigint, per bigint, tenths bigint);
    INSERT INTO prices VALUES
        ('ocn-dotphone', 'out', 'fixed', 'domestic-fixed', 'standard', 0, 0, 180, 80),
        ('ocn-dotphone', 'out', 'mobile', 'mobile', 'standard', 0, 0, 60, 160),
        ('ocn-dotphone', 'out', 'ip050', 'ip050', 'standard', 0, 0, 180, 80),
        ('ocn-dotphone', 'out', 'international', 'international-us', 'export_exempt', 0, 0, 60, 90),
        ('world-wing', 'out', 'packet', 'packet-de-o2', 'out_of_scope', 500, 50, 1, 2);
"""
"""In tenths of a yen: `setup` once, and `tenths` for each begun `per` of what is `above`."""
RATED = """
    CREATE TABLE used AS
    SELECT account, contract, service, direction, peer, count(*) AS records, sum(quantity) AS quantity,
        sum(tenths)::bigint AS tenths
    FROM (
        SELECT c.account, c.contract, c.service, u.direction, u.peer, u.quantity,
            p.setup + (greatest(u.quantity - p.above, 0) + p.per - 1) / p.per * p.tenths AS tenths
        FROM (
            SELECT number, direction, started_at, quantity, CASE
                WHEN kind = 'packet' THEN 'packet'
                WHEN peer_number LIKE '010%' THEN 'international'
                WHEN peer_number LIKE '050%' THEN 'ip050'
                WHEN peer_number LIKE '090%' THEN 'mobile'
                ELSE 'fixed' END AS peer
            FROM usage WHERE started_at >= '2015-06-01' AND started_at < '2015-07-01'
        ) u
        JOIN contracts c ON c.number = u.number AND u.started_at >= c.since
        LEFT JOIN prices p ON p.service = c.service AND p.direction = u.direction AND p.peer = u.peer
    ) priced
    GROUP BY 1, 2, 3, 4, 5
"""
LINED = """
    CREATE TABLE lines (bill text, position bigint, contract text, entry text, tax_class text, records bigint,
        quantity bigint, yen bigint, PRIMARY KEY (bill, position));
    CREATE TABLE bills (bill text PRIMARY KEY, account text NOT NULL UNIQUE REFERENCES accounts, before_tax bigint,
        tax bigint, total bigint);
    CREATE TABLE charges AS
    SELECT account, contract, entry, tax_class, records, quantity, used.tenths / 10 AS yen
    FROM used JOIN prices USING (service, direction, peer);
"""
EARNED = """
    CREATE VIEW earned AS
    SELECT account, contract, records, quantity, (seconds / 60 + 1) / 2 AS yen, standard, export_exempt
    FROM (
        SELECT account, contract, sum(records) AS records, sum(quantity) AS quantity, sum(quantity)::bigint AS seconds
        FROM used WHERE direction = 'in' AND peer IN ('fixed', 'mobile') GROUP BY 1, 2
    ) received JOIN (
        SELECT contract, coalesce(sum(yen) FILTER (WHERE tax_class = 'standard'), 0) AS standard,
            coalesce(sum(yen) FILTER (WHERE tax_class = 'export_exempt'), 0) AS export_exempt
        FROM charges GROUP BY contract
    ) charged USING (contract)
"""
BILLED = """
    INSERT INTO lines
    SELECT account || '-2015-06', row_number() OVER (PARTITION BY account ORDER BY contract, entry), contract, entry,
        tax_class, records, quantity, yen
    FROM (
        SELECT account, contract, entry, tax_class, records, quantity, yen FROM charges
        UNION ALL
        SELECT account, contract, 'monthly', 'standard', 0, 1,
            280 * (date '2015-07-01' - greatest(since, date '2015-06-01')) / 30
        FROM contracts WHERE service = 'ocn-dotphone'
        UNION ALL
        SELECT account, contract, 'incoming-call', tax_class, records, quantity, -taken
        FROM (
            SELECT account, contract, 'standard' AS tax_class, records, quantity, least(yen, standard) AS taken
            FROM earned
            UNION ALL
            SELECT account, contract, 'export_exempt', records, quantity,
                least(yen - least(yen, standard), export_exempt)
            FROM earned
        ) taken WHERE taken > 0
    ) made;
    INSERT INTO bills
    SELECT bill, left(bill, -8), sum(base), sum(tax), sum(base) + sum(tax)
    FROM (
        SELECT bill, sum(yen)::bigint AS base,
            CASE WHEN tax_class = 'standard' THEN sum(yen)::bigint * 8 / 100 ELSE 0 END AS tax
        FROM lines GROUP BY bill, tax_class
    ) taxed GROUP BY bill;
    ALTER TABLE lines ADD FOREIGN KEY (bill) REFERENCES bills;
"""
TOTALS = "SELECT count(*), sum(before_tax), sum(tax), sum(total) FROM bills"


Totals = tuple[int, int, int, int]
"""Bills; yen before tax, of tax, in total."""


def bill(connection: psycopg.Connection, made: Deliveries, meter: Meter) -> Totals:
    """Loads, rates and bills in the empty database of `connection`, each step measured; says what it came to."""

    def run(*statements: str) -> None:
        for statement in statements:
            connection.execute(statement)

    def registers() -> None:
        run(REGISTERS)
        for name in ("customers", "accounts", "contracts"):
            _copy(connection, getattr(made, name), name, header=True)

    def usage() -> None:
        run(USAGE)
        asterisk = made.format == "asterisk"
        for file in made.usage:
            _copy(connection, file, "cdr" if asterisk else "usage", header=not asterisk)
        run(*([UNDERSTOOD] if asterisk else []), KEYED, "ANALYZE")

    meter.step("load customers, accounts, contracts", made.customer_count, registers)
    meter.step("load usage", made.record_count, usage)
    meter.step("rate", made.record_count, lambda: run(PRICES, RATED))
    meter.step("bills and lines", made.customer_count, lambda: run(LINED, EARNED, BILLED))
    count, before_tax, tax, total = connection.execute(TOTALS).fetchone() or (0, 0, 0, 0)
    return int(count), int(before_tax), int(tax), int(total)


def _copy(connection: psycopg.Connection, file: Path, table: str, *, header: bool) -> None:
    # An empty text stands in quotes in a file that DuckDB wrote, and a day that is left out is no day.
    nulls = ", FORCE_NULL (until)" if table == "contracts" else ""
    statement = f"COPY {table} FROM STDIN (FORMAT csv, HEADER {header}{nulls})"
    with file.open("rb") as stream, connection.cursor().copy(statement) as copy:
        while chunk := stream.read(_CHUNK):
            copy.write(chunk)
