"""`yakkan print BILL`: a bill as its customer gets it, as PDF into a file or as plain text.

It shows what a customer used, so it is on the audit trail who had it made, before anything is written.
"""

import argparse
import getpass
import hashlib
import os
import sys
import tempfile
from pathlib import Path

from yakkan.cli.output import tell
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """The bill, where it is (issued, or in a run's folder), as what, in which language, whereto, in whose name."""
    text = locale_language()
    parser.add_argument("bill", metavar="BILL", help=say(text, "cli.explain_bill"))
    parser.add_argument("--as", dest="kind", choices=["pdf", "text"], default="pdf", help=say(text, "cli.print_as"))
    parser.add_argument("--language", choices=["ja", "en"], help=say(text, "cli.print_language"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say(text, "cli.print_out"))
    parser.add_argument("--run", dest="folder", type=Path, metavar="DIR", help=say(text, "cli.explain_run"))
    parser.add_argument("--as-user", dest="user", default="", metavar="USER", help=say(text, "cli.explain_as"))


def run(args: argparse.Namespace) -> int:
    """Writes the file and tells its SHA-256, or prints the text."""
    out = args.out or (Path(f"{Path(args.bill).name}.pdf") if args.kind == "pdf" else None)
    if out and out.exists():
        raise Refused("cli.print_exists", str(out))
    folder = args.folder
    if folder and not folder.is_dir():
        folder = args.data / "runs" / folder.name  # a run is named by its folder or by its name
    with state.open(args.data):
        from yakkan.apps.billing.actions import Printing, print_bill  # after the state was opened

        made = print_bill(
            Printing(args.bill, args.kind, args.language, getpass.getuser(), args.user), args.data, folder
        )
    if made is None:
        raise Refused("cli.no_such_bill", values={"bill": args.bill})
    if out is None:
        sys.stdout.write(made.decode())
        return 0
    _write(out, made)
    tell("cli.printed", file=out, sha256=hashlib.sha256(made).hexdigest())
    return 0


def _write(file: Path, content: bytes) -> None:
    """A file that is whole or not there, and never in the place of another."""
    handle, aside = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(aside, file)
    except FileExistsError as error:
        raise Refused("cli.print_exists", str(file)) from error
    finally:
        os.unlink(aside)
