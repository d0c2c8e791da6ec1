"""Damaging files and judging what comes of them, one after the other."""

import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.fuzz.mutate import mutated
from tests.fuzz.targets import Target


@dataclass(frozen=True)
class Finding:
    """A file that came to what is not allowed."""

    target: str
    seed: str
    content: bytes
    problem: str


def tried(target: Target, seed: str) -> str | Finding:
    """One damaged file: what came of it."""
    random = Random(seed)
    content = mutated(random, random.choice(target.files))
    with TemporaryDirectory(prefix="fuzz-") as folder:
        try:
            return target.judge(Path(folder), content)
        except Exception:  # whatever it is, nobody may ever see it
            return Finding(target.name, seed, content, traceback.format_exc())


def run(target: Target, seeds: range, name: str) -> tuple[Counter[str], list[Finding]]:
    """Damaged files of these seeds: how many were refused and taken, and what was found."""
    outcomes: Counter[str] = Counter()
    findings = []
    for seed in seeds:
        outcome = tried(target, f"{name}-{target.name}-{seed}")
        if isinstance(outcome, Finding):
            findings.append(outcome)
        else:
            outcomes[outcome] += 1
    return outcomes, findings
