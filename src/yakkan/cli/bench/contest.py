"""Contestants run in turn, A B C A B C, so that a machine that slows down slows all of them down."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from yakkan.cli.output import table, tell


@dataclass(frozen=True)
class Result:
    """A contestant's seconds by the clock and of CPU (all threads), one a repeat, and what it came to."""

    seconds: Sequence[float]
    cpu: Sequence[float]
    came_to: Any


def hold(contestants: Mapping[str, Callable[[], Any]], repeats: int) -> dict[str, Result]:
    """Runs each contestant once to warm up and `repeats` times in turn."""
    came_to = {name: contestant() for name, contestant in contestants.items()}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    for _ in range(repeats):
        for name, contestant in contestants.items():
            began, cpu_began = time.perf_counter(), time.process_time()
            contestant()
            taken[name].append((time.perf_counter() - began, time.process_time() - cpu_began))
    return {
        name: Result([each for each, _ in taken[name]], [cpu for _, cpu in taken[name]], came_to[name])
        for name in contestants
    }


def tell_results(results: Mapping[str, Result], beside: str, records: Mapping[str, int]) -> None:
    """Prints medians and spread, and the medians of the ratios to `beside`, repeat by repeat."""
    rows = [("", "median s", "min", "max", "CPU s", "M records/s", f"x {beside}", "by CPU")]
    for name, result in results.items():
        seconds = median(result.seconds)
        same_size = records[name] == records[beside]
        ratios = [_ratio(result.seconds, results[beside].seconds), _ratio(result.cpu, results[beside].cpu)]
        rows.append(
            (
                name, f"{seconds:.2f}", f"{min(result.seconds):.2f}", f"{max(result.seconds):.2f}",
                f"{median(result.cpu):.2f}", f"{records[name] / seconds / 1e6:.2f}",
                *(ratios if same_size else ("-", "-")),
            )
        )  # fmt: skip
    print(table(rows, right=range(1, 8)))
    tell("bench.in_turn", repeats=len(results[beside].seconds))


def _ratio(own: Sequence[float], others: Sequence[float]) -> str:
    return f"{median(mine / theirs for mine, theirs in zip(own, others, strict=False)):.2f}"
