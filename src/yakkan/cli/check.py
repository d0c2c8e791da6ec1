"""`yakkan check`: the book is read, and every case of it comes out to the yen."""

import argparse
from pathlib import Path

from yakkan import clock
from yakkan.cli.output import tell
from yakkan.messages import locale_language, say
from yakkan.runs import cases


def arguments(parser: argparse.ArgumentParser) -> None:
    """Files or folders of cases; the book's own where none is named."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=say(locale_language(), "cli.check_paths"))


def run(args: argparse.Namespace) -> int:
    """0 where all cases pass, 1 where one fails."""
    verdicts = cases.check(args.book, args.paths or [args.book / "cases"], clock.today(), args.engine)
    failed = [verdict for verdict in verdicts if verdict.differences]
    for verdict in failed:
        tell("cli.case_failed", file=verdict.file, sentence=verdict.sentence)
        for difference in verdict.differences:
            clause = f" ({difference.clause})" if difference.clause else ""
            tell(
                "cli.case_difference",
                what=difference.what,
                expected=difference.expected,
                found=difference.found,
                clause=clause,
            )
    tell("cli.cases_passed", passed=len(verdicts) - len(failed), failed=len(failed))
    return 1 if failed else 0
