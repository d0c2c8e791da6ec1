"""`yakkan compare terms configured | terms published | configured published`: what two books charge differently."""

import argparse
from pathlib import Path

from yakkan.bill import compared
from yakkan.bill.explain import Telling
from yakkan.cli import options
from yakkan.cli.output import table, tell
from yakkan.messages import Refused, locale_language, say
from yakkan.runs import compare
from yakkan.terms import Book, load
from yakkan.terms.compare.effect import Effect


def arguments(parser: argparse.ArgumentParser) -> None:
    """The two books, the day, a sample of usage, and the folder to write."""
    text = locale_language()
    parser.add_argument("one", choices=compare.BOOKS, metavar="BOOK", help=say(text, "cli.compare_one"))
    parser.add_argument("other", choices=compare.BOOKS, metavar="OTHER", help=say(text, "cli.compare_other"))
    parser.add_argument(
        "--usage", nargs="+", type=Path, default=[], metavar="FILE", help=say(text, "cli.compare_usage")
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help=say(text, "cli.out"))
    options.add_as_known_on(parser)


def run(args: argparse.Namespace) -> int:
    """Prints each difference: 0 where there is none, 1 where there is one."""
    if args.one == args.other:
        raise Refused("compare.same_book", values={"book": args.one})
    book = load(args.book)
    books = tuple(compare.book_of(book, name, args.book) for name in (args.one, args.other))
    found = compare.compare((books[0], books[1]), (args.one, args.other), options.known_on(args), args.usage)
    if args.out:
        compare.write(found, args.out)
    for number, one in enumerate(found.found, start=1):
        _tell(number, one, found, book)
    for name, services in zip(found.books, found.only, strict=True):
        if services:
            tell("compare.only_in", book=_book(name), services=", ".join(services))
    if args.out:
        tell("cli.written", out=args.out)
    names = {"one": _book(args.one), "other": _book(args.other), "day": found.known_on}
    tell("compare.count" if found.found else "compare.none", count=len(found.found), **names)
    return 1 if found.found else 0


def _tell(number: int, one: compare.Compared, comparison: compare.Comparison, book: Book) -> None:
    """Prints a difference: what and when, what both books say, what typical usage costs by each."""
    language, difference = locale_language(), one.difference
    first, last = compare.inclusive(difference.days)
    days = say(language, "compare.days" if last else "compare.days_on", first=first, last=last)
    head = {"service": difference.service, "entry": difference.entry, "name": one.names[language], "days": days}
    tell("compare.difference", number=number, **head)
    telling = Telling(language, book)
    sides = zip(comparison.books, one.words[language], (difference.terms, difference.other), strict=True)
    print(table([("   ", _book(name), words, compared.clauses(side, telling)) for name, words, side in sides]))
    differing = [effect for effect in one.effects if effect.differs]
    rows = [("   ", compared.quantity(effect, telling), *_yen(effect)) for effect in differing]
    if rows:
        heading = ("   ", "", _book(comparison.books[0]), "", _book(comparison.books[1]), "")
        print(table([heading, *rows], right=(2, 4, 5)))
    if one.records:
        tell("compare.median", records=f"{one.records:,}")


def _yen(effect: Effect) -> tuple[str, str, str, str]:
    """What both books charge, and how much more the other one does."""
    more = ""
    if effect.terms is not None and effect.other is not None:
        sign = "+" if effect.other > effect.terms else "-"
        more = say(locale_language(), "compare.more", yen=sign + compared.yen(abs(effect.other - effect.terms)))
    return compared.yen(effect.terms), "→", compared.yen(effect.other), more


def _book(name: str) -> str:
    return say(locale_language(), f"compare.{name}")
