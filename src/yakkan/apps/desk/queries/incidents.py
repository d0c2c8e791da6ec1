"""Incidents as the desk reads them: what was found, what was done, who may do what comes next."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from yakkan import clock
from yakkan.apps.desk.roles import DECIDE_CLAIM, REFUND
from yakkan.apps.incidents import queries, saying
from yakkan.apps.incidents.actions import hindrance
from yakkan.apps.incidents.actions.take_step import RIGHTS
from yakkan.apps.incidents.models import Incident
from yakkan.apps.incidents.models.incident import APPROVED, CLOSED
from yakkan.apps.incidents.models.payout import DETAILS, LETTER, PAID, RETURNED, TO_WRITE
from yakkan.apps.incidents.stranded import stranded
from yakkan.apps.pages.book import the_book
from yakkan.bill.explain import Telling
from yakkan.correction.telling import yen
from yakkan.messages import Language, Refused
from yakkan.terms.value import Name

STATES = (TO_WRITE, LETTER, DETAILS, PAID, RETURNED)
"""What a payout may be at."""


@dataclass(frozen=True)
class Next:
    """The step that comes next ('' for none): whether somebody has the right to it, and what hinders him else."""

    step: str
    may: bool
    hindered: Refused | None


def what_next(incident: Incident, user: AbstractBaseUser) -> Next:
    """What comes next of an incident, for somebody."""
    step = queries.following_step(incident)
    may = step in RIGHTS and user.has_perm(f"incidents.{RIGHTS[step]}")
    return Next(step, may, hindrance(incident, step, user.get_username()) if may else None)


def waiting_for(user: AbstractBaseUser, language: Language) -> dict[str, Any]:
    """What somebody may do: steps up to the approval, claims to decide, payouts that are not paid; {} for nothing."""
    steps = [(one, getattr(one, f"title_{language}"), what_next(one, user)) for one in Incident.objects.order_by("pk")]
    waiting = {
        "steps": [each for each in steps if each[2].may and not each[2].hindered and each[2].step != CLOSED],
        "claims": queries.claims().filter(decision__isnull=True).count() if user.has_perm(DECIDE_CLAIM) else 0,
        "payouts": queries.payouts().exclude(state=PAID).count() if user.has_perm(REFUND) else 0,
    }
    return waiting if any(waiting.values()) else {}


def is_refundable(incident: Incident) -> bool:
    """Whether something of it may be given back: it is approved, and not closed unless lines wait that are stranded."""
    taken = {step.step for step in queries.steps_of(incident)}
    return APPROVED in taken and (CLOSED not in taken or stranded(incident, clock.today())[0] > 0)


def titles(language: Language, *, approved: bool = False) -> list[tuple[str, str]]:
    """The incidents to choose from, or those that are approved: the name of each, and what it is called."""
    found = Incident.objects.filter(steps__step=APPROVED) if approved else Incident.objects.all()
    named = f"title_{language}"
    return [(one.pk, f"{getattr(one, named)} ({one.pk})") for one in found.order_by("first", "incident")]


def found(incident: Incident, language: Language) -> dict[str, Any]:
    """What an audit found, in words: the charge in the book, the rates, what was charged over and under."""
    book = the_book()
    service = book.services.get(incident.service)
    entry: Any = service.entries.get(incident.entry) if service else None
    charged = queries.charged(incident)
    return {
        "service": _name(service.name if service else None, language) or incident.service,
        "entry": _name(getattr(entry, "name", None), language) or incident.entry,
        "in_book": entry is not None,
        "source": book.sources.get(incident.source),
        "shapes": saying.shapes(incident, Telling(language, book)),
        "said": {key: saying.name(incident, key, language) for key in ("place", "charge", "right", "wrong", "cause")},
        "over": yen(charged["over"]),
        "under": yen(charged["under"]),
        "contracts": charged["contracts"],
    }


def _name(name: Name | None, language: Language) -> str:
    return str(getattr(name, language)) if name else ""


def done_so_far(incident: Incident) -> dict[str, Any]:
    """What was given back of it, and what is left."""
    given = queries.given_back(incident)
    return {
        "given": given,
        "rounding": yen(given.rounding),
        "waiting": given.lines - given.standing,
        "left": queries.left(incident),
        "stranded": stranded(incident, clock.today()),
        "states": [(state, given.payouts[state]) for state in STATES if given.payouts[state]],
    }
