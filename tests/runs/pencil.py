"""A pencil: the arithmetic of a line worked out again, apart from yakkan, by Python's own parser and Fraction."""

import ast
import re
from fractions import Fraction
from math import ceil, floor

FUNCTIONS = {
    "floor": lambda number: Fraction(floor(number)),
    "ceil": lambda number: Fraction(ceil(number)),
    "half_up": lambda number: Fraction(floor(number + Fraction(1, 2))),
    "min": min,
}
OPERATORS = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
}
ALLOWED = re.compile(r"(?:\d+(?:\.\d+)?|floor|ceil|half_up|min|[-+×/(), ])+")


def worked_out(formula: str) -> Fraction:
    """What a formula comes to; ValueError where it is not one that a bill may print."""
    if not ALLOWED.fullmatch(formula):
        raise ValueError(formula)
    exact = re.sub(r"\d+\.\d+", lambda number: f'F("{number[0]}")', formula.replace("×", "*"))
    return _value(ast.parse(exact, mode="eval").body)


def unrounded(formula: str) -> Fraction:
    """What stands before the line's own rounding: the inside of its outermost floor, ceil or half_up."""
    inside = re.fullmatch(r"(?:floor|ceil|half_up)\((.*)\)", formula)
    whole = inside and _closes_at_the_end(inside[1])
    return worked_out(inside[1]) if inside and whole else worked_out(formula)


def _closes_at_the_end(text: str) -> bool:
    depth = 0
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "F":
            return Fraction(node.args[0].value)
        return FUNCTIONS[node.func.id](*(_value(argument) for argument in node.args))
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return Fraction(node.value)
    raise ValueError(ast.dump(node))
