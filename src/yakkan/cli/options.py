"""Options that several verbs take, and what their texts mean."""

import argparse
from datetime import date
from pathlib import Path

from yakkan import clock
from yakkan.days import Month
from yakkan.messages import locale_language, say
from yakkan.usage import CANONICAL, Mapping, load_mapping


def month(text: str) -> Month:
    """A month as an argument."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(say(locale_language(), "cli.not_a_month", text=text)) from error


def day(text: str) -> date:
    """A day as an argument."""
    try:
        if len(text) != len("2006-01-02") or text[4:8:3] != "--":
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(say(locale_language(), "cli.not_a_day", text=text)) from error


def yen(text: str) -> int:
    """An amount of whole yen as an argument: `1000`, `1,000`, `-300`."""
    try:
        return int(text.replace(",", ""))
    except ValueError as error:
        raise argparse.ArgumentTypeError(say(locale_language(), "cli.not_yen", text=text)) from error


def add_format(parser: argparse.ArgumentParser) -> None:
    """`--format NAME`: a file of `book/formats/`; left out, the canonical one."""
    parser.add_argument("--format", metavar="NAME", help=say(locale_language(), "cli.format"))


def mapping(book: Path, name: str | None) -> Mapping:
    """The mapping of a format by name."""
    return CANONICAL if name in (None, CANONICAL.format) else load_mapping(book, name)


def add_as_known_on(parser: argparse.ArgumentParser) -> None:
    """`--as-known-on DATE`: by the book as it was known on that day."""
    parser.add_argument("--as-known-on", type=day, metavar="DATE", help=say(locale_language(), "cli.as_known_on"))


def known_on(args: argparse.Namespace) -> date:
    """The day on which the book counts as known."""
    return args.as_known_on or clock.today()
