"""A command is killed, started again, and what is left compared with what the unbroken one left."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.crash.forks import Ended
from tests.crash.ground import Scene
from tests.crash.unbroken import Known, Outcome, Unbroken, ground_file
from yakkan import waypoints

_MANY = {"written"}
"""Points passed so often by one command that the first, the last and one between must do."""


@dataclass(frozen=True)
class Trial:
    """What became of one kill: the step, the last point passed before it, what was wrong."""

    step: str
    at: str
    wrong: tuple[str, ...]


def points_of(known: Known) -> list[str]:
    """Each point that a command passes, as `YAKKAN_KILL_AT` names it: `point:nth`."""
    found = []
    for point, times in Counter(known.passes).items():
        nths = {1, times, (times + 1) // 2} if point in _MANY else range(1, times + 1)
        found += [f"{point}:{nth}" for nth in sorted(nths)]
    return found


def kill_at(found: Unbroken, known: Known, point: str) -> Trial:
    """Killed at a named point. Before it is started again, the database is as before the command, or as after it."""
    scene = found.ground.copy(known.before, "trial")
    killed = found.forks.run(found.call(known.step, scene, **{waypoints.KILL_AT: point}))
    if not killed.killed:
        return Trial(known.step.name, point, (f"not killed: exit code {killed.code}: {killed.err}",))
    found.ground.wait_until_left(scene)
    between = found.ground.tables(scene)
    if between not in (known.tables_before, known.once.state.tables):
        return Trial(known.step.name, point, ("the database is half changed",))
    expected = [known.twice if between == known.once.state.tables else known.once]
    return Trial(known.step.name, point, _again(found, known, scene, expected if known.committed else _either(known)))


def kill_after(found: Unbroken, known: Known, random: Random) -> Trial:
    """Killed at a random moment, from outside, and started again at once: its backend may not know that it is dead."""
    longest = known.seconds
    while True:
        scene = found.ground.copy(known.before, "trial")
        told = ground_file(found, "told")
        told.write_text("")
        found.forks.start(found.call(known.step, scene, **{waypoints.TELL: str(told)}))
        if not found.forks.ends_within(random.uniform(0, longest)):
            found.forks.kill()
        ended = found.forks.end()
        if ended.killed:
            break
        if wrong := _differences(ended, found, scene, known.once):
            return Trial(known.step.name, "ended before it was killed", wrong)
        longest *= 0.8
    at = ([*told.read_text().split()] or ["before the first point"])[-1]
    return Trial(known.step.name, at, _again(found, known, scene, _either(known)))


def moments(found: Unbroken, names: list[str], count: int, seed: int) -> Iterator[Trial]:
    """So many kills at random moments of these steps."""
    random = Random(seed)
    steps = [found.find(name) for name in names]
    for known in random.choices(steps, k=count):
        yield kill_after(found, known, random)


def _either(known: Known) -> list[Outcome]:
    return [known.once, known.twice]


def _again(found: Unbroken, known: Known, scene: Scene, expected: list[Outcome]) -> tuple[str, ...]:
    """The same command again: what differs from the nearest of the expected outcomes, nothing where one is met."""
    ended = found.forks.run(found.call(known.step, scene))
    found.ground.wait_until_left(scene)
    differing = [_differences(ended, found, scene, outcome) for outcome in expected]
    return min(differing, key=len)


def _differences(ended: Ended, found: Unbroken, scene: Scene, outcome: Outcome) -> tuple[str, ...]:
    wrong = outcome.state.differences(found.ground.state(scene))
    if ended.code != outcome.code:
        wrong.append(f"exit code {ended.code} instead of {outcome.code}: {ended.err}")
    return tuple(wrong)
