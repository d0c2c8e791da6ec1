"""`yakkan explain BILL [LINE]`: how each amount of a bill came about, and the clause that it follows from.

It shows what a customer used, so it is on the audit trail who looked, before anything is shown.
"""

import argparse
import getpass
from pathlib import Path

from yakkan.messages import Refused, locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """The bill, one of its lines, where it is (issued, or in a run's folder), and in whose name it is looked at."""
    text = locale_language()
    parser.add_argument("bill", metavar="BILL", help=say(text, "cli.explain_bill"))
    parser.add_argument("line", nargs="?", metavar="LINE", help=say(text, "cli.explain_line"))
    parser.add_argument("--run", dest="folder", type=Path, metavar="DIR", help=say(text, "cli.explain_run"))
    parser.add_argument("--language", choices=["ja", "en"], default=text, help=say(text, "cli.explain_language"))
    parser.add_argument("--as-user", dest="user", default="", metavar="USER", help=say(text, "cli.explain_as"))


def run(args: argparse.Namespace) -> int:
    """Prints the explanation for staff."""
    folder = args.folder
    if folder and not folder.is_dir():
        folder = args.data / "runs" / folder.name  # a run is named by its folder or by its name
    with state.open(args.data):
        from yakkan.apps.billing.actions import Look, explain_bill  # after the state was opened

        look = Look(args.bill, args.line, args.language, getpass.getuser(), args.user)
        text = explain_bill(look, args.data, folder)
    if text is None:
        raise Refused("cli.no_such_bill", values={"bill": args.bill})
    print(text)
    return 0
