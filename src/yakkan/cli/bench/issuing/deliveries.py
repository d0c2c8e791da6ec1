"""An invented carrier's deliveries for a bench, as its users would bring them: CSV, the same rows for the same size.

Every customer has an account and a contract with a 050 number; every eighth has a roaming contract beside it, every
hundredth began in the middle of the month. The usage of June 2015 comes in a file a day (in fewer where it is little),
in the canonical form or as Asterisk's Master.csv, where every tenth call has a leg that nobody answered.
"""

from dataclasses import dataclass
from pathlib import Path

from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted

_DAYS = 30
"""June 2015 has so many days, and there are at most so many usage files."""
_IN_A_FILE = 10_000
"""At least so many records are in a usage file, where there is more than one."""
_ROAMING = 16
"""Every so manieth record of a canonical file is of a roaming contract."""
_CALLS = """
    SELECT i, whose, kind, second, length, out,
        CASE WHEN kind < 4 THEN '03' || lpad((mixed % 100000000)::VARCHAR, 8, '3')
            WHEN kind < 7 THEN '0904' || lpad((mixed % 10000000)::VARCHAR, 7, '4')
            WHEN kind < 9 THEN '0505' || lpad((mixed % 10000000)::VARCHAR, 7, '5')
            ELSE '0101808555' || lpad((mixed % 10000)::VARCHAR, 4, '0') END AS other
    FROM (
        SELECT i, mixed, (hash(i + 77) % {customers})::BIGINT AS whose, (mixed // 11 % 10)::INTEGER AS kind,
            i * 86400 * {days} // {records} AS second, 1 + (mixed // 7 % 599)::BIGINT AS length,
            mixed % 3 < 2 OR mixed // 11 % 10 = 9 AS out
        FROM (SELECT i, (hash(i) % 4000000000)::BIGINT AS mixed FROM range({first}, {last}) counted (i)) hashed
    ) drawn
"""
_CANONICAL = """
    SELECT 'R' || lpad(i::VARCHAR, 10, '0') AS record_id,
        if(roams, '0901', '0501') || lpad(if(roams, whose // 8 * 8 % {customers}, whose)::VARCHAR, 7, '0') AS number,
        if(roams, 'packet', 'voice') AS kind, if(out OR roams, 'out', 'in') AS direction, '' AS peer,
        if(roams, '', other) AS peer_number, '' AS country, if(roams, 'DEUE2', '') AS partner, '' AS gateway,
        strftime(TIMESTAMP '2015-06-01' + to_seconds(second), '%Y-%m-%dT%H:%M:%S') AS started_at, length AS quantity
    FROM (SELECT *, i % {roaming} = 0 AS roams FROM ({calls})) ORDER BY i
"""
_ASTERISK = """
    SELECT '' AS accountcode, if(out, ours, other) AS src, if(out, other, ours) AS dst, 'from-carrier' AS dcontext,
        '"' || if(out, ours, other) || '" <' || if(out, ours, other) || '>' AS clid,
        'SIP/a-' || to_hex(i) AS channel, 'SIP/b-' || to_hex(i) AS dstchannel, 'Dial' AS lastapp,
        'SIP/b,60' AS lastdata, strftime(began - to_seconds(5), '%Y-%m-%d %H:%M:%S') AS start,
        if(answered, strftime(began, '%Y-%m-%d %H:%M:%S'), '') AS answer,
        strftime(began + to_seconds(if(answered, length, 0)), '%Y-%m-%d %H:%M:%S') AS "end",
        5 + if(answered, length, 0) AS duration, if(answered, length, 0) AS billsec,
        if(answered, 'ANSWERED', 'NO ANSWER') AS disposition, 'DOCUMENTATION' AS amaflags,
        (1433084400 + second) || '.' || (2 * i + answered::INTEGER) AS uniqueid, '' AS userfield, '' AS peeraccount,
        (1433084400 + second) || '.' || (2 * i) AS linkedid, 2 * i + answered::INTEGER AS sequence
    FROM (
        SELECT *, '0501' || lpad(whose::VARCHAR, 7, '0') AS ours,
            TIMESTAMP '2015-06-01' + to_seconds(second) AS began
        FROM ({calls}) CROSS JOIN (VALUES (false), (true)) legs (answered)
        WHERE answered OR i % 10 = 0
    ) ORDER BY i, answered
"""
_CUSTOMERS = """
    SELECT 'K' || lpad(i::VARCHAR, 8, '0') AS customer, '架空 太郎' || i AS name, 'カクウ タロウ' || i AS kana,
        if(i % 10 = 0, 'en', 'ja') AS language, 'k' || i || '@example.jp' AS email,
        '100-' || lpad((i % 10000)::VARCHAR, 4, '0') AS postal_code, '東京都架空区架空町' || i AS address
    FROM range({customers}) made (i) ORDER BY i
"""
_ACCOUNTS = """
    SELECT 'A' || lpad(i::VARCHAR, 8, '0') AS account, 'K' || lpad(i::VARCHAR, 8, '0') AS customer,
        ['direct_debit', 'bill', 'card'][1 + i % 3] AS method, ['paper', 'web'][1 + i % 2] AS delivery
    FROM range({customers}) made (i) ORDER BY i
"""
_CONTRACTS = """
    SELECT if(roams, 'W', 'C') || lpad(i::VARCHAR, 8, '0') AS contract, 'A' || lpad(i::VARCHAR, 8, '0') AS account,
        'K' || lpad(i::VARCHAR, 8, '0') AS customer, if(roams, 'world-wing', 'ocn-dotphone') AS service,
        if(roams, '0901', '0501') || lpad(i::VARCHAR, 7, '0') AS number, '' AS plan, '' AS "group", '' AS options,
        if(i % 100 = 99, '2015-06-' || lpad((1 + i // 100 % 30)::VARCHAR, 2, '0'), '2010-04-01') AS "from", '' AS until
    FROM range({customers}) made (i) CROSS JOIN (VALUES (false), (true)) kinds (roams)
    WHERE NOT roams OR i % 8 = 0
    ORDER BY i, roams
"""


@dataclass(frozen=True)
class Deliveries:
    """The files of an invented carrier in a folder, and how much they hold."""

    format: str
    customer_count: int
    record_count: int
    customers: Path
    accounts: Path
    contracts: Path
    usage: tuple[Path, ...]


def deliver(customers: int, records: int, format_name: str, folder: Path) -> Deliveries:
    """Writes the files: so many customers, and records of use or, as `asterisk`, calls."""
    engine = DuckDB(spill=folder / "spill")
    parts = min(_DAYS, max(records // _IN_A_FILE, 1))
    made = Deliveries(
        format_name,
        customers,
        records,
        *(folder / f"{name}.csv" for name in ("customers", "accounts", "contracts")),
        tuple(folder / f"usage-{part:02}.csv" for part in range(1, parts + 1)),
    )
    sizes = {"customers": customers, "records": records, "days": _DAYS, "roaming": _ROAMING}
    _write(engine, _CUSTOMERS.format(**sizes), made.customers)
    _write(engine, _ACCOUNTS.format(**sizes), made.accounts)
    _write(engine, _CONTRACTS.format(**sizes), made.contracts)
    asterisk = format_name == "asterisk"
    for part, file in enumerate(made.usage):
        calls = _CALLS.format(**sizes, first=records * part // parts, last=records * (part + 1) // parts)
        _write(engine, (_ASTERISK if asterisk else _CANONICAL).format(**sizes, calls=calls), file, header=not asterisk)
    return made


def _write(engine: DuckDB, query: str, file: Path, *, header: bool = True) -> None:
    engine.connection.execute(f"COPY ({query}) TO {quoted(file)} (FORMAT csv, HEADER {header})")
