"""Accepting a difference between the terms and another book: months are billed in spite of it until it is withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from yakkan import clock
from yakkan.apps.billing.actions.rights import ACCEPT, may
from yakkan.apps.billing.locks import BILLS
from yakkan.apps.billing.models import AcceptedDifference, WithdrawnAcceptance
from yakkan.apps.records.actions import record
from yakkan.days import Interval
from yakkan.messages import Refused
from yakkan.runs.compare import inclusive
from yakkan.runs.standing import Standing, all_of
from yakkan.terms import Book


@dataclass(frozen=True)
class Chosen:
    """Which difference is meant: of which book, service and entry; of several the one that begins on `first`."""

    book: str
    service: str
    entry: str
    first: date | None = None


@transaction.atomic
def accept_difference(
    book: Book, chosen: Chosen, known_on: date, why: str, username: str
) -> Sequence[AcceptedDifference]:
    """Accept a difference on all its days, as known on a day, in the name of a user with the right to.

    Refused where there is no such difference, or several begin on different days and none was chosen. It stays accepted
    as long as both books say of the entry what they say now.
    """
    may(username, ACCEPT)
    if not why.strip():
        raise Refused("compare.no_reason")
    return [_accept(one, why, username) for one in _found(book, chosen, known_on)]


def _found(book: Book, chosen: Chosen, known_on: date) -> list[Standing]:
    names = {"book": chosen.book, "service": chosen.service, "entry": chosen.entry}
    of_entry = [
        one
        for one in all_of(book, known_on)
        if (one.book, one.difference.service, one.difference.entry) == (chosen.book, chosen.service, chosen.entry)
    ]
    starts = sorted({one.difference.days.start for one in of_entry})
    if chosen.first is None and len(starts) > 1:
        days = ", ".join(str(day) for day in starts)
        raise Refused("compare.which_difference", values={**names, "days": days})
    found = [one for one in of_entry if chosen.first in (None, one.difference.days.start)]
    if not found:
        raise Refused("compare.no_such_difference", values=names)
    return found


def _accept(standing: Standing, why: str, username: str) -> AcceptedDifference:
    difference = standing.difference
    sides = {"terms": difference.terms, "other": difference.other}
    accepted = AcceptedDifference.objects.create(
        book=standing.book,
        service=difference.service,
        entry=difference.entry,
        start=difference.days.start,
        end=difference.days.end,
        fingerprint=difference.fingerprint,
        said={name: {"entry": side.id, **side.facets} for name, side in sides.items()} | {"usage": difference.usage},
        why=why,
        who=username,
        at=clock.now(),
    )
    first, last = inclusive(difference.days)
    subject = f"{standing.book} {difference.service} {difference.entry}"
    record(username, "accept difference", subject, f"{first} to {last or 'no end'}: {why}")
    return accepted


@transaction.atomic
def withdraw_acceptance(chosen: Chosen, why: str, username: str) -> Sequence[AcceptedDifference]:
    """Take back what was accepted of an entry, in the name of a user with the right to accept.

    The differences are open again for every run that is not confirmed. Refused where nothing accepted is left, or it
    begins on different days and none was chosen.
    """
    may(username, ACCEPT)
    if not why.strip():
        raise Refused("compare.no_reason")
    with connection.cursor() as cursor:
        cursor.execute(BILLS)
    found = _standing(chosen)
    for row in found:
        row.withdrawal = WithdrawnAcceptance.objects.create(accepted=row, why=why, who=username, at=clock.now())
        first, last = inclusive(Interval(row.start, row.end))
        subject = f"{row.book} {row.service} {row.entry}"
        record(username, "withdraw acceptance", subject, f"{first} to {last or 'no end'}: {why}")
    return found


def _standing(chosen: Chosen) -> list[AcceptedDifference]:
    names = {"book": chosen.book, "service": chosen.service, "entry": chosen.entry}
    of_entry = AcceptedDifference.objects.filter(withdrawal__isnull=True, **names).order_by("id")
    starts = sorted(set(of_entry.values_list("start", flat=True)))
    if chosen.first is None and len(starts) > 1:
        days = ", ".join(str(day) for day in starts)
        raise Refused("compare.which_acceptance", values={**names, "days": days})
    found = [row for row in of_entry if chosen.first in (None, row.start)]
    if not found:
        raise Refused("compare.no_acceptance", values=names)
    return found
