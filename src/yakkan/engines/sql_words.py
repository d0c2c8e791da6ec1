r"""The words of SQL dumps: how SQLite, MySQL (and MariaDB) and PostgreSQL write a tuple, a string, a name.

A dump is never run. A tuple of literals is matched whole by one pattern; whatever else stands there is no row.

>>> words = Words("mysql", 2)
>>> words.values(words.row.match(r"(1,'it\'s');"))
['1', "it's"]
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Dialect = Literal["sqlite", "mysql", "postgresql"]

_STRINGS = {"sqlite": r"'(?:[^']++|'')*+'", "mysql": r"'(?:[^'\\]++|''|\\.)*+'", "postgresql": r"'(?:[^']++|'')*+'"}
_NUMBER = r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?"
_LITERAL = r"({string}|" + _NUMBER + r"|(?i:NULL|TRUE|FALSE))"
_END = r"(?=\s*+(?:,|;|ON CONFLICT DO NOTHING\s*+;))"
_NAME = r"""(?:"[^"\n]++"|`[^`\n]++`|\[[^\]\n]++\]|\w++)"""
NAMES = rf"({_NAME}(?:\.{_NAME})?)"
COLUMNS = rf"\(\s*+({_NAME}(?:\s*+,\s*+{_NAME})*+)\s*+\)"
_OTHERS = r""""[^"]*+"|`[^`]*+`|--[^\n]*+\n|/\*.*?\*/|(\$\w*+\$).*?\1|\$(?=\w*+[^\w$])|/(?=[^*])|-(?=[^-])"""
"""Quoted names, comments, PostgreSQL's dollar quotes, and their signs where they are none: each whole or not."""
_AFTER_A_STRING = r"(?=[\s,;:)\]|*=<>])"  # what stands there otherwise was inside of it: a quote is lost
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_OF_MYSQL = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "%": r"\%", "_": r"\_"}
_COPY_ESCAPED = re.compile(r"\\(.?)")
_OF_COPY = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_NO_CONSTRAINT = re.compile(
    r"(?!(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL|EXCLUDE|LIKE)\b)" + f"({_NAME})", re.I
)
_WORDS = {"NULL": "", "TRUE": "true", "FALSE": "false"}
_DOUBLE_DIGITS = 15  # so many digits of a number SQLite keeps as they are, and writes more of them in a dump
_SMALLEST, _LARGEST = -30, 30


@dataclass
class Words:
    """The patterns of one dialect: a `row` of `width` literals with what may follow it, and what is `passed` over."""

    dialect: Dialect
    width: int
    row: re.Pattern[str] = field(init=False)
    passed: re.Pattern[str] = field(init=False)
    inside: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        string = _STRINGS[self.dialect]
        literal = _LITERAL.format(string=string)
        self.row = re.compile(r"\(\s*+" + r"\s*+,\s*+".join([literal] * self.width) + r"\s*+\)" + _END, re.DOTALL)
        sound = f"{string}{_AFTER_A_STRING}"
        self.passed = re.compile(rf"""(?:[^'"`;$/\-]++|{sound}|{_OTHERS})*+""", re.DOTALL)
        self.inside = re.compile(rf"""[^'"`$/\-(),]++|{sound}|{_OTHERS}|[(),]""", re.DOTALL)

    def values(self, found: "re.Match[str]") -> list[str]:
        """The texts of a tuple's literals; NULL is empty text."""
        return [self._text(literal) for literal in found.groups()]

    def _text(self, literal: str) -> str:
        if literal[0] == "'":
            inner = literal[1:-1]
            if self.dialect == "mysql":
                return _ESCAPED.sub(_meant, inner) if "\\" in inner or "'" in inner else inner
            return inner.replace("''", "'") if "'" in inner else inner
        if literal.isdecimal():
            return literal
        if literal[0].isalpha():
            return _WORDS[literal.upper()]
        return _plain(literal, self.dialect) if len(literal) > _DOUBLE_DIGITS or "e" in literal.lower() else literal

    def parts(self, text: str, at: int, most: int) -> tuple[list[str], int] | None:
        """What stands between the commas in the brackets that begin `at`, and where they end; None if they never do."""
        parts, deep = [""], 0
        while at < len(text) and (found := self.inside.match(text, at, most)):
            word, at = found[0], found.end()
            deep += (word == "(") - (word == ")")
            if deep == 0:
                return parts, at
            if word == "," and deep == 1:
                parts.append("")
            elif (word, deep) != ("(", 1) and not word.startswith(("--", "/*")):
                parts[-1] += word
        return None


def columns_of(names: str) -> list[str]:
    """The names in a list of names."""
    return [unquoted(name) for name in re.findall(_NAME, names)]


def defined_columns(definitions: list[str]) -> list[str]:
    """The columns of a CREATE TABLE, by what stands between its commas."""
    found = [_NO_CONSTRAINT.match(one.strip()) for one in definitions]
    return [unquoted(one[1]) for one in found if one]


def unquoted(name: str) -> str:
    """A name without its quotes."""
    return name[1:-1] if name[0] in '"`[' else name


@lru_cache(maxsize=1000)
def is_table(names: str, table: str) -> bool:
    """Whether a name, maybe with its schema before it, is that of `table`, which may name a schema too."""
    parts = [unquoted(name) for name in re.findall(_NAME, names)]
    wanted = table.split(".")
    return parts[-len(wanted) :] == wanted


def copied(line: str) -> list[str] | None:
    r"""The texts of a line of COPY; `\N` is empty text. None where it holds what PostgreSQL does not write."""
    fields = line.split("\t")
    if "\\" not in line:
        return fields
    values = [_copied(field) for field in fields]
    texts = [value for value in values if value is not None]
    return texts if len(texts) == len(values) else None


def _copied(field: str) -> str | None:
    if field == r"\N":
        return ""
    if any(found not in _OF_COPY for found in _COPY_ESCAPED.findall(field)):
        return None
    return _COPY_ESCAPED.sub(lambda found: _OF_COPY[found[1]], field)


def _meant(found: "re.Match[str]") -> str:
    return "'" if found[1] is None else _OF_MYSQL.get(found[1], found[1])


def _plain(number: str, dialect: Dialect) -> str:
    """A number without an exponent. SQLite's is a double: of the digits that mean it, the fewest.

    So 2.5080000000000000071 is 2.508, as SQLite's other exports write it.
    """
    if dialect == "sqlite" and not number.lstrip("+-").isdecimal():
        number = repr(float(number))  # which double it is, not what it comes to: nothing is worked out with it
    exact = Decimal(number)
    if not exact.is_finite() or not _SMALLEST <= exact.adjusted() <= _LARGEST:
        return number
    return f"{exact:f}"
