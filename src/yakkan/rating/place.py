"""Whose usage it is: the contract row that holds a record's number on its day in Japan."""

import ibis
import ibis.expr.types as ir


def rows(contracts: ir.Table) -> ir.Table:
    """Contract rows with a number each (in the order of their content) and their instants; of CONTRACTS makes ROWS.

    Rows of one account, contract and service have one `party`: the smallest of their numbers.
    """
    order = [contracts[column] for column in ("contract", "number", "start", "end", "account", "service")]
    numbered = contracts.mutate(row=ibis.row_number().over(order_by=order))
    party = numbered.row.min().over(ibis.window(group_by=["account", "contract", "service"]))
    return numbered.mutate(
        party=party,
        start_at=numbered.start.cast("timestamp"),
        end_at=numbered.end.cast("timestamp"),
    )


def disagreeing(rows: ir.Table, months: ir.Table) -> ir.Table:
    """Rows that cannot both be true on a day of these months: `row`, `reason`.

    One number in two contracts (`number_in_two_contracts`), or one contract with two accounts, services or customers
    at a time (`contract_disagrees`). Usage can be placed on neither of them.
    """
    pairs = [
        _overlapping(rows, months, "number").filter(lambda t: (t.number != "") & (t.contract != t.contract_2)),
        _overlapping(rows, months, "contract").filter(
            lambda t: (t.account != t.account_2) | (t.service != t.service_2) | (t.customer != t.customer_2)
        ),
    ]
    reasons = ["number_in_two_contracts", "contract_disagrees"]
    found = [
        pair.select("row").mutate(reason=ibis.literal(reason)) for pair, reason in zip(pairs, reasons, strict=True)
    ]
    return found[0].union(found[1]).group_by("row").agg(reason=lambda t: t.reason.min())


def _overlapping(rows: ir.Table, months: ir.Table, on: str) -> ir.Table:
    """Pairs of different rows, alike in `on`, that share a day of one of the months."""
    columns = ["row", "contract", "account", "service", "customer", "number", "start", "end"]
    ours, theirs = rows.select(*columns), rows.view()
    others = theirs.select(**{f"{column}_2": theirs[column] for column in columns})
    both = ours.join(others, ours[on] == others[f"{on}_2"])
    both = both.filter((both.row != both.row_2) & (both.start < both.end_2) & (both.start_2 < both.end))
    return both.join(
        months,
        (ibis.greatest(both.start, both.start_2) < months.next) & (ibis.least(both.end, both.end_2) > months.first),
    ).select(*both.columns)


def placed(usage: ir.Table, rows: ir.Table) -> ir.Table:
    """Each record beside the contract row that its number belonged to when it started; `row` is null where none did."""
    whose = rows.select("row", "service", "start_at", "end_at", number_held=rows.number)
    return usage.join(
        whose,
        [usage.number == whose.number_held, usage.started_at >= whose.start_at, usage.started_at < whose.end_at],
        how="left",
    ).drop("number_held", "start_at", "end_at")
