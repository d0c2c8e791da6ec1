"""What a month costs by the book of one day and of another: out of the state, into a folder."""

from datetime import date
from pathlib import Path

from yakkan.apps.billing.actions.make_run import snapshot
from yakkan.apps.billing.queries import lake
from yakkan.days import Month
from yakkan.engines.scratch import scratch
from yakkan.runs import cost
from yakkan.runs.bill import usage_files
from yakkan.terms import load


def cost_month(month: Month, book: Path, data: Path, days: tuple[date, date], out: Path) -> cost.Cost:
    """Work a month out by the book as known on two days, then and now, into the new folder `out`."""
    found_book = load(book)
    with scratch() as folder:
        found = snapshot(month, data, folder)
        usage = list(usage_files(lake(data), found.deliveries[month], month).values())
        inputs = cost.CostInputs(found_book, usage, folder / "contracts.parquet", *days)
        return cost.cost(month, inputs, out)
