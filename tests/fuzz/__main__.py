"""`python -m tests.fuzz --seconds N [--seed S] [TARGET ...]`: exit 0 where nothing was found, else 1."""

import argparse
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from tests.fuzz.runner import Finding, tried
from tests.fuzz.targets import targets


def main() -> int:
    """Goes round the targets until the time is over; prints each finding and keeps its file in `fuzz-findings/`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", default="1")
    args = parser.parse_args()
    chosen = [target for target in targets() if not args.names or any(name in target.name for name in args.names)]
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    ends, number = time.monotonic() + args.seconds, 0
    while time.monotonic() < ends:
        number += 1
        for target in chosen:
            for nth in range(target.times):
                outcome = tried(target, f"{args.seed}-{target.name}-{number}-{nth}")
                if isinstance(outcome, Finding):
                    _keep(outcome)
                outcomes[target.name]["found" if isinstance(outcome, Finding) else outcome] += 1
    for name, counts in outcomes.items():
        print(name, dict(sorted(counts.items())))
    return 1 if any(counts["found"] for counts in outcomes.values()) else 0


def _keep(found: Finding) -> None:
    folder = Path("fuzz-findings")
    folder.mkdir(exist_ok=True)
    (folder / found.seed.replace("/", "-").replace(":", "-")).write_bytes(found.content)
    print(f"FOUND {found.target}, seed {found.seed}\n{found.problem}", flush=True)


sys.exit(main())
