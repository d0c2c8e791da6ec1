"""Counts the records of the twins a second time, by Python's csv and sqlite3 and plain text alone: nothing of yakkan.

A twin is a file as its system writes it, with numbers that are invented and ours, of a month that the example book
can rate. What counts as one call, as none, or as a second record is written here anew for each system.
"""

import csv
import io
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

OURS = {"05011110001", "05011110002", "09011110001", "09011110002"}


class Counts(NamedTuple):
    """What becomes of the rows of a file."""

    rows: int
    no_call: int
    further_rows: int
    second_records: int
    accepted: int
    quarantined: int
    duplicate: int


class Call(NamedTuple):
    """A call of a file: what tells it from others, what it says, and the rows it takes."""

    key: str
    says: object
    numbers: tuple[str, ...]
    answered: bool
    rows: int = 1


def counted(calls: Sequence[Call]) -> Counts:
    """Each of our numbers in an answered call has a record; a key that comes again is a duplicate or another's."""
    no_call = further = second = accepted = quarantined = duplicate = 0
    seen: dict[tuple[str, str], object] = {}
    for call in calls:
        if not call.answered:
            no_call += call.rows
            continue
        further += call.rows - 1
        sides = [number for number in call.numbers if number in OURS]
        quarantined += not sides
        second += max(len(sides) - 1, 0)
        for side in sides:
            before = seen.setdefault((call.key, side), call.says)
            if before is call.says:
                accepted += 1
            elif before == call.says:
                duplicate += 1
            else:
                quarantined += 1
    rows = sum(call.rows for call in calls)
    return Counts(rows, no_call, further, second, accepted, quarantined, duplicate)


def at_home(number: str) -> str:
    """+81 3 1234 5678 is 0312345678."""
    for prefix in ("+81", "81"):
        if number.startswith(prefix):
            return "0" + number[len(prefix) :]
    return number


def text_rows(file: Path, encoding: str = "utf-8") -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(file.read_text(encoding, errors="replace"))) if row]


def asterisk(file: Path) -> list[Call]:
    """Rows that share linkedid (column 20) are one call; without linkedid each row is."""
    calls = defaultdict(list)
    for place, row in enumerate(text_rows(file)):
        calls[row[19] if len(row) == 21 else place].append(row)
    return [
        Call(
            str(key),
            object(),
            (rows[0][1], rows[0][2]),
            any(r[14] == "ANSWERED" and r[13] != "0" for r in rows),
            len(rows),
        )
        for key, rows in calls.items()
    ]


def freeswitch(file: Path) -> list[Call]:
    return [
        Call(
            row[10],
            [row[1], row[2], row[5], row[8]],
            (at_home(row[1]), at_home(row[2])),
            row[5] != "" and row[8] != "0",
        )
        for row in text_rows(file)
    ]


def cdrs(rows: Iterable[Sequence[object]]) -> list[Call]:
    """Rows of acc_cdrs: id, start_time, end_time, duration, src_user, dst_user, callid."""
    return [
        Call(callid, said, (at_home(said[3]), at_home(said[4])), float(said[2]) > 0)
        for _, *said, callid in ([str(text) for text in row] for row in rows)
    ]


def of_sqlite(text: str) -> list[Call]:
    """The dump run by SQLite itself."""
    database = sqlite3.connect(":memory:")
    database.executescript(text)
    return cdrs(database.execute("SELECT * FROM acc_cdrs"))


def of_mysql(text: str) -> list[Call]:
    """Each INSERT cut at its brackets; within, MySQL's quotes are CSV with a backslash."""
    insert = "INSERT INTO `acc_cdrs` VALUES ("
    found = [line.removeprefix(insert).removesuffix(");") for line in text.splitlines() if line.startswith(insert)]
    tuples = [one for line in found for one in line.split("),(")]
    return cdrs(csv.reader(tuples, quotechar="'", escapechar="\\", doublequote=False))


def of_copy(text: str) -> list[Call]:
    """The lines between COPY and its end."""
    copied = text.partition("FROM stdin;\n")[2].partition("\n\\.\n")[0]
    return cdrs([field.replace("\\\\", "\\") for field in line.split("\t")] for line in copied.split("\n"))


def of_inserts(text: str) -> list[Call]:
    """The INSERT statements run by SQLite."""
    inserts = [line for line in text.splitlines() if line.startswith("INSERT INTO public.acc_cdrs VALUES (")]
    assert inserts.pop() == "INSERT INTO public.acc_cdrs VALUES (1,2,3,4,5,6,7);');"  # a string of another table
    create = "CREATE TABLE acc_cdrs (id, start_time, end_time, duration, src_user, dst_user, callid);\n"
    return of_sqlite(create + "\n".join(inserts).replace("public.", ""))


def radius(file: Path) -> list[Call]:
    """Blocks of one server and session id are one session; a session of which nobody reported use is none."""
    sessions = defaultdict(list)
    for block in file.read_text().strip().split("\n\n"):
        said = dict(line.strip().split(" = ", 1) for line in block.splitlines()[1:])
        sessions[said["NAS-IP-Address"] + said["Acct-Session-Id"]].append(said)
    return [
        Call(
            key,
            object(),
            (blocks[0]["User-Name"].strip('"').partition("@")[0],),
            any(block["Acct-Status-Type"] in ("Interim-Update", "Stop") for block in blocks),
            len(blocks),
        )
        for key, blocks in sessions.items()
    ]


def roaming(file: Path) -> list[Call]:
    rows = csv.DictReader(io.StringIO(file.read_text("utf-8")))
    return [
        Call(row["事業者コード"] + row["明細番号"], row["開始日時"], (at_home(row["電話番号"]),), True) for row in rows
    ]


def wholesale(file: Path) -> list[Call]:
    rows = csv.DictReader(io.StringIO(file.read_bytes().decode("cp932")))
    return [
        Call(row["明細通番"], row["利用開始時刻"], (at_home(row["回線番号"]),), row["利用種別"] not in ("小計", "合計"))
        for row in rows
    ]


def by_text(count: Callable[[str], list[Call]]) -> Callable[[Path], list[Call]]:
    return lambda file: count(file.read_text("utf-8"))


CALLS: dict[str, Callable[[Path], list[Call]]] = {
    "asterisk": asterisk,
    "asterisk-16": asterisk,
    "asterisk-17": asterisk,
    "asterisk-18": asterisk,
    "freeswitch": freeswitch,
    "kamailio": lambda file: cdrs(text_rows(file)[1:]),
    "kamailio-sqlite": by_text(of_sqlite),
    "kamailio-mysql": by_text(of_mysql),
    "kamailio-postgresql": by_text(of_copy),
    "kamailio-postgresql-inserts": by_text(of_inserts),
    "radius": radius,
    "roaming-partner": roaming,
    "wholesale-partner": wholesale,
}
"""The calls of a twin, by its name."""
