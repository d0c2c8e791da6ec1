"""Twelve months of charges, as a page and as a sheet."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from yakkan.apps.customers.models import BillingAccount
from yakkan.apps.pages import language
from yakkan.apps.portal.answers import download
from yakkan.apps.portal.chart import draw
from yakkan.apps.portal.picture import svg
from yakkan.apps.portal.queries import Year, accounts_of, year_of
from yakkan.messages import Language, say

_WIDE, _NARROW = (760, 280), (360, 240)


@require_GET
@login_required
def months(request: HttpRequest) -> HttpResponse:
    """The first page of a member: the latest bill's key figures, and twelve months of an account."""
    accounts = accounts_of(request.user)
    if not accounts:
        return redirect("desk:start" if request.user.is_staff else "portal:accounts")
    account = _chosen(request, accounts)
    return render_months(request, accounts, account, year_of(account.account))


def render_months(
    request: HttpRequest, accounts: Sequence[BillingAccount], account: BillingAccount, year: Year
) -> HttpResponse:
    """The page of an account's twelve months."""
    spoken = language.of(request)
    sizes = {"wide-only": _WIDE, "narrow-only": _NARROW} if year.months else {}
    charts = "".join(svg(draw(year.months, *size), spoken, kind) for kind, size in sizes.items())
    context = {"accounts": accounts, "account": account, "year": year, "charts": mark_safe(charts)}
    return render(request, "portal/months.html", context)


@require_GET
@login_required
def months_sheet(request: HttpRequest) -> HttpResponse:
    """The same twelve months as CSV."""
    account = _chosen(request, accounts_of(request.user))
    rows = _rows(year_of(account.account), language.of(request))
    return download(rows, f"{account.account}-12")


def _chosen(request: HttpRequest, accounts: list[BillingAccount]) -> BillingAccount:
    """The account that is asked for, or the first; 404 where it is nobody's or another's."""
    wanted = request.GET.get("account")
    found = next((account for account in accounts if wanted in (None, account.account)), None)
    if found is None:
        raise Http404
    return found


def _rows(year: Year, spoken: Language) -> list[list[str | int]]:
    """A header, then a row a month that has a bill, the latest first; sums of services are before tax."""
    codes = ("month", "bill", "total", "change", "tax")
    header: list[str | int] = [say(spoken, f"portal.sheet_{code}") for code in codes]
    header += [say(spoken, "portal.sheet_of_service", service=getattr(name, spoken)) for name in year.names.values()]
    rows = [header]
    for one in year.months:
        if one.bill is None:
            continue
        change = "" if one.change is None else one.change
        sums = [one.services.get(service, 0) for service in year.names]
        rows.append([str(one.month), one.bill.bill, one.bill.total, change, one.bill.tax, *sums])
    return rows
