"""Why records were quarantined and accounts parked: the reasons that a folder's files give, as messages with a cure."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from yakkan.messages import catalogue
from yakkan.usage import reason_name


def quarantined(file: Path) -> list[tuple[str, int]]:
    """The messages of a `quarantine.csv`, each with the number of its records, the most frequent first."""
    counts = Counter(name for name, _ in quarantined_rows(file))
    return sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))


def quarantined_rows(file: Path) -> Iterator[tuple[str, int]]:
    """Each record of a `quarantine.csv`: the message of its reason, and the line on which it stood."""
    return ((_name(row["reason"]), int(row["line"])) for row in _rows(file))


def parked(file: Path) -> list[tuple[str, dict[str, str]]]:
    """What a `parked.csv` says of each account: its message and the values of it; one for each account and reason."""
    first: dict[tuple[str, ...], dict[str, str]] = {}
    for row in _rows(file):
        first.setdefault((row["account"], row["month"], row["reason"], row["detail"]), row)
    return [(f"parked.{row['reason']}", row) for row in first.values()]


def _name(reason: str) -> str:
    """The message of a reason: a record was refused by rating, or at the door."""
    return f"unrated.{reason}" if f"unrated.{reason}" in catalogue() else reason_name(reason)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
