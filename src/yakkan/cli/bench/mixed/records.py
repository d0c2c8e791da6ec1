"""Invented contracts and usage of a mixed month, May 2015 (four public holidays), as Parquet: the same for a size."""

from pathlib import Path

from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted

_CLASSES = (
    *["voice|out|fixed|||"] * 6, *["voice|out|mobile|||"] * 4, "voice|out|ip050|||", "voice|out|international|US||",
    *["voice|in|fixed|||"] * 4, *["voice|in|mobile|||"] * 3, "voice|in|ip050|||",
)  # fmt: skip
"""What is used, and how often; roaming contracts use `packet|out|||DEUE2|` only."""


def contracts(engine: DuckDB, count: int, file: Path) -> None:
    """`count` numbers, most of a contract of their own: of `bench-home`, `ocn-dotphone` and `world-wing`.

    Some contracts have two numbers, an option, a plan with their neighbour, or begin in the month.
    """
    engine.connection.execute(f"""
        COPY (
            SELECT 'C' || lpad((i - (i % 16 = 1)::INTEGER)::VARCHAR, 8, '0') AS contract,
                'A' || lpad((i // 2)::VARCHAR, 8, '0') AS account, 'K' || (i // 2) AS customer,
                CASE WHEN i % 8 = 7 THEN 'world-wing' WHEN i % 8 < 4 THEN 'bench-home' ELSE 'ocn-dotphone' END
                    AS service,
                if(i % 8 = 7, '090', '050') || lpad(i::VARCHAR, 8, '0') AS number,
                if(i % 32 IN (4, 5), 'P' || (i // 2), '') AS plan, '' AS "group",
                if(i % 16 IN (0, 1, 3), 'call-waiting', '') AS options,
                if(i % 64 = 2, DATE '2015-05-11', DATE '0001-01-01') AS start, DATE '9999-12-31' AS "end",
                0::BIGINT AS line
            FROM range({count}) made (i) ORDER BY i
        ) TO {quoted(file)} (FORMAT parquet)""")


def usage(engine: DuckDB, count: int, numbers: int, file: Path) -> None:
    """`count` records of the month spread over the numbers, in the shape of the lake; one call in 50 is long."""
    listed = ", ".join(quoted(name) for name in _CLASSES)
    engine.connection.execute(f"""
        COPY (
            SELECT made.i::VARCHAR AS record_id,
                if(whose % 8 = 7, '090', '050') || lpad(whose::VARCHAR, 8, '0') AS number,
                split_part(usage_class, '|', 1) AS kind, split_part(usage_class, '|', 2) AS direction,
                split_part(usage_class, '|', 3) AS peer, '' AS peer_number, split_part(usage_class, '|', 4) AS country,
                split_part(usage_class, '|', 5) AS partner, '' AS gateway, usage_class,
                TIMESTAMP '2015-05-01' + to_seconds(mixed % 2678400) AS started_at,
                TIMESTAMP '2015-04-30 15:00:00' + to_seconds(mixed % 2678400) AS started_utc,
                (mixed // 7 % 600 * if(mixed // 13 % 50 = 0, 12, 1))::BIGINT AS quantity, 'bench' AS file,
                made.i AS line
            FROM (
                SELECT i, mixed, whose,
                    if(whose % 8 = 7, 'packet|out|||DEUE2|', [{listed}][1 + (mixed // 11 % {len(_CLASSES)})::INTEGER])
                        AS usage_class
                FROM (
                    SELECT i, (hash(i) % 4000000000)::BIGINT AS mixed, (hash(i + 77) % {numbers})::BIGINT AS whose
                    FROM range({count}) counted (i)
                ) hashed
            ) made
        ) TO {quoted(file)} (FORMAT parquet)""")
