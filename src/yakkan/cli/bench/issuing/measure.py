"""What a step takes: seconds, CPU and peak memory of this process and of the embedded PostgreSQL, and its statements.

Read from /proc; the statements are counted in the server's log.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from yakkan.project.place import Place

T = TypeVar("T")

_TICK = os.sysconf("SC_CLK_TCK")
_STATEMENT = re.compile(rb"^.{0,80}LOG:  (?:statement|execute [^:]*): ", re.MULTILINE)
_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One step: memory in MB, of PostgreSQL that of its largest process, its shared buffers included."""

    name: str
    rows: int
    seconds: float
    cpu: float
    server_cpu: float
    memory: int
    server_memory: int
    statements: int


@dataclass
class Meter:
    """Measures steps, one after the other, of this process and of the server in `place`."""

    place: Place
    steps: list[Step] = field(default_factory=list)

    def step(self, name: str, rows: int, do: Callable[[], T]) -> T:
        """Does something that has so many rows, and notes what it took."""
        Path("/proc/self/clear_refs").write_text("5")  # the peak of memory begins anew
        logged = self.place.log.stat().st_size
        began, cpu, server_cpu = time.perf_counter(), time.process_time(), self._server_cpu()
        done = do()
        self.steps.append(
            Step(
                name,
                rows,
                seconds=time.perf_counter() - began,
                cpu=time.process_time() - cpu,
                server_cpu=self._server_cpu() - server_cpu,
                memory=_peak("self"),
                server_memory=max(map(_peak, self._backends()), default=0),
                statements=self._statements(logged),
            )
        )
        return done

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(step.seconds for step in self.steps)

    def _statements(self, since: int) -> int:
        with self.place.log.open("rb") as log:
            log.seek(since)
            return len(_STATEMENT.findall(log.read()))

    def _postmaster(self) -> str:
        return (self.place.cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]

    def _backends(self) -> Iterator[str]:
        """The server's processes but for the first."""
        process = self._postmaster()
        yield from Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()

    def _server_cpu(self) -> float:
        """Seconds of CPU of the server: of the first process and those it saw end, and of those that run."""
        first = sum(_ticks(self._postmaster(), 4))
        return (first + sum(sum(_ticks(each, 2)) for each in self._backends())) / _TICK


def _ticks(process: str, how_many: int) -> list[int]:
    """User and system time of a process and then, of the children that it saw end, the same."""
    try:
        said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:  # it has just ended
        return [0]
    return [int(ticks) for ticks in said[11 : 11 + how_many]]


def _peak(process: str) -> int:
    """The most memory that a process held, in MB."""
    try:
        found = _PEAK.search(Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return 0
    return int(found[1]) // 1024 if found else 0
