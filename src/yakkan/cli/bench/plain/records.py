"""Invented usage and contracts for a bench, as Parquet: the same rows for the same size."""

from pathlib import Path

from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted

CLASSES = (
    "voice|out|fixed|||", "voice|out|mobile|||", "voice|out|ip050|||", "voice|out|international|US||",
    "voice|in|fixed|||", "voice|in|mobile|||", "voice|in|ip050|||", "packet|out|||DEUE2|",
)  # fmt: skip
"""What is used, in equal parts; the last one only by roaming contracts."""


def contracts(engine: DuckDB, count: int, file: Path) -> None:
    """`count` contracts with one number each; every eighth is a roaming contract."""
    engine.connection.execute(f"""
        COPY (
            SELECT 'C' || lpad(i::VARCHAR, 8, '0') AS contract, 'A' || lpad((i // 2)::VARCHAR, 8, '0') AS account,
                'K' || (i // 2) AS customer, if(i % 8 = 7, 'world-wing', 'ocn-dotphone') AS service,
                if(i % 8 = 7, '090', '050') || lpad(i::VARCHAR, 8, '0') AS number, '' AS plan, '' AS "group",
                '' AS options, DATE '0001-01-01' AS start, DATE '9999-12-31' AS "end", 0::BIGINT AS line
            FROM range({count}) made (i) ORDER BY i
        ) TO {quoted(file)} (FORMAT parquet)""")


def usage(engine: DuckDB, count: int, contracts_count: int, file: Path) -> None:
    """`count` records of June 2015 spread over the contracts, in the shape and order of the lake."""
    listed = ", ".join(quoted(name) for name in CLASSES)
    engine.connection.execute(f"""
        COPY (
            SELECT made.i::VARCHAR AS record_id,
                if(whose % 8 = 7, '090', '050') || lpad(whose::VARCHAR, 8, '0') AS number,
                split_part(usage_class, '|', 1) AS kind, split_part(usage_class, '|', 2) AS direction,
                split_part(usage_class, '|', 3) AS peer, '' AS peer_number, split_part(usage_class, '|', 4) AS country,
                split_part(usage_class, '|', 5) AS partner, '' AS gateway, usage_class,
                TIMESTAMP '2015-06-01' + to_seconds(mixed % 2592000) AS started_at,
                TIMESTAMP '2015-05-31 15:00:00' + to_seconds(mixed % 2592000) AS started_utc,
                (mixed // 7 % 600)::BIGINT AS quantity, 'bench' AS file, made.i AS line
            FROM (
                SELECT i, mixed, whose,
                    if(whose % 8 = 7, 'packet|out|||DEUE2|', [{listed}][1 + (mixed // 11 % 7)::INTEGER]) AS usage_class
                FROM (
                    SELECT i, (hash(i) % 4000000000)::BIGINT AS mixed,
                        (hash(i + 77) % {contracts_count})::BIGINT AS whose
                    FROM range({count}) counted (i)
                ) hashed
            ) made
        ) TO {quoted(file)} (FORMAT parquet)""")
