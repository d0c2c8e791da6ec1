"""The month's discounts, turn by turn: what each takes of the charges that those before it have left."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from yakkan.engines import Engine
from yakkan.rating import TermsTables, contract_months, discounts, fixed, incoming_seconds, percentage
from yakkan.rating.lines import Lines
from yakkan.terms import Book
from yakkan.terms.turns import turns


@dataclass(frozen=True)
class Month:
    """What discounts are worked out from: contracts' months, the month's totals, contract rows, rates and terms."""

    contract_months: ir.Table
    totals: ir.Table
    rows: ir.Table
    tariff: ir.Table
    counted: ir.Table
    terms: TermsTables


def taken(engine: Engine, book: Book, month: Month, charge_lines: Sequence[ir.Table]) -> tuple[ir.Table, list[Lines]]:
    """The seconds that each number received for 着割, and the lines of all discounts.

    A turn of which the book has no discount of a shape does not work that shape out.
    """
    in_turn = turns(book)
    last = max(in_turn.values(), default=1)
    charged = engine.keep("charged_1", discounts.charged(charge_lines))
    received: list[ir.Table] = []
    made: list[Lines] = []
    for turn in range(1, last + 1):
        shapes: set[str] = {
            discount.shape
            for service in book.services.values()
            for discount in service.discounts
            if in_turn[service.service, discount.id] == turn
        }
        shares = []
        if turn == 1 or "incoming_seconds" in shapes:
            numbers, share = _incoming(engine, month, charged, turn)
            received.append(numbers)
            shares.append(share)
        shares += _of_contracts(engine, month, charged, turn, shapes)
        parts = [discounts.discount_lines(share, month.terms) for share in shares]
        made += [_kept(engine, f"discount_{turn}_{i}", part) for i, part in enumerate(parts)]
        if turn < last:
            charged = engine.keep(f"charged_{turn + 1}", discounts.left(charged, shares, month.terms))
    return ibis.union(*received) if len(received) > 1 else received[0], made


def _of_contracts(engine: Engine, month: Month, charged: ir.Table, turn: int, shapes: set[str]) -> list[ir.Table]:
    """What discounts of percent and of yen take in a turn: `discounts.shared` each."""
    terms, shares = month.terms, []
    charges = discounts.of(charged, terms)
    for shape, room, values in (("percentage", percentage, terms.percentages), ("fixed", fixed, terms.fixed)):
        if shape in shapes:
            of_turn = values.filter(values.turn == turn).drop("turn")
            members = contract_months.with_values(month.contract_months, of_turn)
            shares.append(engine.keep(f"{shape}_{turn}", room.shares(charges, members)))
    return shares


def _incoming(engine: Engine, month: Month, charged: ir.Table, turn: int) -> tuple[ir.Table, ir.Table]:
    """What each number received in a turn's 着割, and what its contracts take."""
    terms = month.terms.discounts.filter(month.terms.discounts.turn == turn).drop("turn")
    known = incoming_seconds.Month(
        month.contract_months, month.totals, month.rows, month.tariff, charged, month.counted, terms, month.terms
    )
    members = engine.keep(f"members_{turn}", incoming_seconds.members(known))
    numbers = engine.keep(f"received_{turn}", incoming_seconds.numbers(known, members))
    call_charges = engine.keep(f"call_charges_{turn}", incoming_seconds.call_charges(known, members))
    earned = engine.keep(f"earned_{turn}", incoming_seconds.earned(numbers, call_charges))
    return numbers, engine.keep(f"incoming_{turn}", incoming_seconds.shares(call_charges, earned))


def _kept(engine: Engine, name: str, part: Lines) -> Lines:
    return Lines(engine.keep(f"{name}_lines", part.lines), engine.keep(f"{name}_citations", part.citations))
