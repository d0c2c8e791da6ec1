"""yakkan and the oracle agree to the yen on every random month of a batch: two workings, written apart.

A test file has some of the 2,000 months; see `EveryMonthAgrees`.
"""

from collections import Counter

from random_month import MONTHS_OF_A_BATCH
from rated_months import Rated, Run

ENOUGH = {  # of a batch, an eighth of all: how often each must occur, by the generator and the oracle alone
    "rated": 6_000, "split by bands": 50, "capped": 80, "rounded": 80, "covered whole": 300, "covered in part": 150,
    "duplicates": 150, "other_content": 40, "late": 1_200, "no_contract": 300, "not_covered": 150, "unsound": 60,
    "percentage": 80, "yen off": 80, "incoming-call": 100, "options": 100, "one-off fees": 100,
    "accounts changed": 20, "plans": 500, "groups": 300, "begins in the month": 300, "ends in the month": 300,
    "bills": 500, "bills with two rates": 100,
}  # fmt: skip


class EveryMonthAgrees:
    """The tests of one batch of random months; a subclass says which."""

    batch: int

    def test_every_charge_discount_tax_and_total_is_the_oracles(self, run: Run) -> None:
        assert len(run.months) == MONTHS_OF_A_BATCH
        differing = {seed: said for seed, month in run.months.items() if (said := differences(month))}
        assert not differing, "\n".join(f"seed {seed}: {said}" for seed, said in list(differing.items())[:20])

    def test_every_record_costs_what_the_oracle_says(self, run: Run) -> None:
        for seed, month in run.months.items():
            assert month.amounts == month.oracle.amounts, f"seed {seed}"

    def test_every_record_that_is_not_rated_has_the_oracles_reason(self, run: Run) -> None:
        for seed, month in run.months.items():
            outside = [(record, "other_month") for record in month.oracle.outside]
            assert sorted(month.quarantined) == sorted(month.oracle.quarantined + outside), f"seed {seed}"

    def test_received_is_rated_quarantined_or_a_duplicate_each_counted_apart(self, run: Run) -> None:
        counted: Counter = Counter(received=0, rated=0, quarantined=0, duplicate=0)
        for month in run.months.values():
            counted["received"] += len(month.given.usage)
            counted["rated"] += len(month.oracle.amounts)
            counted["quarantined"] += len(month.oracle.quarantined) + len(month.oracle.outside)
            counted["duplicate"] += month.oracle.duplicates
        assert dict(counted) == run.counts
        assert counted["received"] == counted["rated"] + counted["quarantined"] + counted["duplicate"]

    def test_every_shape_was_met_often(self, run: Run) -> None:
        met = statistics(run)
        assert {shape: met[shape] for shape, enough in ENOUGH.items() if met[shape] < enough} == {}, met

    def test_a_disagreement_would_be_seen(self, run: Run) -> None:
        """A yen more on one line of one month is told with its part."""
        month = next(month for month in run.months.values() if any(month.charges.values()))
        key = next(key for key, yen in month.charges.items() if yen)
        month.charges[key] += 1
        assert [said.partition(":")[0] for said in differences(month)] == ["charges", "sums"]
        month.charges[key] -= 1
        assert not differences(month)


def differences(month: Rated) -> list[str]:
    """What yakkan and the oracle disagree on: charges, discounts, tax by rate, sums, what is parked, seconds."""
    said = month.oracle
    pairs = {
        "charges": (
            {key: yen for key, yen in month.charges.items() if yen},
            {(a, *key): yen for a, bill in said.bills.items() for key, yen in bill.charges.items()},
        ),
        "discounts": (
            dict(month.discounts),
            {(a, *key): yen for a, bill in said.bills.items() for key, yen in bill.discounts.items()},
        ),
        "bases": (
            {key: base for key, (base, _) in month.taxes.items() if base},
            {(a, rate): base for a, bill in said.bills.items() for rate, base in bill.bases.items()},
        ),
        "tax": (
            {key: tax for key, (_, tax) in month.taxes.items() if tax},
            {(a, rate): tax for a, bill in said.bills.items() for rate, tax in bill.tax.items() if tax},
        ),
        "sums": (_sums(month), {a: (bill.before_tax, bill.total) for a, bill in said.bills.items() if bill.charges}),
        "parked": (dict(month.parked), said.parked),
        "counted seconds": (
            dict(month.counted_seconds),
            {key: seconds for key, seconds in said.counted_seconds.items() if seconds},
        ),
    }
    return [f"{what}: yakkan {ours}, oracle {theirs}" for what, (ours, theirs) in pairs.items() if ours != theirs]


def _sums(month: Rated) -> dict[str, tuple[int, int]]:
    """Before tax and in all, of each account that has anything to pay."""
    before_tax: dict[str, int] = {}
    for (account, _, _), yen in month.charges.items():
        before_tax[account] = before_tax.get(account, 0) + yen
    charged = {account for (account, _, _), yen in month.charges.items() if yen}
    for (account, _, _), yen in month.discounts.items():
        before_tax[account] -= yen
    sums = {}
    for account in charged:
        tax = sum(yen for (of, _), (_, yen) in month.taxes.items() if of == account)
        sums[account] = (before_tax[account], before_tax[account] + tax)
    return sums


def statistics(run: Run) -> Counter:
    """How often each shape occurred, by the generator's data and the oracle's working."""
    met: Counter = Counter()
    for month in run.months.values():
        given, said = month.given, month.oracle
        met.update(said.met)
        met["rated"] += len(said.amounts)
        met["duplicates"] += said.duplicates
        met["outside"] += len(said.outside)
        reasons = Counter(reason for _, reason in said.quarantined)
        met.update({reason: reasons.pop(reason, 0) for reason in ("other_content", "no_contract", "not_covered")})
        met["unsound"] += sum(reasons.values())
        met["late"] += len(given.deliveries[1])
        met["begins in the month"] += sum(row["from"].startswith(given.month) for row in given.contracts)
        met["ends in the month"] += sum(row["until"].startswith(given.month) for row in given.contracts)
        met["plans"] += sum(row["plan"] != "" for row in given.contracts)
        met["groups"] += sum(row["group"] != "" for row in given.contracts)
        payers = Counter(contract for contract, _ in {(row["contract"], row["account"]) for row in given.contracts})
        met["accounts changed"] += sum(accounts > 1 for accounts in payers.values())
        _note_bills(met, month)
    return met


def _note_bills(met: Counter, month: Rated) -> None:
    services = {row["contract"]: month.services[row["service"]] for row in month.given.contracts}
    for bill in month.oracle.bills.values():
        met["bills"] += 1
        met["bills with two rates"] += len(bill.bases) > 1
        for contract, name in bill.discounts:
            found = next((one for one in services[contract].discounts if one.id == name), None)
            met[name if found is None else "percentage" if found.rounding else "yen off"] += 1
        for contract, entry in bill.charges:
            met["options"] += any(fee.id == entry and fee.option != "" for fee in services[contract].fees)
            met["one-off fees"] += any(one_off.id == entry for one_off in services[contract].one_offs)
