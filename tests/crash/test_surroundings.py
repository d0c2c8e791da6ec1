"""Disk, memory or database fail in the middle: a clear end, nothing half there, a clean second start."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.crash.forks import Call, Ended
from tests.crash.ground import Scene
from tests.crash.unbroken import Known, Unbroken
from yakkan import waypoints

LANGUAGES = ("en", "ja")
SIZES = (1 << 10, 3 << 10, 10 << 10, 100 << 10)
FULL = {"en": "The disk is full, or a limit on the size of files was reached", "ja": "ディスクがいっぱいか"}
GONE = {"en": "The connection to the database was lost", "ja": "データベースとの接続が切れました"}
NO_MEMORY = {"en": "The limit on memory (2MB) was reached. Raise it", "ja": "メモリの上限（2MB）に達しました"}
AGAIN = {"en": "run the same command again", "ja": "同じコマンドをもう一度実行してください"}
STEPS = ("load usage", "bill", "confirm", "rate")


def failed(ended: Ended, said: dict[str, str], language: str) -> None:
    assert ended.code == 2, ended
    assert ended.err.startswith(said[language]), ended.err
    assert AGAIN[language] in ended.err
    assert "Traceback" not in ended.err


def nothing_half_there_and_a_clean_second_start(found: Unbroken, known: Known, scene: Scene) -> None:
    found.ground.wait_until_left(scene)
    assert found.ground.tables(scene) == known.tables_before
    again = found.forks.run(found.call(known.step, scene))
    assert again.code == 0, again
    assert known.once.state.differences(found.ground.state(scene)) == []


@pytest.mark.parametrize("step", STEPS)
def test_the_disk_is_full(found: Unbroken, step: str) -> None:
    """Each file of the process may grow to so many bytes and no further, as on a disk that fills up."""
    known, met = found.find(step), set()
    for number, size in enumerate(SIZES):
        language = LANGUAGES[number % 2]
        scene = found.ground.copy(known.before, "trial")
        before = found.ground.state(scene).tree
        ended = found.forks.run(replace(found.call(known.step, scene), most=size, language=language))
        if ended.code == 0:
            assert known.once.state.differences(found.ground.state(scene)) == []
            continue
        failed(ended, FULL, language)
        met.add(ended.err)
        left = set(found.ground.state(scene).tree) - set(before) - {"temporary/", "var/lake/", "var/runs/"}
        assert left == set()
        nothing_half_there_and_a_clean_second_start(found, known, scene)
    assert met


@pytest.mark.parametrize("step", STEPS)
def test_the_limit_on_memory_is_reached(found: Unbroken, step: str) -> None:
    known = found.find(step)
    for language in LANGUAGES:
        scene = found.ground.copy(known.before, "trial")
        call = found.call(known.step, scene)
        ended = found.forks.run(replace(call, words=[*call.words, "--memory", "2MB"], language=language))
        failed(ended, NO_MEMORY, language)
        nothing_half_there_and_a_clean_second_start(found, known, scene)


def test_what_is_no_amount_of_memory_is_refused(found: Unbroken) -> None:
    known = found.find("bill")
    by_option, by_variable = (
        ([*known.step.words(known.before), "--memory", "much"], {}),
        ((), {"YAKKAN_MEMORY": "much"}),
    )
    for words, surroundings in (by_option, by_variable):
        call = found.call(known.step, known.before, **surroundings)
        ended = found.forks.run(replace(call, words=words or call.words))
        assert (ended.code, "much is no amount of memory; write it as 2GB or 25%" in ended.err) == (2, True), ended


CUTS = [
    ("load usage", "aside.made"),
    ("load usage", "load.in_the_lake:2"),
    ("load usage", "recorded:2"),
    ("confirm", "copied:1"),
    ("confirm", "confirm.posted"),
    ("confirm", "recorded"),
    ("load contracts", "copied:1"),
]


@pytest.fixture(params=CUTS, ids=" at ".join)
def stopped(found: Unbroken, request: pytest.FixtureRequest) -> Iterator[tuple[Known, Scene, str]]:
    """A command that was stopped at a point in its transaction."""
    step, point = request.param
    known, language = found.find(step), LANGUAGES[CUTS.index(request.param) % 2]
    scene = found.ground.copy(known.before, "trial")
    call = replace(found.call(known.step, scene, **{waypoints.STOP_AT: point}), language=language)
    found.forks.start(call)
    assert found.forks.stops()
    yield known, scene, language


def test_the_connection_is_cut(found: Unbroken, stopped: tuple[Known, Scene, str]) -> None:
    known, scene, language = stopped
    with found.ground.connect("postgres") as connection:
        cut = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [scene.name]
        ).fetchall()
    assert (True,) in cut
    found.forks.go_on()
    failed(found.forks.end(), GONE, language)
    nothing_half_there_and_a_clean_second_start(found, known, scene)


@pytest.mark.parametrize(("step", "point"), [CUTS[1], CUTS[4]])
def test_the_server_is_stopped_and_started_again(found: Unbroken, step: str, point: str) -> None:
    known = found.find(step)
    scene = found.ground.copy(known.before, "trial")
    found.forks.start(found.call(known.step, scene, **{waypoints.STOP_AT: point}))
    assert found.forks.stops()
    found.ground.stop()
    try:
        found.forks.go_on()
        failed(found.forks.end(), GONE, "en")
        without = {language: found.forks.run(_in(language, found, known, scene)) for language in LANGUAGES}
    finally:
        found.ground.start()
    assert [ended.code for ended in without.values()] == [2, 2]
    assert "the database cannot be reached" in without["en"].err
    assert "データベースに接続できません" in without["ja"].err
    nothing_half_there_and_a_clean_second_start(found, known, scene)


def _in(language: str, found: Unbroken, known: Known, scene: Scene) -> Call:
    return replace(found.call(known.step, scene), language=language)
