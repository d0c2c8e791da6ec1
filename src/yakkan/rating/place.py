"""Whose usage it is: the contract row that holds a record's number on its day in Japan."""

import ibis
import ibis.expr.types as ir


def rows(contracts: ir.Table) -> ir.Table:
    """Contract rows with a number each (in the order of their content) and their instants; of CONTRACTS makes ROWS."""
    order = [contracts[column] for column in ("contract", "number", "start", "end", "account", "service")]
    numbered = contracts.mutate(row=ibis.row_number().over(order_by=order))
    return numbered.mutate(
        start_at=numbered.start.cast("timestamp"),
        end_at=numbered.end.cast("timestamp"),
    )


def agreeing(rows: ir.Table, disagreeing: ir.Table) -> ir.Table:
    """The rows without those that disagree; those of one account, contract and service have one `party`, the first."""
    kept = rows.anti_join(disagreeing, "row")
    return kept.mutate(party=kept.row.min().over(ibis.window(group_by=["account", "contract", "service"])))


def disagreeing(rows: ir.Table, months: ir.Table) -> ir.Table:
    """Rows that cannot all be true on a day of these months: `row`, `reason`. Usage can be placed on none of them.

    One number in two contracts (`number_in_two_contracts`), or twice in one (`number_twice`); one contract with two
    accounts, services, customers, plans or groups at a time (`contract_disagrees`).
    """
    pairs = _overlapping(rows.filter(rows.number != ""), months, "number")
    pairs = pairs.filter(pairs.row != pairs.row_2)
    two_contracts = pairs.contract != pairs.contract_2
    numbers = pairs.select("row", reason=ibis.ifelse(two_contracts, "number_in_two_contracts", "number_twice"))
    whose = rows.select("contract", "account", "service", "customer", "plan", "group", "start", "end").distinct()
    both = _overlapping(whose, months, "contract")
    told_twice = ("account", "service", "customer", "plan", "group")
    differ = ibis.or_(*(both[column] != both[f"{column}_2"] for column in told_twice))
    contracts = rows.semi_join(both.filter(differ), "contract").select("row", reason=ibis.literal("contract_disagrees"))
    return numbers.union(contracts).group_by("row").agg(reason=lambda t: t.reason.min())


def _overlapping(spans: ir.Table, months: ir.Table, on: str) -> ir.Table:
    """Pairs alike in `on` that share a day of one of the months; the columns of the second end in `_2`."""
    others = spans.view()
    others = others.select(**{f"{column}_2": others[column] for column in spans.columns})
    both = spans.join(others, spans[on] == others[f"{on}_2"])
    both = both.filter((both.start < both.end_2) & (both.start_2 < both.end))
    return both.join(
        months.select("first", "next"),
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
