"""The shape of a price: what a record of a quantity costs, as a tariff writes it, without names and days.

A billing system's amounts are compared with such shapes: those of the terms, and those that somebody may have typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from yakkan.money import Rounding, divide, text_of_units
from yakkan.terms.rate import Rate
from yakkan.terms.tariff import BEYOND, Tariff

COLUMNS = {"setup": "int64", "maximum": "int64", "scaled_to": "int64", "to": "int64", "mode": "string"}


@dataclass(frozen=True, order=True)
class ShapeStep:
    """`price` (1/10,000 yen, times the shape's scale) for each begun `per`, up to `until` in total quantity."""

    until: int | None
    per: int
    price: int


@dataclass(frozen=True)
class Shape:
    """Set-up, steps, a maximum and a rounding, as `terms.rate` has them; amounts in 1/10,000 yen, times `scale`.

    No step at all: only the set-up, whatever the quantity; and no set-up either: free.
    """

    setup: int = 0
    steps: tuple[ShapeStep, ...] = ()
    maximum: int | None = None
    to: int = 0
    mode: Rounding | Literal[""] = ""
    scale: int = 1

    def amount(self, quantity: int) -> int:
        """What a record of this quantity costs, in 1/10,000 yen."""
        whole, reached = self.setup, 0
        for step in self.steps:
            until = quantity if step.until is None else min(quantity, step.until)
            if until > reached:
                whole += (until - reached + step.per - 1) // step.per * step.price
                reached = until
        capped = whole if self.maximum is None else min(whole, self.maximum)
        return divide(capped, self.to * self.scale, self.mode) * self.to if self.mode else capped

    @property
    def text(self) -> str:
        """The shape as the book writes a rate."""
        if not self.steps and not self.setup:
            return "free"
        parts = [f"setup: {self._yen(self.setup)}"] if self.setup else []
        steps = [
            "{"
            + (f"up_to: {step.until}, " if step.until else "")
            + f"per: {step.per}, yen: {self._yen(step.price)}"
            + "}"
            for step in self.steps
        ]
        parts += [f"steps: [{', '.join(steps)}]"] if steps else []
        parts += [f"maximum: {self._yen(self.maximum)}"] if self.maximum is not None else []
        parts += [f"rounding: {{to: {text_of_units(self.to)}, mode: {self.mode}}}"] if self.mode else []
        return "{" + ", ".join(parts) + "}"

    @property
    def simplest(self) -> "Shape":
        """The same prices with as few steps as can say them: a step that goes on as the one before it is none."""
        steps: list[ShapeStep] = []
        for step in self.steps:
            before = steps[-1] if steps else None
            if before and (before.per, before.price) == (step.per, step.price) and (before.until or 0) % step.per == 0:
                steps[-1] = replace(before, until=step.until)
            else:
                steps.append(step)
        return replace(self, steps=tuple(steps))

    def _yen(self, price: int) -> str:
        return text_of_units(price) if self.scale == 1 else f"{text_of_units(price)} / {self.scale}"


def of_rate(rate: Rate) -> list[Shape]:
    """The shapes of a rate: its own or, where it has bands, each band's."""
    scale, rounding = rate.scale, rate.rounding
    shapes = []
    for setup, steps in rate.prices:
        priced = tuple(ShapeStep(step.up_to, step.counted_in, int(step.price * scale)) for step in steps)
        maximum = None if rate.maximum is None else rate.maximum * scale
        shapes.append(
            Shape(setup * scale, priced, maximum, rounding.to, rounding.mode, scale)
            if rounding
            else Shape(setup * scale, priced, maximum, scale=scale)
        )
    return shapes


def schema(steps: int) -> dict[str, str]:
    """The columns of `columns`, as an engine's table has them."""
    names = (f"{name}_{i}" for i in range(1, steps + 1) for name in ("from", "up_to", "per", "yen"))
    return COLUMNS | dict.fromkeys(names, "int64")


def columns(shape: Shape, steps: int) -> tuple[Any, ...]:
    """A shape spread over columns, so that `rating.metered.amount` prices a record by it."""
    maximum = BEYOND if shape.maximum is None else shape.maximum
    found: list[Any] = [shape.setup, maximum, shape.to * shape.scale, shape.to, shape.mode]
    reached = 0
    for step in shape.steps:
        found += [reached, step.until or BEYOND, step.per, step.price]
        reached = step.until or BEYOND
    return tuple(found + [BEYOND, BEYOND, 1, 0] * (steps - len(shape.steps)))


def as_tariff(shapes: Iterable[Shape]) -> Tariff:
    """What `rating.metered.amount` has to know of a table of these shapes."""
    steps = max((len(shape.steps) for shape in shapes), default=1)
    return Tariff(({}, []), ({}, []), max(steps, 1), False, True, False, {})


def pieces(shapes: Sequence[Shape]) -> list[int]:
    """The quantities by which these shapes count, or at which a step of theirs ends; each once."""
    found = {size for shape in shapes for step in shape.steps for size in (step.per, step.until or step.per)}
    return sorted(found)
