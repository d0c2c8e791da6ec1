"""The twelve months as one would write them first: bills one by one, all their lines as objects, added up in Python.

It answers at `/first-thought/`, through the same middleware and by the same template as the product's page.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from yakkan.apps.billing.models import Bill
from yakkan.apps.customers.models import BillingAccount
from yakkan.apps.pages.book import the_book
from yakkan.apps.portal.queries import SHOWN, OneMonth, Year
from yakkan.apps.portal.views.months import render_months
from yakkan.days import Month
from yakkan.project.urls import urlpatterns as own


def year_of(account: str) -> Year:
    """What `portal.queries.year_of` answers."""
    bills = list(Bill.objects.filter(account=account).order_by("-month"))
    by_month = {bill.month: bill for bill in bills}
    latest = Month.parse(bills[0].month)
    months, totals, late = [], dict[str, int](), 0
    for back in range(SHOWN):
        month = latest.after(-back)
        bill, before = by_month.get(str(month)), by_month.get(str(month.after(-1)))
        if bill is None:
            months.append(OneMonth(month))
            continue
        sums: dict[str, int] = {}
        for line in bill.lines.all():
            sums[line.service] = sums.get(line.service, 0) + line.yen
            totals[line.service] = totals.get(line.service, 0) + line.yen
            late += line.yen if back == 0 and line.month != bill.month else 0
        months.append(OneMonth(month, bill, sums, bill.total - before.total if before else None))
    ordered = sorted(totals, key=lambda service: (-totals[service], service))
    return Year(months, {service: the_book().services[service].name for service in ordered}, late)


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The page of the first of the member's accounts."""
    accounts = list(BillingAccount.objects.filter(customer__members__user=request.user))
    return render_months(request, accounts, accounts[0], year_of(accounts[0].account))


urlpatterns = [path("first-thought/", page), *own]
