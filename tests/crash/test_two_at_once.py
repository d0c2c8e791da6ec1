"""Two processes do the same at once: one wins, the other says why, and the result is that of one."""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.crash.forks import Call, Ended, Forks
from tests.crash.ground import Scene
from tests.crash.unbroken import Unbroken
from tests.crash.workload import BOOK, USER
from yakkan import waypoints

ROUNDS = range(3)


@pytest.fixture(scope="module")
def second() -> Iterator[Forks]:
    with Forks() as forks:
        yield forks


@contextmanager
def held_back(found: Unbroken) -> Iterator[str]:
    """A barrier: calls that name it begin together, when the block ends."""
    file = found.ground.folder / "barrier"
    with file.open("wb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield str(file)


def together(found: Unbroken, second: Forks, calls: Sequence[Call]) -> list[Ended]:
    """Both calls at once; the first in English, the second in Japanese."""
    with held_back(found) as barrier:
        for forks, call, language in zip((found.forks, second), calls, ("en", "ja"), strict=True):
            forks.start(replace(call, barrier=barrier, language=language))
    return [found.forks.end(), second.end()]


def twice_at_once(found: Unbroken, second: Forks, step: str) -> tuple[Scene, list[Ended]]:
    known = found.find(step)
    scene = found.ground.copy(known.before, "trial")
    return scene, together(found, second, [found.call(known.step, scene)] * 2)


def loser(ended: list[Ended]) -> tuple[int, str]:
    """The code and the words of the one that did not win."""
    assert sorted(one.code for one in ended)[0] == 0, ended
    lost = max(ended, key=lambda one: one.code)
    return lost.code, lost.out + lost.err


@pytest.mark.parametrize("step", ["load usage", "load usage of the exchange"])
@pytest.mark.parametrize("nth", ROUNDS)
def test_two_loads_of_one_file(found: Unbroken, second: Forks, step: str, nth: int) -> None:
    scene, ended = twice_at_once(found, second, step)
    assert [one.code for one in ended] == [0, 0], ended
    known = ["the same file came on" in ended[0].out, "取り込み済み" in ended[1].out]
    assert sorted(known) == [False, True], ended
    assert found.find(step).once.state.differences(found.ground.state(scene)) == []


@pytest.mark.parametrize("nth", ROUNDS)
def test_two_loads_with_a_common_record(found: Unbroken, second: Forks, nth: int) -> None:
    before = found.find("load usage").before
    commands = [["load", "--book", str(BOOK), "usage", f"files/{name}"] for name in ("june.csv", "june-2.csv")]

    def calls(scene: Scene) -> list[Call]:
        return [Call(words, scene.folder, found.ground.surroundings(scene)) for words in commands]

    states = []
    for order in (1, -1):
        scene = found.ground.copy(before, "trial")
        assert [found.forks.run(call).code for call in calls(scene)[::order]] == [0, 0]
        states.append(found.ground.state(scene))
    scene = found.ground.copy(before, "trial")
    ended = together(found, second, calls(scene))
    assert [one.code for one in ended] == [0, 0], ended
    assert found.ground.state(scene) in states


@pytest.mark.parametrize("nth", ROUNDS)
def test_two_runs_of_one_month(found: Unbroken, second: Forks, nth: int) -> None:
    scene, ended = twice_at_once(found, second, "bill")
    assert [one.code for one in ended] == [0, 0], ended
    assert found.find("bill").once.state.differences(found.ground.state(scene)) == []


@pytest.mark.parametrize("nth", ROUNDS)
def test_two_confirmations_of_one_run(found: Unbroken, second: Forks, nth: int) -> None:
    scene, ended = twice_at_once(found, second, "confirm")
    code, said = loser(ended)
    assert code == 2
    assert f"was confirmed by {USER}" in said or "確定済みです" in said
    assert found.find("confirm").once.state.differences(found.ground.state(scene)) == []


@pytest.mark.parametrize("nth", ROUNDS)
def test_two_runs_made_and_confirmed_at_once(found: Unbroken, second: Forks, nth: int) -> None:
    scene, ended = twice_at_once(found, second, "bill and confirm")
    code, said = loser(ended)
    assert code in (1, 2)
    assert any(
        why in said for why in ("was confirmed by", "確定済みです", "left to issue", "発行する請求書はもうありません")
    ), said
    assert found.find("bill and confirm").once.state.tables == found.ground.tables(scene)


@pytest.mark.parametrize("nth", ROUNDS)
def test_confirmations_of_two_runs_of_one_month(found: Unbroken, second: Forks, nth: int) -> None:
    known = found.find("confirm")
    scene = found.ground.copy(known.before, "trial")
    found.forks.run(Call(
        ["bill", "--book", str(BOOK), "2015-06", "--as-known-on", "2015-08-16"], scene.folder,
        found.ground.surroundings(scene),
    ))  # fmt: skip
    runs = sorted(path.name for path in (scene.folder / "var" / "runs").iterdir())
    assert len(runs) == 2
    words = [["bill", "--book", str(BOOK), "2015-06", "--confirm", run, "--as", USER] for run in runs]
    ended = together(found, second, [Call(each, scene.folder, found.ground.surroundings(scene)) for each in words])
    code, said = loser(ended)
    assert code == 2
    assert "are issued already" in said or "発行済みです" in said, said
    both, alone = found.ground.tables(scene), known.once.state.tables
    assert [len(both[name]) for name in sorted(both)] == [len(alone[name]) for name in sorted(alone)]
    assert (both["billing_bill"][0].replace(runs[0], "").replace(runs[1], "")) == (
        alone["billing_bill"][0].replace(runs[0], "").replace(runs[1], "")
    )


@pytest.mark.parametrize("nth", ROUNDS)
def test_two_ratings_into_one_folder(found: Unbroken, second: Forks, nth: int) -> None:
    scene, ended = twice_at_once(found, second, "rate")
    code, said = loser(ended)
    assert code == 2
    assert "rated: this folder exists already" in said or "rated: このフォルダーはもうあります" in said, said
    assert found.find("rate").once.state.differences(found.ground.state(scene)) == []


@pytest.mark.parametrize("nth", ROUNDS)
def test_two_loads_of_the_same_customers_in_two_orders(found: Unbroken, second: Forks, nth: int) -> None:
    known = found.find("load customers")
    scene = found.ground.copy(known.before, "trial")
    header, *rows = (scene.folder / "files" / "customers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (scene.folder / "files" / "again.csv").write_text(header + "".join(reversed(rows)), encoding="utf-8")
    again = replace(found.call(known.step, scene), words=["load", "customers", "files/again.csv"])
    ended = together(found, second, [found.call(known.step, scene), again])
    assert [one.code for one in ended] == [0, 0], ended
    name = "customers_customer"
    assert found.ground.tables(scene)[name] == known.once.state.tables[name]


MOVED = (
    "customer,name,kana,language,email,postal_code,address\n"
    "K1,例示 花子,レイジ ハナコ,ja,hanako@mail.example,100-0000,見本県架空市9-9\n"
)
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"


def test_two_first_prints_of_one_bill_before_and_after_its_customer_moved(found: Unbroken, second: Forks) -> None:
    """The first has set and kept the PDF, and not committed: the second waits, and hands out the first one's bytes."""
    known = found.find("print")
    scene = found.ground.copy(known.before, "trial")
    call = found.call(known.step, scene)

    def printing(file: str, **surroundings: str) -> Call:
        return replace(
            call, words=["print", "A1-2015-06", "--out", file], surroundings={**call.surroundings, **surroundings}
        )

    found.forks.start(printing("first.pdf", **{waypoints.STOP_AT: "kept"}))
    assert found.forks.stops()
    (scene.folder / "files" / "moved.csv").write_text(MOVED, encoding="utf-8")
    moved = second.run(replace(call, words=["load", "customers", "files/moved.csv"]))
    assert moved.code == 0, moved
    second.start(printing("second.pdf"))
    with found.ground.connect("postgres") as connection:
        while connection.execute(_WAITING, [scene.name]).fetchone() != (1,):
            assert not second.ends_within(0.01)
    found.forks.go_on()
    ended = [found.forks.end(), second.end()]
    assert [one.code for one in ended] == [0, 0], ended
    first, other = ((scene.folder / name).read_bytes() for name in ("first.pdf", "second.pdf"))
    assert first == other
    assert len(found.ground.tables(scene)["records_issueddocument"]) == 1


@pytest.mark.parametrize("nth", ROUNDS)
def test_two_print_all_bills_of_a_month(found: Unbroken, second: Forks, nth: int) -> None:
    scene, ended = twice_at_once(found, second, "print")
    assert [one.code for one in ended] == [0, 0], ended
    name = "records_issueddocument"
    assert sorted(found.ground.tables(scene)[name]) == sorted(found.find("print").once.state.tables[name])
