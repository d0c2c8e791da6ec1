"""A small carrier whose billing team works by the commands: its files, its data folder, what each command said.

Its PostgreSQL runs as long as it is there. The first one of a process is made by the command, as anybody's is; the
others begin with a copy of it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from tests.crash.forks import Call, Forks
from yakkan.project import place
from yakkan.project.postgres import Server
from yakkan.project.state import make_private

BOOK = Path(__file__).parents[2] / "book"

CUSTOMERS = """customer,name,kana,language,email,postal_code,address
K1,例示 花子,レイジ ハナコ,ja,hanako@mail.example,100-0000,東京都例示区1-2-3
K2,Ray Example,,en,ray@mail.example,100-0000,1-2-3 Reiji-ku
"""
ACCOUNTS = """account,customer,method,delivery
A1,K1,,
A2,K2,bill,web
A3,K2,bill,web
"""
CONTRACTS = """contract,account,customer,service,number,plan,group,options,from,until
C1,A1,K1,ocn-dotphone,05099990001,,,,,
C2,A2,K2,ocn-dotphone,05099990002,,,,2015-06-21,
C3,A3,K2,no-such-service,05099990003,,,,,
"""
USAGE = """record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity
1,05099990001,voice,out,fixed,0399990001,,,,2015-06-05T10:00:00,181
2,05099990001,voice,in,mobile,09099990001,,,,2015-06-05T11:00:00,3660
3,05099990001,voice,out,international,,US,,,2015-06-30T14:59:59Z,61
4,05099990002,voice,out,mobile,,,,,2015-06-21T00:00:00,60
5,05099990002,voice,out,mobile,,,,,2015-06-20T23:59:59,60
6,05099990009,voice,out,mobile,,,,,2015-06-05T10:00:00,60
7,05099990001,voice,out,fixed,,,,,2015-06-30T15:00:00Z,60
1,05099990001,voice,out,fixed,0399990001,,,,2015-06-05T10:00:00,181
1,05099990001,voice,out,fixed,0399990001,,,,2015-06-05T10:00:00,999
"""
DELIVERED = {"customers": CUSTOMERS, "accounts": ACCOUNTS, "contracts": CONTRACTS, "usage": USAGE}


@cache
def _forks() -> Forks:
    """The process that commands are forked from: it has imported everything once, and ends with this one."""
    return Forks()


@cache
def _made() -> tempfile.TemporaryDirectory[str]:
    """A folder with the secrets and the cluster of a data folder that was just made, its server at rest."""
    kept = tempfile.TemporaryDirectory()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        done = _forks().run(Call(["manage", "--data", str(data), "--book", str(BOOK), "migrate"], Path(folder)))
        assert done.code == 0, done.err
        cluster = place.find(data).cluster
        with (cluster / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write("fsync = off\nfull_page_writes = off\n")
        for made in (cluster, data / "secrets"):
            subprocess.run(["cp", "-a", made, kept.name], check=True)
        _remove(data)
    return kept


def _running(data: Path) -> Server:
    """The server of a new data folder."""
    make_private(data)
    where, made = place.find(data), Path(_made().name)
    for name, folder in (("cluster", where.home), ("secrets", data)):
        subprocess.run(["cp", "-a", made / name, folder], check=True)
    server = Server(where)
    server.enter()
    return server


def _end(server: Server, data: Path) -> None:
    server.leave()
    _remove(data)


def _remove(data: Path) -> None:
    """What a data folder of root's has elsewhere."""
    pointer = data / "postgres" / "elsewhere"
    if pointer.exists():
        shutil.rmtree(pointer.read_text(encoding="utf-8").strip())


class Carrier:
    """A data folder, a book of its own and the commands, each a process of its own."""

    def __init__(self, folder: Path, surroundings: Mapping[str, str] | None = None) -> None:
        """`surroundings` are variables that every command gets, among them where its database is; without them it has
        one of its own. A book that is there already is the carrier's."""
        self.folder, self.data, self.book = folder, folder / "var", folder / "book"
        self.surroundings = surroundings or {}
        if not self.book.exists():
            shutil.copytree(BOOK, self.book)
        if surroundings is None:
            self._end = weakref.finalize(self, _end, _running(self.data), self.data)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def __call__(
        self, *words: str, locale: str = "C.UTF-8", before: Callable[[], None] | None = None
    ) -> subprocess.CompletedProcess[str]:
        said = [words[0], "--data", str(self.data), "--book", str(self.book), *words[1:]]
        if before is None:
            ours = {name: value for name, value in os.environ.items() if name.startswith("YAKKAN_")}
            language = "ja" if locale.startswith("ja") else "en"
            done = _forks().run(Call(said, self.folder, {**ours, **self.surroundings}, language))
            return subprocess.CompletedProcess(said, done.code, done.out, done.err)
        main = "import sys; from yakkan.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", main, *said]
        environment = {**os.environ, **self.surroundings, "LC_ALL": locale}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.run(command, **pipes, text=True, encoding="utf-8", env=environment, preexec_fn=before)

    @property
    def runs(self) -> list[str]:
        return sorted(folder.name for folder in (self.data / "runs").iterdir())


class Month(Carrier):
    """The carrier with June 2015 loaded, run and issued, and what each command said."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for what, text in DELIVERED.items():
            self.loaded = self.done("load", what, self.write(f"{what}.csv", text))
        self.done("manage", "grant", "clerk", "--create")
        self.dry = self.done("bill", "2015-06")
        (self.first,) = self.runs
        self.not_yet = self("explain", "A1-2015-06")
        self.issued = self.done("bill", "2015-06", "--confirm", "--as", "clerk")

    def done(self, *words: str) -> str:
        done = self(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout
