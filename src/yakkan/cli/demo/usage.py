"""What the invented people did: the truth behind the usage files, drawn by hash, the same each time.

All is set-based: a million records are no loop of Python. A call is a row of `calls`, its `file` the one that brings
it; a call between two of our numbers (`direction` both) becomes two records.
"""

import calendar
from collections.abc import Sequence

from yakkan.cli.demo import people
from yakkan.cli.demo.people import EXAMPLE_LINE, LAST, MOBILE_ONE, WING, Register, Size
from yakkan.engines import DuckDB
from yakkan.usage import FIELDS

EXCHANGE_FILE, ROAMING_FILE, LATE_FILE = "Master.csv", "roaming.csv", "late.csv"
_LINES = dict.fromkeys(("number", "account", "service", "starts", "ends"), "string")
_MONTHS = {"month": "string", "days": "int64"}
_SINGLE = dict.fromkeys(("began", "number", "other", "direction", "peer", "country", "file"), "string")

# A draw is half of the MD5 of what is drawn for: the same with any version of the engine, on any machine.
_DRAWN = """
    CREATE TABLE drawn AS SELECT * EXCLUDE (times, key), key AS drawn_for,
        (month || '-01')::DATE + (a % days)::INTEGER + to_seconds(25200 + a // 64 % 61200) AS began
    FROM (
        SELECT *, (md5_number_lower(key) >> 1)::BIGINT AS a, (md5_number_upper(key) >> 1)::BIGINT AS b
        FROM (
            SELECT *, concat_ws(' ', number, month, what, unnest(range(times))) AS key
            FROM (
                SELECT line.*, what,
                    CASE WHEN service = '{wing}' THEN [0, 0, 3, 5, 8][1 + busy % 5]
                        WHEN account = '{told}' THEN 8
                        WHEN what = 'data' THEN 24
                        WHEN what = 'out' THEN [0, 6, 8, 10, 12, 14, 22, 40][1 + busy % 8]
                        ELSE [0, 8, 10, 12, 14, 17, 27, 50][1 + busy // 8 % 8] END AS times
                FROM (
                    SELECT *, (md5_number_lower(concat_ws(' ', number, month)) >> 1)::BIGINT AS busy
                    FROM line CROSS JOIN months
                ) AS line
                JOIN (VALUES ('out'), ('in'), ('data'), ('abroad')) AS ways (what)
                ON CASE WHEN service = '{wing}' THEN what = 'abroad'
                    ELSE what IN ('out', 'in') OR what = 'data' AND service = '{mobile}' END
            )
        )
    )
    WHERE strftime(began, '%Y-%m-%d') >= starts AND (ends = '' OR strftime(began, '%Y-%m-%d') <= ends)
"""
_KIND = """
    CASE WHEN what = 'data' THEN 'data'
        WHEN chance < 42 THEN 'fixed'
        WHEN chance < 74 THEN 'mobile'
        WHEN chance < 82 THEN if(service = '{line}' AND what = 'out', 'fixed', 'ip050')
        WHEN chance < 88 THEN if(service = '{mobile}', 'mobile', 'international')
        WHEN chance < 92 THEN if(what = 'out', 'fixed', 'withheld')
        WHEN chance < 96 THEN if(by_exchange, 'fixed', 'ip-fixed')
        WHEN chance < 98 THEN if(by_exchange, 'mobile', 'phs')
        ELSE if(what = 'out' OR by_exchange, 'fixed', 'bypassed') END
"""
"""Who is at the other end. What no number shows (ip-fixed, phs, bypassed) a file must give; an exchange's cannot."""
_CALLS = """
    CREATE TABLE calls AS SELECT began, number,
        CASE kind WHEN 'fixed' THEN '0399995' || line WHEN 'ip-fixed' THEN '0399995' || line
            WHEN 'bypassed' THEN '0399995' || line WHEN 'mobile' THEN '09099995' || line
            WHEN 'phs' THEN '07099995' || line WHEN 'ip050' THEN '05099999' || line
            WHEN 'international' THEN CASE WHEN what = 'in' THEN '+120255501' || line[2:]
                WHEN service = '{line}' THEN '010442079460' || line ELSE '010120255501' || line[2:] END
            ELSE '' END AS other,
        if(what = 'data', 'data', 'voice') AS kind, if(what = 'in', 'in', 'out') AS direction,
        CASE kind WHEN 'withheld' THEN '' WHEN 'data' THEN '' WHEN 'bypassed' THEN 'ip-fixed' ELSE kind END AS peer,
        CASE WHEN kind <> 'international' THEN '' WHEN what = 'out' AND service = '{line}' THEN 'GB' ELSE 'US' END
            AS country,
        if(kind = 'bypassed', kind, '') AS gateway,
        CASE WHEN what = 'data' THEN {least} + b % {spread}
            WHEN by_exchange AND b % 25 < 2 THEN 0
            ELSE 1 + (b // 128 % 1000) * (b // 131072 % 1000) * if(b % 20 = 0, 5, 1) // if(what = 'out', 1500, 1000)
            END AS quantity,
        if(by_exchange, '{exchange}', 'usage-' || month || '.csv') AS file, drawn_for
    FROM (SELECT *, {kind} AS kind, lpad((a // 134217728 % 1000)::VARCHAR, 3, '0') AS line FROM (
        SELECT *, b // 268435456 % 100 AS chance,
            month = '{last}' AND service NOT IN ('{mobile}', '{line}') AS by_exchange
        FROM drawn WHERE what <> 'abroad'
    ))
"""
_LEAST = "if(account = '{mobile_account}', 134217728, 1048576)"
_SPREAD = "if(account = '{mobile_account}', 16777216, 125829120)"
"""Bytes of a data record: 24 of them are below the allowance of 3 GB, but for the one who is told of."""
_AMONG_US = """
    INSERT INTO calls SELECT began, one.number, two.number, 'voice', 'both', 'ip050', '', '', 1 + a // 512 % 500,
        if(month = '{last}', '{exchange}', 'usage-' || month || '.csv'), key
    FROM (
        SELECT *, b % ours AS first, (b + 1 + b // 65536 % (ours - 1)) % ours AS second,
            (month || '-01')::DATE + (a % days)::INTEGER + to_seconds(25200 + a // 64 % 61200) AS began
        FROM (
            SELECT *, (md5_number_lower(key) >> 1)::BIGINT AS a, (md5_number_upper(key) >> 1)::BIGINT AS b
            FROM (SELECT *, 'among us ' || month || ' ' || unnest(range({times})) AS key FROM months)
        ) CROSS JOIN (SELECT count(*) AS ours FROM phones)
    )
    JOIN phones one ON one.place = first JOIN phones two ON two.place = second
    WHERE strftime(began, '%Y-%m-%d') BETWEEN greatest(one.starts, two.starts) AND least(one.ends, two.ends)
"""
_PHONES = """
    CREATE TABLE phones AS SELECT number, starts, if(ends = '', '9999', ends) AS ends,
        row_number() OVER (ORDER BY number) - 1 AS place
    FROM line WHERE service NOT IN ('{wing}', '{mobile}', '{line}')
"""
_SINGLES = """
    INSERT INTO calls SELECT began::TIMESTAMP, number, other, 'voice', direction, peer, country, '',
        60 + md5_number_lower(began || other) % 600, file, 'single ' || began || other
    FROM single
"""
_NUMBERED = """
    CREATE TABLE numbered AS SELECT *, row_number() OVER (PARTITION BY file ORDER BY began, drawn_for) AS nth FROM calls
"""
_RECORDS = """
    CREATE VIEW records AS SELECT
        file[:-5] || '-' || lpad(nth::VARCHAR, 6, '0') || '/' || side AS record_id,
        if(direction = 'both' AND side = 'in', other, number) AS number, kind, side AS direction, peer,
        if(direction = 'both' AND side = 'in', number, other) AS peer_number, country, '' AS partner, gateway,
        strftime(began, '%Y-%m-%dT%H:%M:%S') AS started_at, quantity, file, nth
    FROM numbered JOIN (VALUES ('out'), ('in')) AS sides (side) ON direction IN (side, 'both')
    WHERE kind = 'data' OR quantity > 0
"""
_ABROAD = """
    CREATE TABLE abroad AS SELECT *, lpad((row_number() OVER (PARTITION BY partner ORDER BY began, drawn_for))::VARCHAR,
            6, '0') AS name
    FROM (
        SELECT began, number, drawn_for, what,
            CASE what WHEN 'forwarded' THEN ['CYPCT', 'CYPTC', 'ANTCT'][1 + b // 128 % 3]
                WHEN 'video' THEN 'LKADG' ELSE ['DEUE2', 'DEUE2', 'DEUE1', 'DEUD1'][1 + busy // 8 % 4] END AS partner,
            if(what = 'packet', 1 + b // 512 % 1500, 15 + b // 512 % 586) AS quantity
        FROM (
            SELECT * EXCLUDE (what), CASE WHEN b % 100 < 70 THEN 'packet' WHEN b % 100 < 82 THEN 'forwarded'
                WHEN b % 100 < 94 THEN 'received' ELSE 'video' END AS what
            FROM drawn WHERE what = 'abroad'
        )
        UNION ALL SELECT TIMESTAMP '{last}-28 11:00:00', '{number}', 'single', 'packet', 'FRAF1', 640
    )
"""
_TRUTH = f"""
    SELECT {", ".join(FIELDS)} FROM records
    UNION ALL SELECT partner || '|' || name, number,
        CASE what WHEN 'packet' THEN what WHEN 'video' THEN what ELSE 'voice' END,
        CASE what WHEN 'packet' THEN 'out' WHEN 'forwarded' THEN what ELSE 'in' END,
        '', '', '', partner, '', strftime(began, '%Y-%m-%dT%H:%M:%S'), quantity
    FROM abroad
"""


def draw(engine: DuckDB, made: Register, size: Size) -> None:
    """Tables of `engine`: `numbered`, `records` and `abroad`, what all people did in all months."""
    months = size.all_months()
    lines = [tuple(row[name] for name in ("number", "account", "service", "from", "until")) for row in made.contracts]
    engine.put("line", _LINES, lines)
    engine.put("months", _MONTHS, [(month, _days_of(month)) for month in months])
    engine.put("single", _SINGLE, _singles(made, months))
    words = {
        "wing": WING, "mobile": MOBILE_ONE, "line": EXAMPLE_LINE, "told": people.TOLD, "last": LAST,
        "exchange": EXCHANGE_FILE, "times": size.customers // 3, "number": made.number_of(people.ABROAD),
    }  # fmt: skip
    account = {"mobile_account": people.MOBILE}
    words |= {"least": _LEAST.format(**account), "spread": _SPREAD.format(**account), "kind": _KIND.format(**words)}
    for statement in (_DRAWN, _CALLS, _PHONES, _AMONG_US, _SINGLES, _NUMBERED, _RECORDS, _ABROAD):
        engine.connection.execute(statement.format(**words))


def truth(engine: DuckDB) -> list[dict[str, str]]:
    """The records of use behind the files, those that are no nonsense, as rows of the canonical form."""
    return [dict(zip(FIELDS, map(str, row), strict=True)) for row in engine.connection.execute(_TRUTH).fetchall()]


def _days_of(month: str) -> int:
    year, number = month.split("-")
    return calendar.monthrange(int(year), int(number))[1]


def _singles(made: Register, months: Sequence[str]) -> list[tuple[str, ...]]:
    """Sound records with a fate of their own.

    A country that the book does not price; a number given up before, by a file and by the exchange; and three calls
    that come when their month was billed.
    """
    before = months[-2]
    file, moved, late = f"usage-{before}.csv", made.number_of(people.MOVED_OUT), made.number_of(people.LATE)
    abroad = (made.number_of(people.ENGLISH), "010442079460123", "out", "international", "GB")
    return [
        (f"{before}-08 20:15:00", *abroad, file),
        (f"{before}-20 09:30:00", moved, "0399995001", "out", "fixed", "", file),
        (f"{LAST}-30 18:05:00", moved, "0399995002", "in", "fixed", "", EXCHANGE_FILE),
        (f"{before}-11 12:10:00", late, "09099995003", "out", "mobile", "", LATE_FILE),
        (f"{before}-18 19:40:00", late, "01012025550104", "out", "international", "US", LATE_FILE),
        (f"{before}-24 21:05:00", late, "0399995005", "out", "fixed", "", LATE_FILE),
    ]
