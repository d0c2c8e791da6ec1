"""`yakkan print BILL`: a bill as its customer gets it; `yakkan print --month MONTH`: all bills of a month, kept.

A bill shows what a customer used, so it is on the audit trail who had it made, before anything is written. The PDF of
an issued bill is set once and kept; from then on those bytes are handed out.
"""

import argparse
import getpass
import hashlib
import sys
from pathlib import Path

from yakkan.cli import options
from yakkan.cli.output import tell, write_new
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """The bill, where it is (issued, or in a run's folder), as what, in which language, whereto; or a whole month."""
    text = locale_language()
    parser.add_argument("bill", nargs="?", metavar="BILL", help=say(text, "cli.explain_bill"))
    parser.add_argument("--month", type=options.month, metavar="MONTH", help=say(text, "cli.print_month"))
    parser.add_argument("--as", dest="kind", choices=["pdf", "text"], help=say(text, "cli.print_as"))
    parser.add_argument("--language", choices=["ja", "en"], help=say(text, "cli.print_language"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say(text, "cli.print_out"))
    parser.add_argument("--run", dest="folder", type=Path, metavar="DIR", help=say(text, "cli.explain_run"))
    parser.add_argument("--as-user", dest="user", default="", metavar="USER", help=say(text, "cli.explain_as"))


def run(args: argparse.Namespace) -> int:
    """Writes the file and tells its SHA-256, or prints the text; of a month, 1 where a bill could not be printed."""
    of_one = [args.bill, args.kind, args.language, args.out, args.folder]
    if (args.month and any(of_one)) or not (args.month or args.bill):
        raise Refused("cli.print_what")
    if args.month:
        from yakkan.cli.print import month  # only where it is asked for: it brings processes along

        return month.run(args.data, args.month, (getpass.getuser(), args.user))
    return _one(args, args.kind or "pdf")


def _one(args: argparse.Namespace, kind: str) -> int:
    out = args.out or (Path(f"{Path(args.bill).name}.pdf") if kind == "pdf" else None)
    if out and out.exists():
        raise Refused("cli.print_exists", str(out))
    folder = args.folder
    if folder and not folder.is_dir():
        folder = args.data / "runs" / folder.name  # a run is named by its folder or by its name
    with state.open(args.data):
        from yakkan.apps.billing.actions import Printing, print_bill  # after the state was opened

        made = print_bill(Printing(args.bill, kind, args.language, getpass.getuser(), args.user), folder)
    if made is None:
        raise Refused("cli.no_such_bill", values={"bill": args.bill})
    if out is None:
        sys.stdout.write(made.decode())
        return 0
    write_new(out, made)
    tell("cli.printed", file=out, sha256=hashlib.sha256(made).hexdigest())
    return 0
