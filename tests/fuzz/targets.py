"""The readers, each with the sound files that its damaged ones are made of."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tests.fuzz import judges

DATA = judges.ROOT / "tests" / "data"
TWINS = DATA / "twins"
CANONICAL = b"""\
record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity
R1,05011110001,voice,out,fixed,,,,,2015-06-05T10:00:00,180
R2,05011110001,voice,in,,09012345678,,,,2015-06-05T10:00:00+09:00,61
R3,09011110001,packet,,,,,DEUE2,,2008-03-24 12:00:00,75
"R4",05011110001,voice,out,international,01012125551234,US,,,2015-06-30T14:59:59Z,60
"""
TABLES = {
    "customers": """\
customer,name,kana,language,email,postal_code,address
K1,山田,,ja,a@example.jp,,
K2,"A, B",,,,,
""".encode(),
    "accounts": b"account,customer,method,delivery\nA1,K1,direct_debit,web\nA2,K2,,\n",
    "contracts": (TWINS / "contracts.csv").read_bytes(),
}
FILES = {
    "canonical": [CANONICAL],
    "asterisk": [(TWINS / "asterisk.csv").read_bytes()],
    "asterisk-18": [(TWINS / "asterisk-18.csv").read_bytes()],
    "freeswitch": [(TWINS / "freeswitch.csv").read_bytes()],
    "kamailio": [(TWINS / "kamailio.csv").read_bytes(), (DATA / "acc_cdrs.kamailio-5.6.3-sqlite.csv").read_bytes()],
    "kamailio-sqlite": [(TWINS / "kamailio-sqlite.sql").read_bytes()],
    "kamailio-mysql": [(TWINS / "kamailio-mysql.sql").read_bytes()],
    "kamailio-postgresql": [
        (TWINS / "kamailio-postgresql.sql").read_bytes(),
        (TWINS / "kamailio-postgresql-inserts.sql").read_bytes(),
    ],
    "radius": [(TWINS / "radius.detail").read_bytes(), (DATA / "detail.freeradius-3.2.1").read_bytes()],
    "roaming-partner": [(TWINS / "roaming-partner.csv").read_bytes()],
    "wholesale-partner": [(TWINS / "wholesale-partner.csv").read_bytes()],
}
READ = ("asterisk", "wholesale-partner", "radius", "kamailio-sqlite", "kamailio-mysql", "kamailio-postgresql")
QUICK = 8
TERMS = ("carrier.yaml", "sources.yaml", "terms/world-wing.yaml", "terms/shared/incoming-call.yaml")


@dataclass(frozen=True)
class Target:
    """A reader under test."""

    name: str
    judge: judges.Judge
    files: list[bytes]
    times: int = 1  # so often for once of the others: it is quick


def targets() -> list[Target]:
    """Every reader."""
    found = [Target(f"usage:{name}", judges.usage_of(name), files) for name, files in FILES.items()]
    found += [
        Target(f"read:{name}", judges.read_by(name), files, QUICK) for name, files in FILES.items() if name in READ
    ]
    found.append(Target("usage:parquet", judges.usage_of("canonical"), [_parquet()], QUICK))
    found += [Target(f"table:{which}", judges.table(which), [content], QUICK) for which, content in TABLES.items()]
    for name in ("asterisk", "radius", "wholesale-partner", "kamailio-mysql"):
        (twin,) = TWINS.glob(f"{name}.*")
        found.append(Target(f"format:{name}", judges.mapping_file(name, twin), [_of_the_book(f"formats/{name}.yaml")]))
    found += [Target(f"book:{name}", judges.terms_file(name), [_of_the_book(name)], QUICK) for name in TERMS]
    shapes = sorted((judges.BOOK / "cases" / "clause-shapes").glob("*.yaml"))
    found.append(Target("case", judges.case_file, [file.read_bytes() for file in shapes]))
    return found


def _of_the_book(name: str) -> bytes:
    return (judges.BOOK / name).read_bytes()


def _parquet() -> bytes:
    """The canonical file as Parquet, uncompressed so that a changed byte is a changed value."""
    with TemporaryDirectory() as folder:
        csv, file = Path(folder) / "usage.csv", Path(folder) / "usage.parquet"
        csv.write_bytes(CANONICAL)
        duckdb.sql(
            f"COPY (FROM read_csv('{csv}', all_varchar=true)) TO '{file}' (FORMAT parquet, COMPRESSION uncompressed)"
        )
        return file.read_bytes()
