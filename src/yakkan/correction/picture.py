"""Pictures of an audit as SVG: what a record costs by its quantity, and what incidents cost side by side.

A picture says in words what it shows (`title`), and the table after it has its figures.
"""

from collections.abc import Sequence
from html import escape

from yakkan.correction.shape import Shape, pieces
from yakkan.money import UNITS_PER_YEN

_WIDE, _HIGH, _LEFT, _BELOW = 640, 240, 64, 28
_POINTS = 240
_BAR = 36


def reach(shapes: Sequence[Shape]) -> int:
    """Up to which quantity a picture of these shapes shows all of their steps."""
    ends = [step.until for shape in shapes for step in shape.steps if step.until]
    return 3 * max(ends) if ends else 5 * max(pieces(shapes), default=1)


def quantities(shapes: Sequence[Shape]) -> list[int]:
    """A few quantities that tell shapes apart: where their steps end, one more, and some beyond."""
    sizes = [size for size in pieces(shapes) if size > 1] or [1]
    near = {size + more for size in sizes for more in (0, 1)}
    return sorted({1, *near, reach(shapes)})


def curves(billed: Shape, right: Shape, title: str, names: tuple[str, str]) -> str:
    """What was billed as a solid line, what is right as a dashed one, by the quantity of a record; `names` of both."""
    most = reach([billed, right])
    step = max(most // _POINTS, 1)
    along = range(0, most + 1, step)
    top = max(*(billed.amount(q) for q in along), *(right.amount(q) for q in along), UNITS_PER_YEN)
    lines = [
        f'<polyline class="{name}" points="{_line(shape, along, (most, top))}"/>'
        for name, shape in (("right", right), ("billed", billed))
    ]
    named = "".join(
        f'<path class="{name}" d="M{_LEFT + 12} {y}h36"/><text x="{_LEFT + 56}" y="{y + 5}">{escape(text)}</text>'
        for name, text, y in (("billed", names[0], 16), ("right", names[1], 38))
    )
    yen = f"{top / UNITS_PER_YEN:g}"
    axes = (
        f'<path class="axis" d="M{_LEFT} 8V{_HIGH - _BELOW}H{_WIDE - 8}"/>'
        f'<text x="{_LEFT - 6}" y="16" text-anchor="end">{yen}</text>'
        f'<text x="{_LEFT - 6}" y="{_HIGH - _BELOW}" text-anchor="end">0</text>'
        f'<text x="{_WIDE - 8}" y="{_HIGH - 8}" text-anchor="end">{most:,}</text>'
    )
    return _svg(_HIGH, title, axes + "".join(lines) + named)


def _line(shape: Shape, along: range, most: tuple[int, int]) -> str:
    wide, high = _WIDE - 8 - _LEFT, _HIGH - _BELOW - 8
    return " ".join(
        f"{_LEFT + q * wide / most[0]:.1f},{8 + high - shape.amount(q) * high / most[1]:.1f}" for q in along
    )


def bars(rows: Sequence[tuple[str, int]], title: str) -> str:
    """A bar for each name, as long as its yen."""
    most = max((yen for _, yen in rows), default=0) or 1
    drawn = [
        f'<text x="0" y="{i * _BAR + 16}">{escape(name)}</text>'
        f'<rect class="bar" x="0" y="{i * _BAR + 21}" width="{max(yen * (_WIDE - 120) / most, 1):.1f}" height="8"/>'
        f'<text x="{yen * (_WIDE - 120) / most + 6:.1f}" y="{i * _BAR + 31}">{yen:,}</text>'
        for i, (name, yen) in enumerate(rows)
    ]
    return _svg(len(rows) * _BAR + 8, title, "".join(drawn))


def _svg(high: int, title: str, inside: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDE} {high}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{inside}</svg>"
    )
