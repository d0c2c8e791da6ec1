"""Which differences between the terms and the other books are open, and which somebody accepted."""

from datetime import date

from django.db.models import QuerySet

from yakkan.apps.billing.models import AcceptedDifference
from yakkan.days import Interval, Month
from yakkan.messages import Refusals
from yakkan.runs.standing import Standing, in_the_way, refusal
from yakkan.terms import Book


def accepted_differences() -> QuerySet[AcceptedDifference]:
    """All that was ever accepted, the oldest first; each with its `withdrawal`, if it was taken back."""
    return AcceptedDifference.objects.select_related("withdrawal").order_by("id")


def open_differences(book: Book, month: Month, known_on: date) -> list[Standing]:
    """The differences that hold on a day of the month for which nobody accepted them, or took it back."""
    found = in_the_way(book, month, known_on)
    standing = AcceptedDifference.objects.filter(withdrawal__isnull=True)
    rows = standing.filter(fingerprint__in=[one.difference.fingerprint for one in found])
    accepted = [((row.book, row.service, row.entry, row.fingerprint), Interval(row.start, row.end)) for row in rows]
    of_month = Interval(month.first, month.next.first)
    return [one for one in found if _left(one, of_month, [days for key, days in accepted if key == one.key])]


def _left(standing: Standing, of_month: Interval, accepted: list[Interval]) -> list[Interval]:
    """The days of the month on which a difference holds and is not accepted."""
    days = standing.difference.days
    left = [Interval(max(days.start, of_month.start), min(days.end, of_month.end))]
    for gone in accepted:
        left = [rest for piece in left for rest in piece.without(gone)]
    return left


def refuse_open(book: Book, month: Month, known_on: date) -> None:
    """Refusals, one for each difference that is open on a day of the month."""
    if found := open_differences(book, month, known_on):
        raise Refusals([refusal(one, book, month) for one in found])
