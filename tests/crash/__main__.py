"""`python -m tests.crash [KILLS]`: kills at every named point and at so many random moments; what came of it."""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.crash import first_start
from tests.crash.forks import Forks
from tests.crash.ground import LEFT_OUT
from tests.crash.trials import Trial, kill_at, moments, points_of
from tests.crash.unbroken import Unbroken, unbroken
from tests.crash.workload import STEPS

KILLS = 200
SEED = 2015


def main() -> int:
    """0 where everything was equal."""
    started, kills = time.monotonic(), int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    with tempfile.TemporaryDirectory() as folder:
        with unbroken(Path(folder) / "ground") as found:
            print(f"unbroken: {len(found.known)} commands, {time.monotonic() - started:.0f} s", flush=True)
            named = _told("killed at named points", _at_named_points(found))
            random = _told("killed at random moments", moments(found, [step.name for step in STEPS], kills, SEED))
        first = _first_start(Path(folder))
    wrong = [trial for trial in [*named, *random] if trial.wrong]
    print(f"first start killed at {len(first_start.POINTS)} points; wrong: {len(first)}")
    print(f"left out of the comparison: {LEFT_OUT}")
    for trial in wrong:
        print(f"WRONG {trial.step} at {trial.at}: {'; '.join(trial.wrong)}")
    for problem in first:
        print(f"WRONG first start: {problem}")
    total = len(named) + len(random) + len(first_start.POINTS)
    everything = "all equal to the unbroken run" if not wrong and not first else "NOT all equal"
    print(f"{total} kills, {everything}; {time.monotonic() - started:.0f} s")
    return int(bool(wrong or first))


def _at_named_points(found: Unbroken) -> Iterable[Trial]:
    for known in found.known:
        for point in points_of(known):
            yield kill_at(found, known, point)


def _told(what: str, trials: Iterable[Trial]) -> list[Trial]:
    """Does the trials and prints where they hit."""
    done = list(trials)
    print(f"\n{what}: {len(done)}; equal afterwards: {sum(not trial.wrong for trial in done)}")
    for step in dict.fromkeys(trial.step for trial in done):
        at = Counter(trial.at.partition(":")[0] for trial in done if trial.step == step)
        where = ", ".join(f"{point} {count}" for point, count in at.most_common())
        print(f"  {step} ({sum(at.values())}): {where}")
    print(flush=True)
    return done


def _first_start(folder: Path) -> list[str]:
    with Forks() as forks:
        return [wrong for point in first_start.POINTS for wrong in first_start.kill_at(forks, folder / "first", point)]


if __name__ == "__main__":
    sys.exit(main())
