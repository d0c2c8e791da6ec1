"""The workload once, unbroken: before each command a scene to go back to, after it what it led to, once and twice."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.crash.forks import Call, Ended, Forks
from tests.crash.ground import Ground, Scene, State
from tests.crash.workload import BOOK, STEPS, Step, write_files
from yakkan import waypoints


@dataclass(frozen=True)
class Outcome:
    """The exit code of a command and the state that it leaves."""

    code: int
    state: State


@dataclass(frozen=True)
class Known:
    """What is known of a step: the scene before it, its outcomes, the points that it passes, how long it takes."""

    step: Step
    before: Scene
    tables_before: dict[str, list[str]]
    once: Outcome
    twice: Outcome
    passes: tuple[str, ...]
    seconds: float

    @property
    def committed(self) -> bool:
        """Whether the command changes the database."""
        return self.once.state.tables != self.tables_before


@dataclass
class Unbroken:
    """The server, a process to fork calls from, and what is known of each step."""

    ground: Ground
    forks: Forks
    known: list[Known]

    def call(self, step: Step, scene: Scene, **surroundings: str) -> Call:
        return Call(step.words(scene), scene.folder, {**self.ground.surroundings(scene), **surroundings})

    def find(self, name: str) -> Known:
        return next(known for known in self.known if known.step.name == name)


@contextmanager
def unbroken(folder: Path) -> Iterator[Unbroken]:
    """Runs the workload in `folder`."""
    ground = Ground(folder)
    try:
        with Forks() as forks:
            found = Unbroken(ground, forks, [])
            scene = _begin(found)
            for number, step in enumerate(STEPS, 1):
                known, scene = _once_and_twice(found, step, scene, number)
                found.known.append(known)
            yield found
    finally:
        ground.close()


def _begin(found: Unbroken) -> Scene:
    scene = found.ground.new("scene_0")
    write_files(scene.folder)
    migrated = found.forks.run(
        Call(["manage", "--book", str(BOOK), "migrate"], scene.folder, found.ground.surroundings(scene))
    )
    assert migrated.code == 0, migrated.err
    return scene


def _once_and_twice(found: Unbroken, step: Step, before: Scene, number: int) -> tuple[Known, Scene]:
    ground, told = found.ground, ground_file(found, "told")
    scene = ground.copy(before, f"scene_{number}")
    started = time.monotonic()
    once = found.forks.run(found.call(step, scene, **{waypoints.TELL: str(told)}))
    seconds = time.monotonic() - started
    assert once.code == 0, once.err + once.out
    again = ground.copy(scene, "again")
    twice = found.forks.run(found.call(step, again))
    known = Known(
        step, before, ground.tables(before), _outcome(ground, once, scene), _outcome(ground, twice, again),
        tuple(told.read_text().split()), seconds,
    )  # fmt: skip
    told.unlink()
    return known, scene


def _outcome(ground: Ground, ended: Ended, scene: Scene) -> Outcome:
    return Outcome(ended.code, ground.state(scene))


def ground_file(found: Unbroken, name: str) -> Path:
    return found.ground.folder / name
