"""Amounts as text and as integers of 1/10,000 yen."""

import re

UNITS_PER_YEN = 10_000
"""An amount of a record is counted in these parts of a yen: 0.2 yen is 2,000."""

_YEN = re.compile(r"(\d{1,12})(?:\.(\d{1,4}))?", re.ASCII)


def units(text: str) -> int:
    """An amount in yen, written with at most four decimals, as 1/10,000 yen.

    Raises ValueError for anything else: a sign, a thousands separator, a fifth decimal, full-width digits.
    """
    match = _YEN.fullmatch(text)
    if match is None:
        raise ValueError(f"not an amount in yen with at most four decimals: {text!r}")
    yen, decimals = match.groups()
    return int(yen) * UNITS_PER_YEN + int((decimals or "").ljust(4, "0"))


def text_of_units(amount: int) -> str:
    """An amount of 1/10,000 yen as exact text in yen, without needless zeros.

    >>> text_of_units(2000), text_of_units(80_000)
    ('0.2', '8')
    """
    yen, part = divmod(abs(amount), UNITS_PER_YEN)
    decimals = f".{part:04}".rstrip("0") if part else ""
    return f"{'-' if amount < 0 else ''}{yen}{decimals}"
