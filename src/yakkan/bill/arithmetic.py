"""The formula of a line, worked out again: numbers, + - × /, brackets, floor, ceil, half_up and min.

It is exact: 0.2 is a fifth. Whoever doubts a line can do the same with a pencil.
"""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|(floor|ceil|half_up|min)|([-+×/(),]))", re.ASCII)
_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "floor": lambda number: Fraction(floor(number)),
    "ceil": lambda number: Fraction(ceil(number)),
    "half_up": lambda number: Fraction(floor(number + Fraction(1, 2))),
    "min": min,
}


def value(formula: str) -> int | Fraction:
    """What the formula comes to: an int where it is whole. Raises ValueError for what is no formula."""
    tokens = list(_tokens(formula))
    result = _sum(tokens)
    if tokens:
        raise ValueError(f"no formula: {formula!r}")
    return int(result) if result.denominator == 1 else result


def _tokens(formula: str) -> Iterator[str]:
    at = 0
    while at < len(formula.rstrip()):
        match = _TOKEN.match(formula, at)
        if match is None:
            raise ValueError(f"no formula: {formula!r}")
        yield match[0].strip()
        at = match.end()


def _sum(tokens: list[str]) -> Fraction:
    result = _product(tokens)
    while tokens and tokens[0] in "+-":
        result += _product(tokens) if tokens.pop(0) == "+" else -_product(tokens)
    return result


def _product(tokens: list[str]) -> Fraction:
    result = _term(tokens)
    while tokens and tokens[0] in "×/":
        result = result * _term(tokens) if tokens.pop(0) == "×" else result / _term(tokens)
    return result


def _term(tokens: list[str]) -> Fraction:
    if not tokens:
        raise ValueError("the formula ends too early")
    token = tokens.pop(0)
    if token == "-":
        return -_term(tokens)
    if token == "(":
        return _closed(tokens, _sum(tokens))
    if token in _FUNCTIONS:
        return _applied(token, tokens)
    if not token[0].isdigit():
        raise ValueError(f"unexpected {token!r}")
    return Fraction(token)


def _applied(function: str, tokens: list[str]) -> Fraction:
    if not tokens or tokens.pop(0) != "(":
        raise ValueError(f"{function} wants brackets")
    arguments = [_sum(tokens)]
    while tokens and tokens[0] == ",":
        tokens.pop(0)
        arguments.append(_sum(tokens))
    return _closed(tokens, _FUNCTIONS[function](*arguments))


def _closed(tokens: list[str], result: Fraction) -> Fraction:
    if not tokens or tokens.pop(0) != ")":
        raise ValueError("a bracket is not closed")
    return result
