"""`yakkan import cgrates DIR --service NAME --out FILE`: another billing system's tariff as a file of configured/."""

import argparse
from pathlib import Path

from yakkan.cli.output import tell
from yakkan.messages import Refused, locale_language, say
from yakkan.tariffs import Wanted, service, text
from yakkan.terms import load, yaml_file
from yakkan.terms.load import typed
from yakkan.terms.schema import Service


def arguments(parser: argparse.ArgumentParser) -> None:
    """The kind of tariff, its folder, the service it belongs to, and the file to write."""
    language = locale_language()
    parser.add_argument("system", choices=["cgrates"], metavar="cgrates", help=say(language, "cli.import_system"))
    parser.add_argument("folder", type=Path, metavar="DIR", help=say(language, "cli.import_folder"))
    parser.add_argument("--service", required=True, metavar="NAME", help=say(language, "cli.import_service"))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=say(language, "cli.import_out"))
    parser.add_argument("--source", default="cgrates", metavar="ID", help=say(language, "cli.import_source"))
    for name in ("tenant", "category", "subject"):
        parser.add_argument(f"--{name}", default="", metavar="NAME", help=say(language, f"cli.import_{name}"))
    parser.add_argument(
        "--holidays", choices=["weekday", "saturday", "sunday"], help=say(language, "cli.import_holidays")
    )


def run(args: argparse.Namespace) -> int:
    """Writes the file, and says what to do with it."""
    book = load(args.book)
    if args.service not in book.services:
        raise Refused("terms.no_such_service", values={"service": args.service})
    if args.out.exists():
        raise Refused("runs.out_exists", str(args.out))
    wanted = Wanted(args.source, args.tenant, args.category, args.subject, args.holidays)
    charges = service(args.folder, wanted)
    head = say(locale_language(), "tariffs.head", folder=args.folder.name)
    written = text.of_service(book.services[args.service], charges, head)
    typed(yaml_file.parse(written, str(args.out)), Service)
    args.out.write_text(written, encoding="utf-8")
    tell("tariffs.imported", out=args.out, entries=len(charges))
    if args.source not in book.sources:
        tell("tariffs.source_missing", source=args.source)
    return 0
