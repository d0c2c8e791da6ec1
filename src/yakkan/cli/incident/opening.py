"""`yakkan incident open | step | announce`."""

import argparse
from pathlib import Path

from yakkan import clock
from yakkan.cli import options
from yakkan.cli.output import tell
from yakkan.messages import Refused, locale_language, say


def as_user(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """`--as USER`: in whose name."""
    help = say(locale_language(), "cli.incident_as")
    parser.add_argument("--as", dest="user", required=needed, default="", metavar="USER", help=help)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The audit's folder; without more, what it found is listed."""
    text = locale_language()
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=say(text, "cli.incident_folder"))
    parser.add_argument("numbers", nargs="*", metavar="NUMBER", help=say(text, "cli.incident_numbers"))
    parser.add_argument("--about", type=Path, metavar="FILE", help=say(text, "cli.incident_about"))
    as_user(parser, needed=False)


def run(args: argparse.Namespace) -> int:
    """Lists what an audit found, or opens one."""
    from yakkan.apps.incidents.actions import Opening, open_incident  # after the state was opened
    from yakkan.apps.incidents.auditfolder import AuditFolder
    from yakkan.engines import DuckDB

    if not args.numbers:
        for row in AuditFolder.read(args.folder).incidents(DuckDB()):
            counts = {name: f"{row[name]:,}" for name in ("customers", "records", "refund")}
            tell("incident.found_in_audit", **{**row, **counts})
        tell("incident.how_to_open")
        return 0
    if not args.about or not args.user:
        raise Refused("cli.incident_about_whom")
    opened = open_incident(Opening(args.folder, args.numbers, args.about, args.book), args.user)
    days = {"first": opened.window_first, "last": opened.window_last}
    tell("incident.opened", incident=opened.pk, records=f"{opened.record_count:,}", hold=opened.hold_id, **days)
    return 0


def step_arguments(parser: argparse.ArgumentParser) -> None:
    """The step, of which incidents, why, in whose name."""
    text = locale_language()
    parser.add_argument("step", choices=["examined", "confirmed", "approved", "closed"])
    parser.add_argument("incidents", nargs="+", metavar="INCIDENT", help=say(text, "cli.incident_name"))
    parser.add_argument("--why", required=True, metavar="TEXT", help=say(text, "cli.hold_why"))
    as_user(parser)


def step(args: argparse.Namespace) -> int:
    """Takes the step, of one incident after the other."""
    from yakkan.apps.incidents.actions import take_step

    for incident in args.incidents:
        take_step(incident, args.step, args.why, args.user)
        tell("incident.stepped", incident=incident, step=args.step, user=args.user)
    return 0


def announce_arguments(parser: argparse.ArgumentParser) -> None:
    """What the announcement is called, which incidents it is of, as of which day."""
    text = locale_language()
    parser.add_argument("name", type=options.name, help=say(text, "cli.incident_announcement"))
    parser.add_argument("incidents", nargs="+", metavar="INCIDENT", help=say(text, "cli.incident_name"))
    parser.add_argument("--on", type=options.day, metavar="DAY", help=say(text, "cli.incident_on"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=say(text, "cli.incident_out"))
    as_user(parser)


def announce(args: argparse.Namespace) -> int:
    """Announces, and writes it as PDF in both languages where a folder is named."""
    from yakkan.apps.incidents.actions import announce as announced
    from yakkan.apps.incidents.announced import pdf

    announced(args.name, args.incidents, args.on or clock.today(), args.user)
    tell("incident.announced_at", announcement=args.name)
    for language in ("ja", "en") if args.out else ():
        args.out.mkdir(exist_ok=True)
        file = args.out / f"{args.name}.{language}.pdf"
        file.write_bytes(pdf(args.name, args.book, language))
        tell("cli.written", out=file)
    return 0
