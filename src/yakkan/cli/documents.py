"""`yakkan documents`: issued documents found by day, amount and customer; listed, handed out as files, or checked.

These are the searches that the act on books kept as data (電子帳簿保存法) asks for. Each is on the audit trail before
anything is shown.
"""

import argparse
import csv
import getpass
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from yakkan.cli import options
from yakkan.cli.output import table, tell
from yakkan.engines import lake
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state

if TYPE_CHECKING:
    from yakkan.apps.billing.actions import Reader
    from yakkan.apps.billing.queries import Sought
    from yakkan.apps.records.models import IssuedDocument

INDEX = "documents.csv"
"""The file beside the documents that says of each what it is."""
_TOLD = ("subject", "language", "customer", "account", "name", "day", "amount", "sha256")
_SHORT = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is looked for, and what is done with what is found."""
    text = locale_language()
    for option, name in (("from", "first"), ("until", "last")):
        parser.add_argument(f"--{option}", dest=name, type=options.day, metavar="DAY",
                            help=say(text, f"cli.documents_{option}"))  # fmt: skip
    for option in ("least", "most"):
        parser.add_argument(f"--{option}", type=options.yen, metavar="YEN", help=say(text, f"cli.documents_{option}"))
    parser.add_argument("--customer", default="", metavar="TEXT", help=say(text, "cli.documents_customer"))
    done = parser.add_mutually_exclusive_group()
    done.add_argument("--out", type=Path, metavar="DIR", help=say(text, "cli.documents_out"))
    done.add_argument("--check", action="store_true", help=say(text, "cli.documents_check"))
    parser.add_argument("--as-user", dest="user", default="", metavar="USER", help=say(text, "cli.explain_as"))


def run(args: argparse.Namespace) -> int:
    """Prints a line a document, or writes the files; 1 where nothing is found, or a document was altered."""
    if args.out and args.out.exists():
        raise Refused("runs.out_exists", str(args.out))
    with state.open(args.data):
        from yakkan.apps.billing.actions import Reader  # after the state was opened
        from yakkan.apps.billing.queries import Sought

        sought = Sought(args.first, args.last, args.least, args.most, args.customer)
        reader = Reader(getpass.getuser(), args.user)
        if args.check:
            return _check(sought, reader)
        return _write(sought, reader, args.out) if args.out else _list(sought, reader)


def _list(sought: "Sought", reader: "Reader") -> int:
    from yakkan.apps.billing.actions import find_documents

    found = list(find_documents(sought, reader))
    head = [say(locale_language(), f"cli.documents_of_{name}") for name in ("bill", "customer", "name", "day", "yen")]
    rows = [
        [one.subject, one.customer, one.name, str(one.day), f"{one.amount:,}", one.language, one.sha256[:_SHORT]]
        for one in found
    ]
    if rows:
        print(table([[*head, say(locale_language(), "cli.documents_of_language"), "SHA-256"], *rows], right=[4]))
    tell("cli.documents_found", count=f"{len(found):,}")
    return 0 if found else 1


def _write(sought: "Sought", reader: "Reader", out: Path) -> int:
    from yakkan.apps.billing.actions import hand_out_documents

    try:
        with lake.written_aside(out) as aside:
            count = _write_files(hand_out_documents(sought, reader), aside)
    except FileExistsError as error:
        raise Refused("runs.out_exists", str(out)) from error
    tell("cli.documents_written", count=f"{count:,}", out=out)
    return 0 if count else 1


def _write_files(documents: Iterable["IssuedDocument"], folder: Path) -> int:
    """A file a document, and the index of them; says how many."""
    with (folder / INDEX).open("w", encoding="utf-8", newline="") as stream:
        index, count = csv.writer(stream), 0
        index.writerow(["file", *_TOLD])
        for one in documents:
            subject = one.subject.replace("%", "%25").replace("/", "%2F")  # a name of a file, whatever the account's is
            file = folder / f"{subject}.{one.language}.{one.format}"
            file.write_bytes(one.content)
            index.writerow([file.name, *(getattr(one, name) for name in _TOLD)])
            count += 1
    return count


def _check(sought: "Sought", reader: "Reader") -> int:
    from yakkan.apps.billing.actions import check_documents

    checked, wrong = check_documents(sought, reader)
    for one in wrong:
        tell("cli.documents_altered", document=one.subject, language=one.language, sha256=one.sha256)
    tell("cli.documents_checked", count=f"{checked:,}", altered=f"{len(wrong):,}")
    return 1 if wrong else 0
