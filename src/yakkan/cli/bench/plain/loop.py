"""The plain month record by record in plain Python, over fewer records, its dictionaries made beforehand."""

from collections import defaultdict

from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.cli.bench.plain import LOOPED
from yakkan.cli.bench.plain.contestants import ByYakkan


class Loop:
    """The same rule, a record at a time."""

    processes = ()

    def __init__(self, setting: Setting) -> None:
        found = ByYakkan(setting)
        run = found.opened().connection.execute
        self.usage = run(f"SELECT number, usage_class, started_at, quantity FROM usage LIMIT {LOOPED}").fetchall()
        held = run("SELECT number, contract, service FROM contracts").fetchall()
        self.services = {number: (contract, service) for number, contract, service in held}
        schema, rows = found.tariff.rates
        first = list(schema).index("from_1")
        charges = {row[0]: row[1] for row in found.tariff.values[1]}
        steps = range(first, first + 4 * found.tariff.steps, 4)
        self.prices = {f"{row[2]} {row[3]}": (charges[row[1]], [row[at : at + 4] for at in steps]) for row in rows}

    def run(self) -> CameTo:
        """Works the month out."""
        months: dict[tuple[str, str, int], int] = defaultdict(int)
        for number, usage_class, started_at, quantity in self.usage:
            contract, service = self.services[number]
            charge, steps = self.prices[f"{service} {usage_class}"]
            amount = 0
            for from_, up_to, per, yen in steps:
                within = min(max(quantity, from_), up_to) - from_
                amount += (within + per - 1) // per * yen
            months[contract, charge, started_at.year * 12 + started_at.month - 1] += amount
        return {"": (len(months), sum(months.values()))}

    def close(self) -> None:
        """Nothing is open."""
