"""What a member may see: his customers' accounts, their months and bills, and nobody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import Q, Sum

from yakkan.apps.billing.models import Bill, BillLine
from yakkan.apps.billing.printable import of_issued
from yakkan.apps.customers.models import BillingAccount
from yakkan.apps.pages.book import the_book
from yakkan.days import Month
from yakkan.documents.bill import BillFacts
from yakkan.terms.value import Name

SHOWN = 12
"""So many months are shown."""


def accounts_of(user: AbstractBaseUser) -> list[BillingAccount]:
    """The billing accounts that a user may see, in the order of their numbers."""
    found = BillingAccount.objects.filter(customer__members__user=user)
    return list(found.select_related("customer").defer("access_key").order_by("account"))


def own_bill(user: AbstractBaseUser, bill: str) -> Bill | None:
    """A bill that a user may see; None for another's as for one that is not there."""
    return Bill.objects.select_related("account", "customer").filter(pk=bill, customer__members__user=user).first()


@dataclass(frozen=True)
class OneMonth:
    """A month of an account: its bill, if there is one, what each service came to before tax, and what changed."""

    month: Month
    bill: Bill | None = None
    services: Mapping[str, int] = field(default_factory=dict)
    change: int | None = None

    @property
    def apart(self) -> int:
        """How far it is from the month before, whichever way."""
        return abs(self.change or 0)


@dataclass(frozen=True)
class Year:
    """Twelve months up to the latest that was billed, the latest first, and the services in them by their sums.

    `late` is what the latest bill holds for earlier months, before tax; `names` are of the services.
    """

    months: Sequence[OneMonth]
    names: Mapping[str, Name]
    late: int = 0

    @property
    def latest(self) -> Bill | None:
        """The latest bill."""
        return self.months[0].bill if self.months else None

    @property
    def since_first(self) -> Sequence[OneMonth]:
        """The months since the first of them that has a bill, the latest first."""
        last = max((place for place, one in enumerate(self.months) if one.bill), default=-1)
        return self.months[: last + 1]


def year_of(account: str) -> Year:
    """The twelve months of an account, in two queries (a third where the book no longer has a service)."""
    bills = {bill.month: bill for bill in Bill.objects.filter(account=account).order_by("-month")[: SHOWN + 1]}
    if not bills:
        return Year([], {})
    latest = Month.parse(max(bills))
    months = [latest.after(-back) for back in range(SHOWN)]
    shown = {bill.bill: bill for month in months if (bill := bills.get(str(month)))}
    sums: dict[str, dict[str, int]] = {}
    late = 0
    of_earlier = Q(bill=bills[str(latest)].bill) & ~Q(month=str(latest))
    found = BillLine.objects.filter(bill__in=shown).values_list("bill", "service")
    for bill, service, yen, differences in found.annotate(
        sum=Sum("yen"), late=Sum("yen", filter=of_earlier, default=0)
    ):
        sums.setdefault(bill, {})[service] = yen
        late += differences
    return Year([_month(month, bills, sums) for month in months], _names(sums, shown), late)


def _month(month: Month, bills: Mapping[str, Bill], sums: Mapping[str, Mapping[str, int]]) -> OneMonth:
    bill, before = bills.get(str(month)), bills.get(str(month.after(-1)))
    if bill is None:
        return OneMonth(month)
    return OneMonth(month, bill, sums.get(bill.bill, {}), bill.total - before.total if before else None)


def _names(sums: Mapping[str, Mapping[str, int]], bills: Mapping[str, Bill]) -> dict[str, Name]:
    """The names of the services, the costliest first: by the book of today or, of one that it no longer has, by the
    one that its bill was made with."""
    totals: dict[str, int] = {}
    last: dict[str, str] = {}
    for bill in sorted(sums, key=lambda bill: bills[bill].month):
        for service, yen in sums[bill].items():
            totals[service] = totals.get(service, 0) + yen
            last[service] = bills[bill].run_id
    book = the_book().services
    ordered = sorted(totals, key=lambda service: (-totals[service], service))
    return {
        service: book[service].name if service in book else _frozen_name(last[service], service) for service in ordered
    }


_NAMED = """
    SELECT book::json #>> ARRAY['files', 'terms/' || %(service)s || '.yaml', 'name', 'ja'],
        book::json #>> ARRAY['files', 'terms/' || %(service)s || '.yaml', 'name', 'en']
    FROM billing_billrun WHERE run = %(run)s
"""


@lru_cache(maxsize=1000)
def _frozen_name(run: str, service: str) -> Name:
    """A service's name in the frozen book of a run; a run never changes."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, {"run": run, "service": service})
        found = cursor.fetchone()
    ja, en = found or (None, None)
    return Name(ja=ja or service, en=en or service)


def facts_of(bill: Bill) -> BillFacts:
    """All that a bill says, but for its access key, which nobody needs who has signed in."""
    facts = of_issued([bill.bill])[0].facts
    return replace(facts, payer=replace(facts.payer, access_key=""))
