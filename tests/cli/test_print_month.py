"""`yakkan print --month`: every bill of a month set and kept, whatever stops it on the way."""

import re
import signal

import psycopg
import pytest

from tests.cli.carrier import Carrier
from yakkan.project import place
from yakkan.project.database import NAME
from yakkan.project.postgres import SUPERUSER

BILLS = 121
"""The first ten are set by the command itself, the others by two processes where there are two cores."""
NO_FACE = "K7,例示 花子😀,,ja,,,"
HEADS = {
    "customers": "customer,name,kana,language,email,postal_code,address",
    "accounts": "account,customer,method,delivery",
    "contracts": "contract,account,customer,service,number,plan,group,options,from,until",
}
ROWS = {
    "customers": "K{0},架空 太郎{0},,{1},,100-0000,例示県見本市{0}",
    "accounts": "A{0},K{0},,",
    "contracts": "C{0},A{0},K{0},ocn-dotphone,0509999{0:04},,,,,",
}


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Carrier:
    """A month of basic charges, issued; the seventh customer's name has a character that no face has."""
    made = Carrier(tmp_path_factory.mktemp("carrier"))
    for what, row in ROWS.items():
        rows = [row.format(number, "en" if number % 2 else "ja") for number in range(1, BILLS + 1)]
        if what == "customers":
            rows[6] = NO_FACE
        assert made("load", what, made.write(f"{what}.csv", "\n".join([HEADS[what], *rows, ""]))).returncode == 0
    assert made("manage", "grant", "clerk", "--create").returncode == 0
    issued = made("bill", "2015-06", "--confirm", "--as", "clerk")
    assert f"bills: {BILLS}" in issued.stdout, issued.stderr
    return made


def kept(carrier: Carrier) -> dict[tuple[str, str], str]:
    """The documents' hashes, as PostgreSQL works them out; when nobody works on them any more."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'yakkan_app'"
    socket = str(place.find(carrier.data).socket)
    with psycopg.connect(host=socket, user=SUPERUSER, dbname=NAME, autocommit=True) as connection:
        while connection.execute(others).fetchone() != (0,):
            connection.execute("SELECT pg_sleep(0.01)")
        rows = connection.execute("SELECT subject, language, sha256(content) FROM records_issueddocument").fetchall()
    return {(subject, language): content for subject, language, content in rows}


def stopped(carrier: Carrier, monkeypatch: pytest.MonkeyPatch, point: str) -> tuple[int, str]:
    with monkeypatch.context() as surroundings:
        surroundings.setenv("YAKKAN_KILL_AT", point)
        ended = carrier("print", "--month", "2015-06")
    return ended.returncode, ended.stderr


def test_in_the_name_of_nobody_nothing_is_made(carrier: Carrier) -> None:
    refused = carrier("print", "--month", "2015-06", "--as-user", "nobody")
    assert (refused.returncode, "nobody" in refused.stderr) == (2, True)
    assert kept(carrier) == {}


def test_a_month_that_is_stopped_twice_is_set_to_its_end(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = stopped(carrier, monkeypatch, "committed")
    assert code == -signal.SIGKILL
    first = kept(carrier)
    # The first ten by name (A1, A10, A100, ...), of which none is the seventh customer's. What others had begun when
    # the command was killed may have ended.
    assert len(first) >= 10
    code, said = stopped(carrier, monkeypatch, "kept:2")
    assert (code, "goes on from there" in said) == (2, True)
    second = kept(carrier)
    assert len(first) + 10 <= len(second) < BILLS
    assert first.items() <= second.items()

    done = carrier("print", "--month", "2015-06")
    assert (done.returncode, done.stdout.strip()) == (
        1, f"2015-06: PDFs made and kept: {BILLS - 1 - len(second)}; there already: {len(second)}",
    )  # fmt: skip
    why = done.stderr.splitlines()
    assert len(why) == 2
    assert "Bills that could not be set: 1" in why[0]
    assert "A7-2015-06" in why[1] and "K7" in why[1] and "U+1F600" in why[1]
    third = kept(carrier)
    assert len(third) == BILLS - 1
    assert second.items() <= third.items()
    assert {language for (bill, language) in third if int(re.findall(r"A(\d+)", bill)[0]) % 2} == {"en"}

    assert carrier("load", "customers", carrier.write("mended.csv", mended())).returncode == 0
    done = carrier("print", "--month", "2015-06", locale="ja_JP.UTF-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"2015-06: 請求書のPDFを 1通作って保存しました（すでにあったもの {BILLS - 1}通）。\n"
    done = carrier("print", "--month", "2015-06")
    assert (done.returncode, "PDFs made and kept: 0; there already: 121" in done.stdout) == (0, True)

    events = carrier("trail", "2015-06").stdout.splitlines()
    left = [BILLS, BILLS - len(first), BILLS - len(second), 1]
    assert [f"{count} bills without one" in event for count, event in zip(left, events, strict=True)] == [True] * 4
    assert all("issue documents" in event for event in events)


def mended() -> str:
    return f"{HEADS['customers']}\n{NO_FACE.replace('😀', '')}\n"


def test_a_month_without_an_issued_bill(carrier: Carrier) -> None:
    for locale, said in (("C.UTF-8", "No bill of 2015-05 is issued"), ("ja_JP.UTF-8", "発行済み請求書はありません")):
        done = carrier("print", "--month", "2015-05", locale=locale)
        assert (done.returncode, said in done.stdout) == (1, True)
