"""Drafts: what a delivery's rows say, field by field, still as text; one draft a record or, before direction, a call.

A draft knows its line, which row of the file it is (several may begin on one line) and, where its format already says
that it can't be a record, the reason.
"""

from collections.abc import Callable
from functools import reduce

import ibis
import ibis.expr.types as ir

from yakkan.money import Rounding, divide
from yakkan.usage.mapping import Mapping, Numbers, Origin, Quantity
from yakkan.usage.no_call import no_call, unknown_answer
from yakkan.usage.schema import FIELDS, LARGEST
from yakkan.usage.times import time_text

Read = Callable[[str], ir.StringValue]

_ZERO_BEFORE = r"[1-9][0-9]{8,9}$"
_KEY_JOINT = "|"
_WHOLE = r"^([0-9]{1,12})$"
_DECIMAL = r"^([0-9]{1,12})(\.([0-9]{1,6}))?$"


def drafts(rows: ir.Table, mapping: Mapping) -> ir.Table:
    """One draft a row: FIELDS (or `caller`, `called`) as text; `line`, `file_row`, `reason`, `rows`, `answered`."""
    none = no_call(rows, mapping)
    unclear = [*unmapped(rows, mapping), *unknown_answer(rows, mapping)]
    return rows.select(
        **texts(rows, mapping),
        line=rows.line,
        file_row=rows.file_row,
        reason=ibis.ifelse(none, "", first_reason(unclear)),
        rows=ibis.literal(1, "int64"),
        answered=~none,
    )


def texts(rows: ir.Table, mapping: Mapping) -> dict[str, ir.StringValue]:
    """The texts of a row by field, whatever part of the mapping gives them; times and quantities as we write them."""
    origins = dict(mapping.fields)
    if mapping.calls:
        origins["started_at"] = Origin(column=mapping.calls.answered_at)
        origins["quantity"] = Origin(column=mapping.calls.seconds)
    found = {field: origin_text(rows, origins.get(field)) for field in FIELDS if field != "quantity"}
    return found | {
        **party_texts(rows, mapping),
        "record_id": key_text(rows, mapping),
        "started_at": time_text(found["started_at"], mapping.times),
        "quantity": quantity_text(rows, origins.get("quantity"), mapping.quantity),
    }


def origin_text(rows: ir.Table, origin: Origin | None, read: Read | None = None) -> ir.StringValue:
    """The text of a field, each of its columns as `read`, or as it stands."""
    read = read or (lambda column: rows[column])
    if origin is None:
        return ibis.literal("")
    if origin.joined:
        return joined([rows[column] for column in origin.joined], " ")
    if origin.column is None:
        return ibis.literal(origin.text or "")
    column = rows[origin.column]
    if origin.columns:
        return ibis.cases(*((column == text, read(other)) for text, other in origin.columns.items()), else_="")
    if origin.values:
        return ibis.cases(
            *((column == text, meant) for text, meant in origin.values.items()), else_=origin.otherwise or ""
        )
    return read(origin.column)


def unmapped(rows: ir.Table, mapping: Mapping) -> list[tuple[ir.BooleanValue, str]]:
    """Where a column's text is none that the mapping names."""
    lists = [
        (origin.column, origin.values or origin.columns)
        for origin in mapping.fields.values()
        if origin.otherwise is None
    ]
    return [(rows[column].notin(list(named)), "unmapped_value") for column, named in lists if column and named]


def first_reason(wrong: list[tuple[ir.BooleanValue, str]]) -> ir.StringValue:
    """The reason of the first condition that holds; empty where none does."""
    return ibis.cases(*wrong, else_="") if wrong else ibis.literal("")


def key_text(rows: ir.Table, mapping: Mapping) -> ir.StringValue:
    """The natural key as one text; empty where a part of it is."""
    return joined([rows[column] for column in mapping.natural_key], _KEY_JOINT)


def joined(parts: list[ir.StringValue], by: str) -> ir.StringValue:
    """The parts as one text; empty where one of them is."""
    whole = reduce(lambda left, right: left + by + right, parts)
    return ibis.ifelse(ibis.or_(*(part == "" for part in parts)), "", whole)


def party_texts(rows: ir.Table, mapping: Mapping) -> dict[str, ir.StringValue]:
    """The numbers of a row, normalised: caller and called where direction is told from them, else the fields."""
    numbers = mapping.numbers
    if mapping.parties:
        parties = mapping.parties
        return {
            "caller": number_text(rows[parties.caller], numbers),
            "called": number_text(rows[parties.called], numbers),
        }
    number = number_text(origin_text(rows, mapping.fields.get("number")), numbers)
    peer_number = number_text(origin_text(rows, mapping.fields.get("peer_number")), numbers)
    return {"number": number, "peer_number": peer_number}


def number_text(number: ir.StringValue, numbers: Numbers) -> ir.StringValue:
    """A number as it is dialled within Japan where one of the domestic prefixes stands before it; no number is ''."""
    if numbers.ends_at:
        number = number.split(numbers.ends_at)[0].fill_null("")
    cases = [(number.isin(list(numbers.withheld.texts)), ibis.literal(""))] if numbers.withheld else []
    for prefix in sorted(numbers.domestic_prefixes, key=len, reverse=True):
        rest = number.substr(len(prefix))
        cases.append((number.startswith(prefix) & rest.re_search("^" + _ZERO_BEFORE), ibis.literal("0") + rest))
    return ibis.cases(*cases, else_=number) if cases else number


def quantity_text(rows: ir.Table, origin: Origin | None, unit: Quantity) -> ir.StringValue:
    """A row's quantity in our unit, whole; what is no number stays as it is, for the checks to name."""

    def read(column: str) -> ir.StringValue:
        return in_our_unit(rows[column], unit.units.get(column, 1), unit.fraction)

    if origin is None or not origin.sum:
        return origin_text(rows, origin, read)
    needed = [read(column) for column in origin.sum]
    if_given = [ibis.ifelse(rows[column] == "", "0", read(column)) for column in origin.if_given]
    counted = [_small(text) for text in (*needed, *if_given)]
    whole = reduce(lambda left, right: left + right, counted).cast("string")
    return whole.fill_null(ibis.ifelse(ibis.or_(*(text == "" for text in needed)), "", "not a number"))


def in_our_unit(quantity: ir.StringValue, times: int, fraction: Rounding | None) -> ir.StringValue:
    """A quantity of which one is `times` of ours, rounded as `fraction` says; what is no number stays as it is."""
    if fraction is None and times == 1:
        return quantity
    pattern = _WHOLE if fraction is None else _DECIMAL
    most = LARGEST // times + 1  # what is more is too large for a record, and may be too large to multiply
    whole = ibis.least(quantity.re_extract(pattern, 1).try_cast("int64"), most)
    millionths = quantity.re_extract(_DECIMAL, 3).rpad(6, "0").try_cast("int64")
    rounded = whole * times + divide(millionths * times, 10**6, fraction or "floor")
    return ibis.ifelse(quantity.re_search(pattern), rounded.cast("string"), quantity)


def _small(text: ir.StringValue) -> ir.IntegerValue:
    """A whole number of at most 15 digits, which no sum of a few brings to overflow; else NULL."""
    return ibis.ifelse(text.re_search(r"^[0-9]{1,15}$"), text, ibis.null("string")).try_cast("int64")
