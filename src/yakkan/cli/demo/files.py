"""The input files of the demo, the same each time, for nothing here asks a clock.

Some of what is delivered is wrong, as it is in life: records that no terms price, that cannot be read, that come twice
or late.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from yakkan.cli.demo import people, usage
from yakkan.cli.demo.people import LAST, Register, Row, Size, register
from yakkan.cli.demo.usage import EXCHANGE_FILE, LATE_FILE, ROAMING_FILE
from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted
from yakkan.messages import Refused
from yakkan.usage import FIELDS

CUSTOMERS_FILE, ACCOUNTS_FILE, CONTRACTS_FILE = "customers.csv", "accounts.csv", "contracts.csv"
LATER_CONTRACTS_FILE = f"contracts-{LAST}.csv"
_SIZE_FILE = "size"
_LEAST_CUSTOMERS, _MONTHS = 20, range(3, 13)
_DELIVERED = f"""
    SELECT {", ".join(FIELDS)}, file, nth FROM (
        SELECT * REPLACE (if(told_by_number, '', peer) AS peer, if(told_by_number, '', country) AS country)
        FROM (SELECT *, peer_number <> '' AND peer NOT IN ('ip-fixed', 'phs') AS told_by_number FROM records)
    )
"""
"""Without the peer where its number tells it: that is for the loader to find."""
_EXCHANGE = """
    SELECT '' AS accountcode, caller, called, if(direction = 'in', 'from-interconnect', 'from-subscribers') AS context,
        '"" <' || caller || '>' AS clid,
        if(direction = 'in', 'PJSIP/interconnect-', 'PJSIP/subscriber-') || to_hex(leg) AS channel,
        if(direction = 'out', 'PJSIP/interconnect-', 'PJSIP/subscriber-') || to_hex(leg) AS dstchannel,
        'Dial' AS lastapp, 'PJSIP/' || called || ',30' AS lastdata, came, coalesce(answered::VARCHAR, '') AS answer,
        ended, date_diff('second', came, ended) AS duration,
        coalesce(date_diff('second', answered, ended), 0) AS billsec, how, 'DOCUMENTATION' AS amaflags,
        linked.split_part('.', 1) || '.' || leg AS uniqueid, '' AS userfield, '' AS peeraccount, linked, leg AS sequence
    FROM (
        SELECT *, row_number() OVER (ORDER BY nth, place) - 1 AS leg FROM (
            SELECT direction, nth, linked, unnest(range(len(legs))) AS place, unnest(legs, recursive := true),
                if(direction = 'in', coalesce(nullif(other, ''), 'anonymous'), number) AS caller,
                if(direction = 'in', number, other) AS called
            FROM (
                SELECT *, (epoch(rang)::BIGINT - 32400) || '.' || nth AS linked,
                    CASE WHEN quantity = 0 THEN
                            [{{came: rang, answered: NULL, ended: began,
                                how: ['NO ANSWER', 'NO ANSWER', 'BUSY', 'FAILED'][1 + draw % 4]}}]
                        WHEN direction = 'in' AND draw // 4 % 100 < 15 THEN
                            [{{came: rang, answered: NULL, ended: began, how: 'NO ANSWER'}},
                            {{came: rang, answered: NULL, ended: began, how: 'NO ANSWER'}},
                            {{came: rang, answered: began, ended: done, how: 'ANSWERED'}}]
                        WHEN quantity > 1 AND draw // 4 % 100 > 96 THEN
                            [{{came: rang, answered: began, ended: handed_on, how: 'ANSWERED'}},
                            {{came: handed_on, answered: handed_on, ended: done, how: 'ANSWERED'}}]
                        ELSE [{{came: rang, answered: began, ended: done, how: 'ANSWERED'}}] END AS legs
                FROM (
                    SELECT *, began - to_seconds(2 + draw // 1024 % 24) AS rang, began + to_seconds(quantity) AS done,
                        began + to_seconds(1 + draw // 65536 % greatest(quantity - 1, 1)) AS handed_on
                    FROM (
                        SELECT *, (md5_number_lower('leg ' || drawn_for) >> 1)::BIGINT AS draw
                        FROM numbered WHERE file = '{file}'
                    )
                )
            )
        )
    ) ORDER BY leg
"""
"""How an exchange writes calls: a row a leg. A call may ring at three telephones, or be handed on to a colleague."""
_ROAMING = """
    SELECT name AS "明細番号", '81' || number[2:] AS "電話番号",
        CASE what WHEN 'packet' THEN 'パケット' WHEN 'forwarded' THEN '転送' WHEN 'received' THEN '着信'
            ELSE 'テレビ電話着信' END AS "種別",
        partner AS "事業者コード", began AS "開始日時", if(what = 'packet', quantity, NULL) AS "パケット数",
        if(what = 'packet', NULL, quantity) AS "秒数", '' AS "備考"
    FROM abroad ORDER BY began, number, partner, name
"""


@dataclass(frozen=True)
class World:
    """The people of a world, and an engine that holds what they did."""

    size: Size
    people: Register
    engine: DuckDB


Writer = Callable[[World, str, Path], None]


def invent(size: Size) -> World:
    """Everything, drawn by hash and from a fixed seed."""
    made, engine = register(size), DuckDB()
    usage.draw(engine, made, size)
    return World(size, made, engine)


def usage_files(size: Size) -> list[str]:
    """The monthly files in the canonical form."""
    return [f"usage-{month}.csv" for month in size.all_months()]


def size_of(folder: Path, customers: int | None, months: int | None) -> Size:
    """The size of the world whose files are in `folder`, else the one that is asked for.

    Refused where another is there than is asked for, and for a world too small for all of whom the demo tells.
    """
    asked = Size(customers or Size.customers, months or Size.months)
    file = folder / _SIZE_FILE
    found = Size(**json.loads(file.read_text(encoding="ascii"))) if file.exists() else asked
    if (customers or found.customers, months or found.months) != (found.customers, found.months):
        raise Refused("demo.other_size", str(folder), values=asdict(found))
    if found.customers < _LEAST_CUSTOMERS or found.months not in _MONTHS:
        raise Refused("demo.too_small")
    return found


def write(size: Size, folder: Path) -> None:
    """Writes the files that are not there, each aside and then renamed: one that is there is whole, and stays."""
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / _SIZE_FILE).write_text(json.dumps(asdict(size)), encoding="ascii")
    writers = {**_PEOPLE, **_OTHERS, **dict.fromkeys(usage_files(size), _monthly)}
    missing = [name for name in writers if not (folder / name).exists()]
    world = invent(size) if missing else None
    for name in missing:
        aside = folder / f"{name}.new"
        writers[name](world, name, aside)
        aside.rename(folder / name)


def _people(rows: Callable[[Register], Iterable[Row]]) -> Writer:
    """What writes rows of people."""

    def write(world: World, _: str, file: Path) -> None:
        kept, text = list(rows(world.people)), io.StringIO()
        writer = csv.DictWriter(text, list(kept[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
        file.write_text(text.getvalue(), encoding="utf-8", newline="")

    return write


def _delivered(world: World, name: str, file: Path) -> None:
    query = f"SELECT * EXCLUDE (file, nth) FROM ({_DELIVERED}) WHERE file = '{name}' ORDER BY nth, direction DESC"
    _query(world, query, file)


def _monthly(world: World, name: str, file: Path) -> None:
    """A month's records, and what is wrong with a delivery: bad records in the first; one twice, one contradicted."""
    _delivered(world, name, file)
    months = usage_files(world.size)
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        first, second = next(rows), next(rows)
    if name == months[0]:
        wrong = [{**first, "record_id": f"{name[:-4]}-x1", "quantity": "3m20s"}]
        wrong += [{**first, "record_id": f"{name[:-4]}-x2", "number": ""}]
    else:
        wrong = [first, {**second, "quantity": "7200"}] if name == months[1] else []
    with file.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, FIELDS, lineterminator="\n").writerows(wrong)


def _exchange(world: World, name: str, file: Path) -> None:
    _query(world, _EXCHANGE.format(file=name), file, header=False)


def _roaming(world: World, _: str, file: Path) -> None:
    """The partners' statement, and one record of a kind that its format lacks."""
    _query(world, _ROAMING, file)
    number = f"81{world.people.number_of(people.ABROAD)[1:]}"
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"900001,{number},SMS,DEUE2,{LAST}-28 12:00:00,,1,\n")


def _query(world: World, query: str, file: Path, *, header: bool = True) -> None:
    quoting = "" if header else ", QUOTE '\"', FORCE_QUOTE *"
    world.engine.connection.execute(f"COPY ({query}) TO {quoted(file)} (FORMAT csv, HEADER {header}{quoting})")


_PEOPLE: dict[str, Writer] = {
    CUSTOMERS_FILE: _people(lambda people: people.customers),
    ACCOUNTS_FILE: _people(lambda people: people.accounts),
    CONTRACTS_FILE: _people(lambda people: people.contracts),
    LATER_CONTRACTS_FILE: _people(lambda people: people.later_contracts),
}
_OTHERS: dict[str, Writer] = {EXCHANGE_FILE: _exchange, ROAMING_FILE: _roaming, LATE_FILE: _delivered}
PEOPLE_FILES, OTHER_FILES = tuple(_PEOPLE), tuple(_OTHERS)
"""The files beside those of the months."""
