"""All issued bills of a month that have no document yet are set and kept, batch by batch, on every core.

Each batch is a transaction, so a command that was killed goes on where it was when it is started again. This process
sets the first batch, with which it goes on record who had it done, while the others start.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from yakkan.cli.output import tell, warn
from yakkan.cli.print.presses import Batch, Presses, processes
from yakkan.days import Month
from yakkan.messages import locale_language, say
from yakkan.project import state

if TYPE_CHECKING:
    from yakkan.apps.billing.actions import Issuing


def run(data: Path, month: Month, whose: tuple[str, str]) -> int:
    """Tells how many were made and which could not be, with the cure; 1 where there is such a bill."""
    with state.open(data):
        from yakkan.apps.billing.actions import BATCH, Issuing  # after the state was opened
        from yakkan.apps.billing.queries import bills_of_month, without_document

        if not bills_of_month(month).exists():
            tell("cli.print_month_none", month=month)
            return 1
        missing = list(without_document(month))
        batches = [missing[place : place + BATCH] for place in range(0, len(missing), BATCH)]
        made, refused = 0, []
        for done, problems in _issued(data, batches, Issuing(str(month), len(missing), *whose)):
            made += done
            refused += problems
            _progress(made + len(refused), len(missing))
        kept = bills_of_month(month).count() - len(missing)
    tell("cli.print_month_done", month=month, made=f"{made:,}", kept=f"{kept:,}")
    if refused:
        warn("cli.print_month_refused", count=f"{len(refused):,}")
    for problem in refused:
        print(f"  {problem}", file=sys.stderr)
    return 1 if refused else 0


def _issued(data: Path, batches: list[Batch], issuing: "Issuing") -> Iterator[tuple[int, list[str]]]:
    """How many documents of each batch were made, and what was refused, as the batches end."""
    from yakkan.cli.print.presses import issued

    if not batches:
        return
    first, others = batches[0], batches[1:]
    with Presses(data, processes(len(others))) as presses:
        yield issued(first, issuing)
        if presses:
            yield from presses.run(others)
        else:
            yield from (issued(batch) for batch in others)


def _progress(done: int, of: int) -> None:
    """Says on a terminal how far it is; in a pipe nothing."""
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print("\r" + say(locale_language(), "cli.print_month_progress", done=f"{done:,}", all=f"{of:,}"),
              end=end, file=sys.stderr, flush=True)  # fmt: skip
