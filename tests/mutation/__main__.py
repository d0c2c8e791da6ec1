"""`python -m tests.mutation`: exit 0 where a case notices each changed rule, else 1."""

import sys

from tests.mutation.mutants import MUTANTS
from tests.mutation.runner import applies, run


def main(words: list[str]) -> int:
    """Prints a line a change and how many were noticed."""
    all_cases = "--all" in words
    wanted = [word for word in words if word != "--all"]
    chosen = [one for one in MUTANTS if not wanted or any(word in one.name for word in wanted)]
    gone = [mutant for mutant in chosen if not applies(mutant)]
    for mutant in gone:
        print(f"NO LONGER APPLIES  {mutant.name}: {mutant.file} does not say {mutant.old!r} once")
    outcomes = []
    for outcome in run([mutant for mutant in chosen if mutant not in gone], all_cases=all_cases):
        outcomes.append(outcome)
        verdict = "noticed " if outcome.noticed else "SURVIVED" if outcome.code == 0 else "FAILED  "
        print(f"{verdict}  {outcome.mutant.name}: {', '.join(outcome.failed[:3]) or outcome.said[-600:]}", flush=True)
    noticed = sum(outcome.noticed for outcome in outcomes)
    print(f"{noticed} of {len(chosen)} changed rules noticed")
    return 0 if noticed == len(chosen) else 1


sys.exit(main(sys.argv[1:]))
