"""Usage is deleted after its period, by the commands: a carrier with June and July 2015, every figure by hand.

Periods of its book: voice 6 months, packet 2. Use of June: voice is kept through December, packets through August.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import psycopg
import pytest

from tests.cli.carrier import ACCOUNTS, CUSTOMERS, Carrier
from yakkan.clock import today
from yakkan.days import Month
from yakkan.project import place
from yakkan.project.database import NAME
from yakkan.project.postgres import SUPERUSER

CONTRACTS = """contract,account,customer,service,number,plan,group,options,from,until
C1,A1,K1,ocn-dotphone,05099990001,,,,,
C2,A2,K2,ocn-dotphone,05099990002,,,,,
C4,A1,K1,world-wing,09099990004,,,,,
"""
HEAD = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity\n"
CALLER = "0312345678"
# June: two calls of A1, one of A2, one of a number without a contract, two sessions of packets. Record 3 starts on
# 30 June in Japan, record 7 on 1 July (15:00 UTC). A file of one record for July's second delivery.
USAGE = f"""{HEAD}1,05099990001,voice,out,fixed,{CALLER},,,,2015-06-05T10:00:00,181
2,05099990001,voice,out,fixed,{CALLER},,,,2015-06-06T10:00:00,60
3,05099990002,voice,out,fixed,{CALLER},,,,2015-06-30T14:59:59Z,60
4,05099990009,voice,out,mobile,09088887777,,,,2015-06-05T10:00:00,60
5,09099990004,packet,out,,,,DEUE2,,2015-06-10T10:00:00,10
6,09099990004,packet,out,,,,DEUE1,,2015-06-11T10:00:00,10
7,05099990001,voice,out,fixed,{CALLER},,,,2015-06-30T15:00:00Z,60
"""
LATE = f"{HEAD}8,05099990002,voice,out,fixed,{CALLER},,,,2015-06-07T10:00:00,60\n"
TERMS = """retention:
  - {kind: voice, in_force: {from: 1985-04-01}, months: 6, cites: {source: example, clause: 保存期間}}
  - {kind: packet, in_force: {from: 1985-04-01}, months: 2, cites: {source: example, clause: 保存期間}}

billing:
"""
DELIVERED = {"customers": CUSTOMERS, "accounts": ACCOUNTS, "contracts": CONTRACTS, "usage": USAGE}


class Keeper(Carrier):
    """The carrier with June issued."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        carrier = self.book / "carrier.yaml"
        before, after = carrier.read_text(encoding="utf-8").split("retention:")
        carrier.write_text(before + TERMS + after.split("billing:\n")[1], encoding="utf-8")
        self.done("manage", "grant", "clerk", "--create")
        for right in ("expire", "hold"):
            self.done("manage", "grant", "clerk", "--right", right)
        for what, text in DELIVERED.items():
            self.done("load", what, self.write(f"{what}.csv", text))
        self.done("bill", "2015-06", "--confirm", "--as", "clerk")
        (self.run,) = self.runs

    def done(self, *words: str, code: int = 0) -> str:
        done = self(*words)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def expire(self, day: str, *more: str, code: int = 0) -> list[str]:
        words = more or ("--as", "clerk")
        return [line.strip() for line in self.done("expire", "--on", day, *words, code=code).splitlines()[1:]]

    @property
    def lake(self) -> Path:
        return self.data / "lake"

    def ids(self) -> list[str]:
        """The record ids that the lake's files of usage hold, whatever they are called."""
        files = [str(file) for file in self.lake.rglob("*.parquet") if file.name != "keys.parquet"]
        rows = duckdb.execute("SELECT record_id FROM read_parquet($1, hive_partitioning=false)", [files]).fetchall()
        return sorted(row[0] for row in rows) if files else []

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A command that runs beside others."""
        options = ["--data", str(self.data), "--book", str(self.book)]
        main = "import sys; from yakkan.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", main, words[0], *options, *words[1:]]
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)

    def database(self, statement: str) -> list[tuple]:
        """What the running database says as its superuser, who may change what is append-only."""
        socket = str(place.find(self.data).socket)
        with psycopg.connect(host=socket, user=SUPERUSER, dbname=NAME) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    return Keeper(tmp_path_factory.mktemp("keeper"))


DELETIONS = "SELECT month, kind, records, day::text, who FROM billing_usagedeletion ORDER BY id"


def test_the_life_of_a_month(keeper: Keeper) -> None:
    # 31 August: nothing is over. 1 September: packets of June, 2 months after it.
    assert keeper.expire("2015-08-31") == ["there is none."]
    assert keeper.expire("2015-09-01", "--dry-run") == ["2015-06 packet: 2 deleted"]
    assert keeper.ids() == ["1", "2", "3", "4", "5", "6", "7"]

    # Packets of DEUE2 are held: the other session goes.
    hold = ("hold", "place", "--from", "2015-05", "--until", "2015-06", "--kind", "packet", "--partner", "DEUE2")
    placed = keeper.done(*hold, "--why", "DEUE2の誤課金を調査中", "--as", "clerk")
    assert "2015-05 to 2015-06 (packet, DEUE2)" in placed and "DEUE2の誤課金を調査中" in placed
    number = placed.split("hold ")[1].split(":")[0]
    first = keeper.expire("2015-09-01")
    assert first[:2] == ["2015-06 packet: 1 deleted", "2015-06 packet: 1 left, because they are held"]
    assert first[2].startswith(f"hold {number}: 2015-05 to 2015-06 (packet, DEUE2)")
    assert keeper.ids() == ["1", "2", "3", "4", "5", "7"]
    assert keeper.database(DELETIONS) == [("2015-06", "packet", 1, "2015-09-01", "clerk")]

    # The last day on which voice of June is kept, and the first on which it goes. The number without a contract was
    # never billed. Record 7 is of July, which nobody has billed.
    keeper.done("hold", "release", number, "--why", "調査終了", "--as", "clerk")
    assert keeper.expire("2015-12-31") == ["2015-06 packet: 1 deleted"]
    assert keeper.ids() == ["1", "2", "3", "4", "7"]
    assert keeper.expire("2016-01-01") == [
        "2015-06 voice: 3 deleted",
        "2015-06 voice: 1 left, because their account's month is not billed as a whole",
    ]
    assert keeper.ids() == ["4", "7"]
    assert keeper.expire("2016-02-01") == [
        "2015-06 voice: 1 left, because their account's month is not billed as a whole",
        "2015-07 voice: 1 left, because their account's month is not billed as a whole",
    ]
    deleted = [("2015-06", "packet", 1), ("2015-06", "packet", 1), ("2015-06", "voice", 3)]
    assert [row[:3] for row in keeper.database(DELETIONS)] == deleted

    # The same records again: known by their keys, although their usage is gone. Same bytes: the file itself is known.
    again = keeper.write("again.csv", USAGE + "9,05099990001,voice,out,fixed,,,,,2015-07-02T10:00:00,60\n")
    assert "received 8 = accepted 1 + quarantined 0 + duplicate 7" in keeper.done("load", "usage", again)

    # The run can no longer be worked out; its own files are still compared.
    verified = keeper("verify", keeper.run)
    assert verified.returncode == 2
    assert "deleted on 2015-09-01" in verified.stderr and "agree with the hashes" in verified.stderr
    lines = keeper.data / "runs" / keeper.run / "lines.parquet"
    before = lines.read_bytes()
    lines.write_bytes(before + b"x")
    assert keeper("verify", keeper.run).returncode == 1
    lines.write_bytes(before)

    # The bill, its lines and the statistics of its numbers stay, and July is billed as ever.
    assert "Calls to fixed lines: 24 yen" in keeper.done("explain", "A1-2015-06")
    assert "bills 2" in keeper.done("bill", "2015-07", "--confirm", "--as", "clerk")
    note = keeper.done("bill", "2015-06")
    assert "deleted after its retention period" in note
    cost = keeper.done("cost", "2015-06", "2015-07-01", "--out", str(keeper.folder / "cost"))
    assert "deleted after its retention period" in cost
    keeper.done("manage", "staff", "chie", "clerk", "--email", "chie@staff.example")
    words = ("--issued", "2015-06", "2015-06", "--as", "chie", "--out", str(keeper.folder / "audit"))
    assert "some usage of 2015-06 was deleted after its retention period" in keeper.done("audit", *words)
    # July's usage, loaded in two files, was billed by one run: both go.
    assert "2015-07 voice: 2 deleted" in keeper.expire("2016-02-01")

    # The caller stands in no file any more. Parquet is packed, so each column of each file is looked at.
    assert texts_with(keeper.data, CALLER) == []
    assert keeper.database("SELECT count(*) FROM records_auditevent WHERE details LIKE '%" + CALLER + "%'") == [(0,)]


def texts_with(data: Path, text: str) -> list[str]:
    """The files under a data folder (but for the server's own) that hold a text."""
    found = []
    for file in data.rglob("*"):
        if not file.is_file() or file.is_relative_to(data / "postgres"):
            continue
        if file.suffix == ".parquet":
            rows = duckdb.execute("SELECT * FROM read_parquet($1, hive_partitioning=false)", [str(file)]).fetchall()
            held = any(text in str(value) for row in rows for value in row)
        else:
            held = text.encode() in file.read_bytes()
        if held:
            found.append(str(file))
    return found


def test_who_may_and_when(keeper: Keeper) -> None:
    for words, said in (
        (("expire",), "--as USER"),
        (("expire", "--as", "stranger"), "grant stranger --create --right expire"),
        (("expire", "--on", "2999-01-01", "--as", "clerk"), "--dry-run"),
        (("hold", "release", "999", "--why", "x", "--as", "clerk"), "no hold 999"),
        (("hold", "place", "--from", "2015-07", "--until", "2015-06", "--why", "x", "--as", "clerk"), "before"),
        (("hold", "place", "--from", "2015-06", "--until", "2015-06", "--why", " ", "--as", "clerk"), "--why"),
        (("hold", "place", "--from", "2015-06", "--until", "2015-06", "--why", "x", "--as", "nobody"), "--right hold"),
        (("explain", "A1-2015-06", "--as-user", "nobody"), "no user nobody"),
    ):
        refused = keeper(*words)
        assert (refused.returncode, said in refused.stderr, refused.stdout) == (2, True, ""), (words, refused)


def test_each_look_at_usage_is_on_record_before_it_is_shown(keeper: Keeper) -> None:
    count = "SELECT count(*) FROM records_auditevent WHERE what = 'look at usage'"
    ((before,),) = keeper.database(count)
    keeper.done("explain", "A2-2015-06")
    keeper.done("explain", "A2-2015-06", "1", "--as-user", "clerk")
    keeper.done("explain", "A2-2015-06", "--run", keeper.run)
    assert keeper("explain", "A9-2015-06").returncode == 2
    trail = keeper.done("trail", "A2").splitlines()
    assert [line.split("look at usage  ")[1] for line in trail if "look at usage" in line] == [
        "bill A2-2015-06",
        "bill A2-2015-06, line 1, as clerk",
        f"bill A2-2015-06, of {keeper.data / 'runs' / keeper.run}",
    ]
    assert keeper.database(count) == [(before + 3,)]
    assert "nothing on record" in keeper.done("trail", "A9")


def test_a_kind_without_a_period_is_named_and_stays(another: Keeper) -> None:
    keeper = another
    carrier = keeper.book / "carrier.yaml"
    text = carrier.read_text(encoding="utf-8")
    carrier.write_text(
        text.replace("kind: packet, in_force: {from: 1985-04-01}", "kind: sms, in_force: {from: 2020-01-01}")
    )
    # What the run could not rate is not known: nothing that it billed goes.
    listed = keeper.data / "runs" / keeper.run / "quarantine.csv"
    listed.rename(listed.with_name("away"))
    said = keeper.expire("2016-01-01", code=1)
    assert said[0] == "2015-06 voice: 4 left, because their account's month is not billed as a whole"
    assert said[1].startswith(f"quarantine.csv of the run {keeper.run} is lost")
    listed.with_name("away").rename(listed)

    said = keeper.expire("2016-01-01", code=1)
    assert "2015-06 voice: 3 deleted" in said
    assert said[-1].startswith("2015-06 packet: the book does not say how long")
    assert keeper.ids() == ["4", "5", "6", "7"]

    # Late usage of a month whose usage is gone is taken in; not billed, it stays.
    keeper.done("load", "usage", keeper.write("late.csv", LATE))
    assert keeper.ids() == ["4", "5", "6", "7", "8"]
    assert "2015-06 voice: 2 left, because their account's month is not billed as a whole" in keeper.expire(
        "2016-01-01", code=1
    )


def test_an_account_that_is_not_settled_keeps_its_month_and_its_plan_mates(another: Keeper) -> None:
    keeper = another
    head = CONTRACTS.splitlines(keepends=True)[0]
    planned = [f"C{n},A{n},K{n},ocn-dotphone,0509999000{n},P1,,,,\n" for n in (1, 2)]
    keeper.done("load", "contracts", keeper.write("plan.csv", head + "".join(planned)))
    # Record 8 of A2 comes after the bills: A2's month is open, and so is A1's, whose discount is worked out with A2's.
    keeper.done("load", "usage", keeper.write("late.csv", LATE))
    assert (
        keeper.expire("2016-01-01")
        == [
            "2015-06 packet: 2 left, because their account's month is not billed as a whole",
            "2015-06 voice: 5 left, because their account's month is not billed as a whole",
            "2015-07 packet: 0 left" if False else "",
        ][:2]
    )
    assert len(keeper.ids()) == 8


def lake_and_rows(keeper: Keeper) -> tuple:
    """All that a deletion leaves: the bytes of the lake and its rows."""
    files = {str(file.relative_to(keeper.lake)): file.read_bytes() for file in keeper.lake.rglob("*") if file.is_file()}
    return files, keeper.database(DELETIONS)


# The process is ended for good, as by a kill, before or after the nth call of a function that a deletion makes.
KILL = """
import os, sys
from functools import reduce
from importlib import import_module
from pathlib import Path
from yakkan import cli
from yakkan.project import state

data, module, name, nth, when = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
with state.open(data):
    *owners, last = name.split(".")
    owner = reduce(getattr, owners, import_module(f"yakkan.{module}"))
    called, calls = getattr(owner, last), []

    def ending(*words, **named):
        calls.append(1)
        if (when, len(calls)) == ("before", nth):
            os.kill(os.getpid(), 9)
        answer = called(*words, **named)
        if (when, len(calls)) == ("after", nth):
            os.kill(os.getpid(), 9)
        return answer

    setattr(owner, last, ending)
    sys.exit(cli.main(sys.argv[6:]))
"""
STEPS = [
    ("engines.lake", "rename", 1, "before"),  # the file of what is left is written, and has no name yet
    ("apps.billing.actions.expire_usage", "_Expiry._commit", 1, "after"),
    ("apps.billing.actions.expire_usage", "_Expiry.decide", 1, "after"),  # all is decided, and not committed
    ("runs.delivery_folder", "settle", 2, "before"),  # committed
    ("engines.lake", "replace", 1, "after"),  # deleted.json says so, months.json not yet
    ("engines.lake", "replace", 2, "after"),  # both do, the old file is there
    ("runs.delivery_folder", "_keep_only", 3, "after"),  # one month's old file is gone
]


@pytest.fixture(scope="module")
def billed(tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    """A carrier like the first, for many deletions each of which starts from the same lake and rows."""
    return Keeper(tmp_path_factory.mktemp("billed"))


@pytest.fixture
def another(tmp_path: Path) -> Keeper:
    """A carrier for one test."""
    return Keeper(tmp_path)


def restored(keeper: Keeper, kept: Path) -> None:
    """The lake as it was, and no deletion."""
    shutil.rmtree(keeper.lake)
    shutil.copytree(kept, keeper.lake)
    keeper.database("SET session_replication_role = replica; DELETE FROM billing_usagedeletion")


def test_a_deletion_killed_anywhere_is_carried_out_by_the_next(billed: Keeper, tmp_path: Path) -> None:
    """Between the two a run works on what counts: all of it or what is left of it, and never misses anything."""
    kept = tmp_path / "kept"
    shutil.copytree(billed.lake, kept)
    billed.expire("2016-01-01")
    expected = lake_and_rows(billed)
    assert billed.ids() == ["4", "7"]
    for module, name, nth, when in STEPS:
        restored(billed, kept)
        options = ["--data", str(billed.data), "--book", str(billed.book), "--on", "2016-01-01", "--as", "clerk"]
        command = [sys.executable, "-c", KILL, str(billed.data), module, name, str(nth), when, "expire", *options]
        killed = subprocess.run(command, capture_output=True, text=True)
        assert killed.returncode == -9, (name, nth, when, killed)
        billed.done("bill", "2015-06")
        billed.expire("2016-01-01")
        assert lake_and_rows(billed) == expected, (name, nth, when)
    # An old backup of the lake is put back: what was deleted is deleted again.
    shutil.rmtree(billed.lake)
    shutil.copytree(kept, billed.lake)
    assert "2015-06 voice: 3 deleted" in billed.expire("2016-01-01")
    assert billed.ids() == ["4", "7"]
    restored(billed, kept)


def test_a_full_disk_leaves_everything_as_it_was(billed: Keeper) -> None:
    before = lake_and_rows(billed)
    full = billed("expire", "--on", "2016-01-01", "--as", "clerk", before=limited)
    assert (full.returncode, "Traceback" in full.stderr) == (2, False)
    assert lake_and_rows(billed) == before


def limited() -> None:
    """No file may grow beyond 512 bytes: less than a file of usage, more than a line of text."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))


def test_two_deletions_and_a_load_at_once(billed: Keeper) -> None:
    late = billed.write("late.csv", LATE)
    jobs = [
        billed.start("expire", "--on", "2016-01-01", "--as", "clerk"),
        billed.start("load", "usage", late),
        billed.start("expire", "--on", "2016-01-01", "--as", "clerk"),
    ]
    said = [job.communicate()[0] for job in jobs]
    assert [job.returncode for job in jobs] == [0, 0, 0], said
    # Whoever is first deletes, of A1 all and of A2 what it had if the late record was not there yet.
    assert "accepted 1" in said[1]
    gone = sum(records for _, _, records, _, _ in billed.database(DELETIONS))
    assert gone == 7 + 1 - len(billed.ids())
    assert billed.ids() in (["4", "7", "8"], ["3", "4", "7", "8"])
    billed.done("bill", "2015-06")


def test_the_detail_of_quarantined_records_goes_after_the_longest_period(billed: Keeper) -> None:
    """Voice is kept longest, 6 months after the month; these records came in this month."""
    bad = f"{HEAD}20,05099990001,voice,out,fixed,{CALLER},,,,yesterday,60\n"
    bad += "21,,voice,out,fixed,,,,,2015-06-05T10:00:00,60\n"
    billed.done("load", "usage", billed.write("bad.csv", bad))
    month = Month.of(today())
    over = f"{month} detail of records quarantined on receipt: 2"
    assert not [line for line in billed.expire(str(month.after(6).last), "--dry-run") if over in line]
    assert f"{over} deleted" in billed.expire(str(month.after(7).first), "--dry-run")
    hold = ("hold", "place", "--from", str(month), "--until", str(month), "--kind", "sms")
    billed.done(*hold, "--why", "調査中", "--as", "clerk")
    assert f"{over} left, because they are held" in billed.expire(str(month.after(7).first), "--dry-run")
