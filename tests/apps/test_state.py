"""The state is opened by the command, by several processes, and on a server by URL."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from yakkan.project import state
from yakkan.project.state import State

_OPEN = """
import sys
from pathlib import Path
from yakkan.messages import Refused
from yakkan.project import state
try:
    with state.open(Path(sys.argv[1])) as found:
        from django.db import connection
        from django.core.management import execute_from_command_line
        if sys.argv[2:]:
            execute_from_command_line(["yakkan manage", *sys.argv[2:]])
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_user")
            print(cursor.fetchone()[0], found.server is None)
except Refused as refused:
    print(refused.name, refused)
"""


def run(data: Path, *arguments: str, **environment: str) -> str:
    command = [sys.executable, "-c", _OPEN, str(data), *arguments]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def url(opened: State, role: str) -> str:
    return f"postgresql://{role}@{quote(str(opened.server.place.socket), safe='')}/yakkan"


def test_several_processes_open_it_at_once(data: Path) -> None:
    command = [sys.executable, "-c", _OPEN, str(data)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=60)[0] for process in processes] == ["yakkan_app False\n"] * 3


def test_keys_are_made_once_and_for_nobody_else(data: Path) -> None:
    files = {file.name: file.stat() for file in (data / "secrets").iterdir()}
    assert {name: stat.S_IMODE(found.st_mode) for name, found in files.items()} == {
        "secret-key": 0o600,
        "access-keys": 0o600,
    }
    assert stat.S_IMODE((data / "secrets").stat().st_mode) == 0o700
    assert not data.stat().st_mode & 0o066
    assert run(data) == "yakkan_app False"
    assert {file.name: file.stat() for file in (data / "secrets").iterdir()} == files


def test_a_damaged_encryption_key_is_refused(data: Path) -> None:
    assert run(data, YAKKAN_ACCESS_KEYS="not a key").startswith("state.bad_key YAKKAN_ACCESS_KEYS")


def test_a_user_gets_the_right_to_confirm(data: Path) -> None:
    from django.contrib.auth.models import User

    assert "no user hanako" in run(data, "grant", "hanako")
    assert run(data, "grant", "hanako", "--create").endswith("yakkan_app False")
    user = User.objects.get(username="hanako")
    assert user.has_perm("billing.confirm_billrun")
    assert not user.has_usable_password()
    assert not user.is_superuser


def test_migrate_runs_as_the_owner_only(data: Path) -> None:
    assert "No migrations to apply" in run(data, "migrate")
    assert "set DATABASE_OWNER_URL" in run(data, "migrate", "--database", "default")


@pytest.mark.parametrize("arguments", [("migrate", "billing", "zero"), ("migrate", "records", "zero")])
def test_what_is_issued_is_not_migrated_away(data: Path, arguments: tuple[str, ...]) -> None:
    assert "IrreversibleError" in run(data, *arguments)


@pytest.mark.parametrize("alias", ["default", "owner"])
def test_the_database_is_not_flushed(data: Path, alias: str) -> None:
    from yakkan.apps.records.actions import record
    from yakkan.apps.records.queries import events_of

    record("test", "stays", "here")
    assert "couldn't be flushed" in run(data, "flush", "--noinput", "--database", alias)
    assert events_of("here").count() == 1


def test_models_and_migrations_agree(data: Path) -> None:
    assert "No changes detected" in run(data, "makemigrations", "--check", "--dry-run")


def test_a_server_by_url(opened: State, tmp_path: Path) -> None:
    there = {"DATABASE_URL": url(opened, "yakkan_app")}
    assert run(tmp_path / "a", **there) == "yakkan_app True"
    there["DATABASE_OWNER_URL"] = url(opened, "yakkan_owner")
    assert "No migrations to apply" in run(tmp_path / "a", "migrate", **there)
    assert not (tmp_path / "a" / "postgres").exists()


@pytest.mark.parametrize(
    ("role", "why"), [("yakkan_owner", "owns the database"), ("postgres", "superuser"), ("nobody", "does not exist")]
)
def test_a_role_that_could_change_bills_is_refused(opened: State, tmp_path: Path, role: str, why: str) -> None:
    said = run(tmp_path / "a", DATABASE_URL=url(opened, role))
    assert said.startswith(("state.role_too_strong", "state.no_connection"))
    assert why in said


def test_a_process_has_one_state(data: Path, tmp_path: Path) -> None:
    with state.open(data) as again:
        assert again.server.place.home
    with pytest.raises(RuntimeError, match="another data folder"):
        state.open(tmp_path / "other")
