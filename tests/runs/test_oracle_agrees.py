"""yakkan and the oracle agree to the yen on 500 random months: two workings, written apart, from the same terms."""

from fractions import Fraction

from rated_months import Rated, Run

import oracle


def test_every_bill_of_500_random_months_is_the_oracles(random_runs):
    months = {seed: month for run in random_runs for seed, month in run.months.items()}
    assert len(months) == 500
    differing = {seed: said for seed, month in sorted(months.items()) if (said := differences(month))}
    assert not differing, "\n".join(f"seed {seed}: {said}" for seed, said in differing.items())


def test_every_record_is_counted_once_as_the_oracle_counts_it(random_runs):
    for run in random_runs:
        counted = dict.fromkeys(("received", "rated", "quarantined", "duplicate"), 0)
        for month in run.months.values():
            said = month.oracle
            rated, quarantined = sum(said.records.values()), len(said.quarantined)
            outside = len(month.given.usage) - said.duplicates - rated - quarantined
            assert (rated, quarantined) == (len(month.amounts), len(month.of_month(month.quarantined)))
            counted["received"] += len(month.given.usage)
            counted["rated"] += rated
            counted["quarantined"] += quarantined + outside  # what starts in another month has its reason there
            counted["duplicate"] += said.duplicates
        assert counted == run.counts


def test_every_record_costs_what_the_oracle_says(random_runs):
    records = 0
    for run in random_runs:
        for seed, month in run.months.items():
            for record_id, expected in _records(month):
                assert month.amounts.get(record_id) == expected, f"seed {seed}, record {record_id}"
                records += 1
    assert records > 5_000


def differences(month: Rated) -> list[str]:
    """What yakkan and the oracle disagree on: charges, discounts, tax by rate, sums, counts, seconds."""
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
        "parked": (month.parked, len(said.parked)),
        "quarantined": (month.of_month(month.quarantined), set(said.quarantined)),
        "duplicates": (month.duplicates, said.duplicates),
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


def _records(month: Rated) -> list[tuple[str, Fraction]]:
    """Each record of the month that the oracle rates, once, with its exact price."""
    held: dict[str, Fraction] = {}
    quarantined = set(month.oracle.quarantined)
    services = {row["number"]: row["service"] for row in month.given.contracts}
    in_month = month.of_month(row["record_id"] for row in month.given.usage)
    for row in month.given.usage:
        if row["record_id"] in in_month - quarantined:
            entries = oracle.SERVICES[services[row["number"]]].entries
            entry = next(entry for entry in entries if oracle.fits(entry, row))
            held[row["record_id"]] = oracle.price(entry, int(row["quantity"]))
    return list(held.items())


def test_a_disagreement_would_be_seen(random_runs):
    """A yen more on one line of one month is told with its part."""
    month = next(month for run in random_runs for month in run.months.values() if any(month.charges.values()))
    key = next(key for key, yen in month.charges.items() if yen)
    month.charges[key] += 1
    assert [said.partition(":")[0] for said in differences(month)] == ["charges", "sums"]
    month.charges[key] -= 1
    assert not differences(month)


def test_the_runs_are_of_many_months(random_runs):
    assert len(random_runs) == 15
    assert all(isinstance(run, Run) and len(run.months) > 5 for run in random_runs)
