"""How long a contract was in force in a month: its days, first and last included, and the first of them."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir


def contract_months(rows: ir.Table, months: ir.Table, *, by: Sequence[str] = ()) -> ir.Table:
    """A row a month and (account, contract, service, and what else is named): `first_day`, `days`, `plan`, `group`.

    A contract has a row a number and period, so its days are those of the union of its rows; its plan and group in
    the month are those of the earliest of them.
    """
    spans = rows.join(months.drop("start", "end"), (rows.start < months.next) & (rows.end > months.first))
    spans = spans.mutate(first_day=ibis.greatest(spans.start, spans.first), after=ibis.least(spans.end, spans.next))
    keys = ["account", "contract", "service", "month", *by]
    order = [spans.first_day, spans.after, spans.row]
    earlier = ibis.window(group_by=keys, order_by=order, preceding=(None, 1))
    nth = ibis.row_number().over(ibis.window(group_by=keys, order_by=order))
    spans = spans.mutate(reached=spans.after.max().over(earlier), nth=nth)
    begins = ibis.greatest(spans.first_day, ibis.coalesce(spans.reached, spans.first_day))
    spans = spans.mutate(own_days=ibis.greatest(spans.after.delta(begins, unit="day"), 0))
    return spans.group_by(keys).agg(
        first_day=spans.first_day.min(),
        days=spans.own_days.sum(),
        plan=spans.plan.max(where=spans.nth == 0),
        group=spans.group.max(where=spans.nth == 0),
    )


def with_values(contract_months: ir.Table, values: ir.Table) -> ir.Table:
    """Contracts and months (whoever is billed for them) beside the service's values in force on their first day."""
    months = contract_months.group_by("contract", "service", "month").agg(first_day=contract_months.first_day.min())
    values = values.rename(of_service="service")
    return months.join(
        values,
        [months.service == values.of_service, months.first_day >= values.start, months.first_day < values.end],
    ).drop("of_service", "start", "end")
