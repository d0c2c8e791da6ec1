"""`yakkan incident refund | letter | pay`."""

import argparse
from dataclasses import asdict
from pathlib import Path

from yakkan import clock
from yakkan.cli import options
from yakkan.cli.incident.opening import as_user
from yakkan.cli.output import tell
from yakkan.days import Month
from yakkan.messages import locale_language, say


def bill_month(parser: argparse.ArgumentParser) -> None:
    """`--bill MONTH`: the first month of use on whose bill a line may stand; `--on DAY`: who has a contract then."""
    text = locale_language()
    parser.add_argument("--bill", type=options.month, metavar="MONTH", help=say(text, "cli.incident_bill"))
    parser.add_argument("--on", type=options.day, metavar="DAY", help=say(text, "cli.incident_on"))


def month_of(args: argparse.Namespace) -> Month:
    """The month given or, left out, the one before today's, whose bills come next."""
    return args.bill or Month.of(clock.today()).after(-1)


def refund_arguments(parser: argparse.ArgumentParser) -> None:
    """The incidents, up to which day of use, on which month's bill."""
    text = locale_language()
    parser.add_argument("incidents", nargs="+", metavar="INCIDENT", help=say(text, "cli.incident_name"))
    parser.add_argument("--use-until", type=options.day, metavar="DAY", help=say(text, "cli.incident_use_until"))
    bill_month(parser)
    as_user(parser)


def refund(args: argparse.Namespace) -> int:
    """Gives back what is not given back yet; says what it came to."""
    from yakkan.apps.incidents.actions import Refunding, refund_incident  # after the state was opened

    for incident in args.incidents:
        told = refund_incident(Refunding(incident, args.on or clock.today(), month_of(args), args.use_until), args.user)
        counts = {name: f"{count:,}" for name, count in asdict(told).items()}
        if told.instead:
            tell("incident.paid_instead", incident=incident, lines=counts["instead"], yen=counts["instead_yen"])
        if told.records:
            tell("incident.refunded", incident=incident, **counts)
        elif not told.instead:
            tell("incident.nothing_left", incident=incident)
    return 0


def letter_arguments(parser: argparse.ArgumentParser) -> None:
    """The payout, as what, in which language, whereto."""
    text = locale_language()
    parser.add_argument("payout", help=say(text, "cli.incident_payout"))
    parser.add_argument("--language", choices=["ja", "en"], help=say(text, "cli.print_language"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=say(text, "cli.incident_out"))
    as_user(parser)


def letter(args: argparse.Namespace) -> int:
    """Writes the letter as PDF and as text."""
    from yakkan.apps.incidents.actions import letter as made

    written = made(args.payout, args.book, args.language, args.user)
    args.out.mkdir(exist_ok=True)
    for kind, content in written.items():
        file = args.out / f"{Path(args.payout).name}.{'pdf' if kind == 'pdf' else 'txt'}"
        file.write_bytes(content)
        tell("incident.letter_made", file=file)
    return 0


def pay_arguments(parser: argparse.ArgumentParser) -> None:
    """The payout, its step, the day, the reference."""
    text = locale_language()
    parser.add_argument("payout", help=say(text, "cli.incident_payout"))
    parser.add_argument("step", choices=["details", "paid", "returned"])
    parser.add_argument("--reference", required=True, metavar="TEXT", help=say(text, "cli.incident_reference"))
    parser.add_argument("--on", type=options.day, metavar="DAY", help=say(text, "cli.incident_day"))
    as_user(parser)


def pay(args: argparse.Namespace) -> int:
    """Takes the step, and books what was paid or came back."""
    from yakkan.apps.incidents.actions import Paying
    from yakkan.apps.incidents.actions import pay as paid

    asked = Paying(args.payout, args.step, args.on or clock.today(), args.reference)
    paid(asked, args.user)
    tell("incident.paid", payout=args.payout, step=args.step, day=asked.day, reference=args.reference)
    return 0
