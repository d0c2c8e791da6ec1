"""The story, command by command: the differences, the audits, the incidents, the money back, the announcement.

What is done already is told and not done again, so that the demo can be run a second time, or after it was stopped.
"""

from pathlib import Path

from yakkan.cli.demo.commands import Commands
from yakkan.cli.output import tell

_BILLED = ("billed-germany.csv", "billed-cyprus.csv", "billed-guide-book.csv")
_INCIDENTS = {
    "germany": "world-wing.packet-de-o2.1",
    "cyprus": "world-wing.forwarding-cy.1",
    "sri-lanka": "world-wing.video-in-lk.published.1",
    "antilles": "world-wing.forwarding-an.published.1",
}
"""What the incidents are called, and what the audit calls them."""
_STAFF = {"chie": "clerk", "ken": "clerk", "sato": "supervisor"}
_KNOWN = ("--as-known-on", "2008-09-10")
_SEPTEMBER, _OCTOBER = "2008-09", "2008-10"
_PUBLISHED_TO_ACCEPT = ("video-in-lk", "forwarding-an")
ANNOUNCEMENT = "roaming-2008"


def tell_all(commands: Commands, folder: Path) -> None:
    """The whole of it."""
    _differences(commands)
    _load(commands, folder)
    _audit(commands, folder)
    _open(commands, folder)
    _refund(commands)
    _claim(commands, folder)
    _pay_out(commands, folder)
    _announce(commands, folder)
    _end(commands)


def _differences(commands: Commands) -> None:
    tell("replay.differences")
    commands.run_finding("compare", "terms", "configured")
    commands.run_finding("compare", "terms", "published")


def _load(commands: Commands, folder: Path) -> None:
    tell("replay.load")
    for what in ("customers", "accounts", "contracts"):
        commands.run("load", what, folder / f"{what}.csv")
    for name, role in _STAFF.items():
        commands.run("manage", "staff", name, role, "--email", f"{name}@example.com")


def _audit(commands: Commands, folder: Path) -> None:
    """All places at once; of each, records begin on a day of their own."""
    tell("replay.audit")
    if (folder / "audit").exists():
        tell("replay.done", what="audit")
        return
    commands.run_finding(
        "audit", *(folder / name for name in _BILLED), "--contracts", folder / "contracts.csv",
        "--traffic", folder / "traffic.csv", "--kept", folder / "kept.csv", "--out", folder / "audit", *_KNOWN,
    )  # fmt: skip


def _open(commands: Commands, folder: Path) -> None:
    """Found by Chie, examined and confirmed by Ken, approved by Sato."""
    tell("replay.open")
    for name, number in _INCIDENTS.items():
        if _steps(name):
            tell("replay.done", what=name)
            continue
        about = folder / f"{name}.yaml"
        commands.run("incident", "open", folder / "audit", number, "--about", about, "--as", "chie")
    for step, who, why in (
        ("examined", "ken", "records looked at"),
        ("confirmed", "ken", "all billed alike"),
        ("approved", "sato", "to be given back"),
    ):
        if left := [name for name in _INCIDENTS if step not in _steps(name)]:
            commands.run("incident", "step", step, *left, "--why", why, "--as", who)


def _refund(commands: Commands) -> None:
    """The bills of September's use in October, and of October's in November."""
    tell("replay.refund")
    on = ("--on", "2008-09-10", "--as", "sato")
    published = ("sri-lanka", "antilles")
    commands.run("incident", "refund", "germany", "cyprus", "--bill", _SEPTEMBER, *on)
    commands.run("incident", "refund", *published, "--use-until", "2008-08-31", "--bill", _SEPTEMBER, *on)
    for entry in _PUBLISHED_TO_ACCEPT if not _issued(_SEPTEMBER) else ():
        why = "published wrongly until 2008-09-10; given back as an incident"
        commands.run("accept", "published", "world-wing", entry, "--why", why, "--as", "sato")
    _bill(commands, _SEPTEMBER)
    commands.run("incident", "refund", *published, "--bill", _OCTOBER, *on)


def _claim(commands: Commands, folder: Path) -> None:
    """Somebody was in Germany in 2007, of which no record is kept."""
    from yakkan.apps.incidents.models import Claim

    tell("replay.claim")
    if not Claim.objects.exists():
        commands.run(
            "incident", "claim", "enter", "germany", "A200", "W200", "--from", "2007-05-01", "--until", "2007-05-09",
            "--why", "in Hamburg for work, four sessions", "--paper", folder / "boarding-pass.pdf", "--as", "chie",
        )  # fmt: skip
    claim = Claim.objects.order_by("id").first()
    if claim and not hasattr(claim, "decision"):
        commands.run(
            "incident", "claim", "decide", str(claim.pk), "--records", "4", "--yen", "200", "--why",
            "boarding pass and bill of May 2007", "--bill", _OCTOBER, "--on", "2008-10-20", "--as", "sato",
        )  # fmt: skip
    _bill(commands, _OCTOBER)


def _pay_out(commands: Commands, folder: Path) -> None:
    """One of those whose contract has ended: the letter, his account, the payment."""
    from yakkan.apps.incidents.models import Payout

    tell("replay.pay_out")
    payout = Payout.objects.order_by("payout").first()
    if payout is None or payout.steps.filter(step="paid").exists():
        tell("replay.done", what=payout.pk if payout else "")
        return
    commands.run("incident", "letter", payout.pk, "--out", folder / "letters", "--as", "sato")
    for step, reference, day in (("details", "reply 1", "2008-09-25"), ("paid", "transfer 1", "2008-09-30")):
        commands.run("incident", "pay", payout.pk, step, "--reference", reference, "--on", day, "--as", "sato")


def _announce(commands: Commands, folder: Path) -> None:
    from yakkan.apps.incidents.models import Announcement

    tell("replay.announce")
    if Announcement.objects.filter(pk=ANNOUNCEMENT).exists():
        tell("replay.done", what=ANNOUNCEMENT)
        return
    out = ("--out", folder / "announcement")
    commands.run("incident", "announce", ANNOUNCEMENT, *_INCIDENTS, "--on", "2008-09-10", *out, "--as", "sato")


def _end(commands: Commands) -> None:
    tell("replay.ends")
    for name in _INCIDENTS:
        commands.run("incident", "show", name)
    tell("replay.next", explain=commands.shown("explain", f"A001-{_SEPTEMBER}"), serve=commands.shown("serve"))


def _bill(commands: Commands, month: str) -> None:
    if issued := _issued(month):
        tell("replay.issued", month=month, bills=f"{issued:,}")
    else:
        commands.run("bill", month, "--confirm", "--as", "sato")


def _issued(month: str) -> int:
    from yakkan.apps.billing.models import Bill

    return Bill.objects.filter(month=month).count()


def _steps(incident: str) -> list[str]:
    from yakkan.apps.incidents.models import Step

    return list(Step.objects.filter(incident=incident).values_list("step", flat=True))
