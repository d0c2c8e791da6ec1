"""`yakkan explain BILL [LINE]`: how each amount of a bill came about, and the clause that it follows from."""

import argparse
from pathlib import Path

from yakkan.messages import Refused, locale_language, say
from yakkan.project import state
from yakkan.runs import told


def arguments(parser: argparse.ArgumentParser) -> None:
    """The bill, one of its lines, and where it is: issued, or in a run's folder."""
    text = locale_language()
    parser.add_argument("bill", metavar="BILL", help=say(text, "cli.explain_bill"))
    parser.add_argument("line", nargs="?", metavar="LINE", help=say(text, "cli.explain_line"))
    parser.add_argument("--run", dest="folder", type=Path, metavar="DIR", help=say(text, "cli.explain_run"))
    parser.add_argument("--language", choices=["ja", "en"], default=text, help=say(text, "cli.explain_language"))


def run(args: argparse.Namespace) -> int:
    """Prints the explanation for staff."""
    found = _of_run(args.folder, args) if args.folder else _issued(args.bill, args.data)
    if found is None:
        raise Refused("cli.no_such_bill", values={"bill": args.bill})
    print(found.text(args.line, args.language))
    return 0


def _of_run(folder: Path, args: argparse.Namespace) -> told.ToldBill | None:
    """A bill of a run, which is named by its folder or by its name."""
    return told.of_folder(folder if folder.is_dir() else args.data / "runs" / folder.name, args.bill)


def _issued(bill: str, data: Path) -> told.ToldBill | None:
    """An issued bill, as the database holds it."""
    with state.open(data):
        from yakkan.apps.billing.queries import told_bill  # after the state was opened

        return told_bill(bill, data)
