"""The embedded PostgreSQL is really started, shared, killed and found again."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yakkan.messages import Refused
from yakkan.project import place
from yakkan.project.postgres import Server

_CLIENT = """
import sys
from pathlib import Path
from yakkan.project import place
from yakkan.project.postgres import Server
server = Server(place.find(Path(sys.argv[1])))
server.enter()
print((server.place.cluster / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.readline()
server.leave()
"""


class Client:
    """Another process that uses the server of a data folder until it is told to leave."""

    def __init__(self, data: Path, **environment: str) -> None:
        command = [sys.executable, "-c", _CLIENT, str(data)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | environment
        )

    def server(self) -> int:
        """The server's process, once the client is in."""
        return int(self.process.stdout.readline())

    def leave(self) -> None:
        self.process.communicate("\n", timeout=30)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=30)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    folder.mkdir()
    yield folder
    remove_elsewhere(folder)


def remove_elsewhere(data: Path) -> None:
    pointer = data / "postgres" / "elsewhere"
    if pointer.exists():
        shutil.rmtree(pointer.read_text().strip())


def answers(data: Path) -> bool:
    where = place.find(data)
    try:
        psycopg.connect(host=str(where.socket), user="postgres", dbname="postgres").close()
    except psycopg.OperationalError:
        return (where.cluster / "postmaster.pid").exists()
    return True


def modes(folder: Path) -> list[tuple[int, int, int]]:
    found = [part.stat() for part in (folder, *folder.parents)]
    return [(each.st_mode, each.st_uid, each.st_gid) for each in found]


def test_it_never_runs_as_root_and_listens_on_a_private_socket_only(data: Path) -> None:
    server = Server(place.find(data))
    server.enter()
    try:
        process = int((server.place.cluster / "postmaster.pid").read_text().split()[0])
        assert os.stat(f"/proc/{process}").st_uid == (os.geteuid() or server.place.user.pw_uid)
        assert stat.S_IMODE(server.place.socket.stat().st_mode) == 0o700
        with psycopg.connect(host=str(server.place.socket), user="postgres", dbname="postgres") as connection:
            shown = "listen_addresses", "server_encoding", "TimeZone", "fsync"
            settings = [connection.execute(f"SHOW {name}").fetchone()[0] for name in shown]
            collation = connection.execute("SELECT datcollate FROM pg_database WHERE datname = 'postgres'").fetchone()
        assert settings == ["", "UTF8", "UTC", "on"]
        assert collation == ("C",)
    finally:
        server.leave()
    assert not answers(data)


def test_the_last_process_stops_it(data: Path) -> None:
    first = Client(data)
    server = first.server()
    second = Client(data)
    assert second.server() == server
    first.leave()
    assert answers(data)
    second.leave()
    assert not answers(data)


def test_processes_that_start_at_once_share_one_server(data: Path) -> None:
    clients = [Client(data) for _ in range(4)]
    servers = {client.server() for client in clients}
    for client in clients:
        client.leave()
    assert len(servers) == 1
    assert not answers(data)


def test_a_killed_client_leaves_the_server_to_the_next_one(data: Path) -> None:
    killed = Client(data)
    server = killed.server()
    killed.kill()
    following = Client(data)
    assert following.server() == server
    following.leave()
    assert not answers(data)


def test_a_killed_server_is_started_again(data: Path) -> None:
    first = Client(data)
    server = first.server()
    os.kill(server, signal.SIGKILL)
    first.kill()
    second = Client(data)
    assert second.server() != server
    second.leave()


def test_leaving_a_server_that_was_killed_is_no_error(data: Path) -> None:
    client = Client(data)
    os.kill(client.server(), signal.SIGKILL)
    client.leave()
    following = Client(data)
    following.server()
    following.leave()
    assert not answers(data)


def test_a_lock_file_that_names_another_living_process_is_stale(data: Path) -> None:
    first = Client(data)
    first.server()
    first.leave()
    where = place.find(data)
    lock = where.cluster / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{where.cluster}\n0\n5432\n{where.socket}\n")
    shutil.chown(lock, where.cluster.stat().st_uid)
    second = Client(data)
    assert second.server() != os.getpid()
    second.leave()


def test_a_half_made_cluster_is_made_again(data: Path) -> None:
    where = place.find(data)
    (where.home / "cluster.new").mkdir()
    (where.home / "cluster.new" / "PG_VERSION").write_text("18\n")
    client = Client(data)
    assert client.server()
    client.leave()


def test_a_forked_child_does_not_stop_it(data: Path) -> None:
    server = Server(place.find(data))
    server.enter()
    try:
        child = os.fork()
        if child == 0:
            server.leave()
            os._exit(0)
        os.waitpid(child, 0)
        assert answers(data)
    finally:
        server.leave()


def test_a_data_folder_below_a_closed_one_works_and_no_mode_is_changed(tmp_path: Path) -> None:
    data = tmp_path / "closed" / "data"
    data.mkdir(parents=True)
    data.parent.chmod(0o700)
    before = modes(data)
    try:
        client = Client(data)
        client.server()
        client.leave()
        again = Client(data)
        again.server()
        again.leave()
        assert modes(data) == before
        assert (data / "postgres" / "elsewhere").exists() == (os.geteuid() == 0)
    finally:
        remove_elsewhere(data)


def test_programs_in_a_closed_folder_are_copied_for_root_only(tmp_path: Path, data: Path) -> None:
    package = place.programs().parents[1]
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for name in (package.name, f"{package.name}.libs"):
        (closed / name).symlink_to(package.with_name(name))
    script = (
        "import sys; from pathlib import Path; from yakkan.project import place;"
        "print(place.find(Path(sys.argv[1])).programs)"
    )
    search = os.pathsep.join([str(closed), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = os.environ | {"PYTHONPATH": search}
    command = [sys.executable, "-c", script, str(data)]
    found = Path(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip())
    try:
        client = Client(data, PYTHONPATH=search)
        client.server()
        client.leave()
        assert found.is_relative_to(place.KEPT) == (os.geteuid() == 0)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        if found.is_relative_to(place.KEPT):
            shutil.rmtree(place.KEPT / found.relative_to(place.KEPT).parts[0])


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 20) / "data folder, 日本語 $HOME `id` \"quoted\" 'too'"
    data.mkdir(parents=True)
    try:
        client = Client(data)
        client.server()
        socket = place.find(data).socket
        client.leave()
        assert len(os.fsencode(socket)) < 90
    finally:
        remove_elsewhere(data)
        if socket.parent == Path("/tmp"):
            shutil.rmtree(socket)


def test_a_folder_of_another_is_refused_for_the_socket(tmp_path: Path) -> None:
    theirs = tmp_path / "socket"
    theirs.mkdir()
    theirs.chmod(0o755)
    with pytest.raises(Refused, match="open to others"):
        place.own_folder(theirs, None)


def test_a_pointer_out_of_our_place_is_refused(data: Path, tmp_path: Path) -> None:
    (data / "postgres").mkdir()
    pointer = data / "postgres" / "elsewhere"
    pointer.write_text(f"{tmp_path}\n")
    try:
        if os.geteuid() == 0:
            with pytest.raises(Refused, match="not directly under"):
                place.find(data)
        else:
            assert place.find(data).home == data / "postgres"
    finally:
        pointer.unlink()
