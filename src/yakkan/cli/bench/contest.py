"""Contestants run in turn, A B C A B C, so that a machine that slows down slows all of them down."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from yakkan.cli.output import table, tell


@dataclass(frozen=True)
class Result:
    """A contestant's seconds, one a repeat, and what it came to."""

    name: str
    seconds: Sequence[float]
    came_to: Any

    @property
    def median(self) -> float:
        """Its median in seconds."""
        return median(self.seconds)


def hold(contestants: Mapping[str, Callable[[], Any]], repeats: int) -> dict[str, Result]:
    """Runs each contestant once to warm up and `repeats` times in turn."""
    came_to = {name: contestant() for name, contestant in contestants.items()}
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(repeats):
        for name, contestant in contestants.items():
            began = time.perf_counter()
            contestant()
            seconds[name].append(time.perf_counter() - began)
    return {name: Result(name, seconds[name], came_to[name]) for name in contestants}


def tell_results(results: Mapping[str, Result], beside: str, records: Mapping[str, int]) -> None:
    """Prints medians, spread, records a second, and the median of the ratios to `beside`, repeat by repeat."""
    rows = [("", "median s", "min s", "max s", "M records/s", f"x {beside}")]
    for name, result in results.items():
        pairs = zip(result.seconds, results[beside].seconds, strict=False)
        same_size = records[name] == records[beside]
        ratio = f"{median(own / other for own, other in pairs):.2f}" if same_size else "-"
        rows.append(
            (
                name, f"{result.median:.2f}", f"{min(result.seconds):.2f}", f"{max(result.seconds):.2f}",
                f"{records[name] / result.median / 1e6:.2f}", ratio,
            )
        )  # fmt: skip
    print(table(rows, right=range(1, 6)))
    tell("bench.in_turn", repeats=len(results[beside].seconds))
