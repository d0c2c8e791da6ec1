"""Rows that are no call: told by what stands in a column, for a row alone as for a leg of a call."""

import ibis
import ibis.expr.types as ir

from yakkan.usage.mapping import Mapping, NoCall

_ZERO = r"^0+(\.0*)?$"


def no_call(rows: ir.Table, mapping: Mapping) -> ir.BooleanValue:
    """Whether one of the mapping's rules says that the row is no call."""
    return ibis.or_(ibis.literal(False), *(_says_no(rows, rule) for rule in mapping.no_call))


def unknown_answer(rows: ir.Table, mapping: Mapping) -> list[tuple[ir.BooleanValue, str]]:
    """Where a column that tells calls from others holds a text that its rule does not name."""
    told = [rule for rule in mapping.no_call if rule.others]
    return [(rows[rule.column].notin([*rule.values, *rule.others]), "unknown_answer") for rule in told]


def _says_no(rows: ir.Table, rule: NoCall) -> ir.BooleanValue:
    column = rows[rule.column]
    return column.re_search(_ZERO) if rule.zero == "yes" else column.isin(list(rule.values))
