"""How long usage is kept (保存期間): a term of the carrier, by kind of use, in months after the month of use.

Use of 2015-06 with a period of 6 months is kept through 2015-12-31 and deleted from 2016-01-01 on. A kind, or a month,
that no value covers has no period: nobody has said that it may be deleted.

>>> period = Retention.model_validate(
...     {"kind": "voice", "in_force": {"from": "2000-01-01"}, "months": "6", "cites": {"source": "x", "clause": "1"}}
... )
>>> str(deleted_from([period], "voice", Month(2015, 6), date(2016, 1, 1)))
'2016-01-01'
"""

from collections.abc import Iterable, Sequence
from datetime import date

from yakkan.days import Interval, Month
from yakkan.terms.resolve import as_known_on
from yakkan.terms.schema import Retention


def deleted_from(values: Iterable[Retention], kind: str, month: Month, known_on: date) -> date | None:
    """The first day on which usage of a kind and month may be deleted; None where a day of the month has no period.

    Where the period changes within the month, the longest counts for all of it.
    """
    known = as_known_on(known_on, [value for value in values if kind in value.kind])
    of_month = Interval(month.first, month.next.first)
    in_month = [(days, value) for days, value in known if days.overlaps(of_month)]
    left = [of_month]
    for days, _ in in_month:
        left = [piece for open_days in left for piece in open_days.without(days)]
    return None if left else month.after(max(value.months for _, value in in_month) + 1).first


def longest_from(values: Sequence[Retention], month: Month, known_on: date) -> date | None:
    """The first day after the longest period of any kind, counted from `month`; None where there is no period."""
    kinds = {kind for value in values for kind in value.kind}
    found = [deleted_from(values, kind, month, known_on) for kind in kinds]
    return max((day for day in found if day), default=None)
