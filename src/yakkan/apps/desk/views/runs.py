"""Bill runs: making one, looking at it, confirming it."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yakkan import clock
from yakkan.apps.billing.actions import Wanted
from yakkan.apps.billing.models import Job
from yakkan.apps.billing.models.job import BILL, OPEN
from yakkan.apps.billing.models.job import CONFIRM as CONFIRMING
from yakkan.apps.customers.models import BillingAccount
from yakkan.apps.desk.access import needs, needs_one_of
from yakkan.apps.desk.queries import runs as found_runs
from yakkan.apps.desk.queries.bills import customers_named
from yakkan.apps.desk.roles import BILLS, CONFIRM, CUSTOMERS, MAKE
from yakkan.apps.desk.views.answers import said, started
from yakkan.apps.pages.book import the_book
from yakkan.days import Month
from yakkan.runs import reasons

_MOST_PARKED = 100
_MOST_BILLS = 50


@needs_one_of(MAKE, BILLS)
def runs(request: HttpRequest) -> HttpResponse:
    """All runs, and a form to make another."""
    before = Month.of(clock.today()).after(-1)
    working = Job.objects.filter(kind=BILL, state__in=OPEN).order_by("pk")
    return render(request, "desk/runs.html", {"runs": found_runs.all_runs(), "month": before, "working": working})


@needs(MAKE)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Work a month out, as a job: nothing is issued."""
    text = request.POST.get("month", "").strip()
    try:
        month = Month.parse(text)
    except ValueError:
        messages.error(request, said(request, "not_a_month", text=text))
        return redirect("desk:runs")
    return started(request, Wanted(BILL, str(month), request.user.get_username()))


def _run(name: str) -> found_runs.Run:
    one = found_runs.run(name)
    if one is None:
        raise Http404
    return one


@needs_one_of(MAKE, BILLS)
def run(request: HttpRequest, name: str) -> HttpResponse:
    """A run: totals, services beside the month before, what stands out, what is parked or could not be rated."""
    one = _run(name)
    parked = [_parked(code, values) for code, values in reasons.parked(one.folder / "parked.csv")]
    services = found_runs.by_service(one)
    sees_bills = request.user.has_perms([BILLS, CUSTOMERS])
    values = {
        "run": one,
        "services": [(row, the_book().services.get(row.service)) for row in services],
        "sums": {
            name: sum(getattr(row, name) for row in services) for name in ("yen", "yen_before", "change")
        },
        "before": one.month.after(-1),
        "standing": found_runs.standing_out(one) if sees_bills else None,
        "rules": {
            "least_change": f"{found_runs.LEAST_CHANGE:,}", "least_high": f"{found_runs.LEAST_HIGH:,}",
            "times": found_runs.TIMES_THE_MIDDLE, "shown": found_runs.SHOWN,
        },
        "parked": parked[:_MOST_PARKED],
        "parked_more": len(parked) - _MOST_PARKED,
        "known": _known(parked) if sees_bills else {},
        "unrated": _unrated(one.folder / "quarantine.csv"),
        "earlier": sorted(one.said["earlier"].items()),
        "not_over": one.month.last >= clock.today(),
        "past_due": one.said["due_on"] < str(clock.today()),
        "due_on": date.fromisoformat(one.said["due_on"]),
        "issued_on": date.fromisoformat(one.said["issued_on"]),
        "may_confirm": request.user.has_perm(CONFIRM) and not one.confirmed and one.said["counts"]["bills"],
        "sees_bills": sees_bills,
    }  # fmt: skip
    return render(request, "desk/run.html", values)


def _parked(code: str, values: dict[str, str]) -> dict[str, Any]:
    """A parked account with its message, and where the cause can be seen: the book, or the account's contracts."""
    of_book = code.rpartition(".")[2] in ("unknown_service", "not_covered")
    return {"code": code, "values": values, "of_book": of_book, **values}


def _known(parked: list[dict[str, Any]]) -> set[str]:
    accounts = {one["account"] for one in parked[:_MOST_PARKED]}
    return set(BillingAccount.objects.filter(pk__in=accounts).values_list("pk", flat=True))


def _unrated(file: Path) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """What could not be rated: each reason, how many records, and where the first of them stood."""
    found = reasons.quarantined(file)
    with file.open(encoding="utf-8", newline="") as stream:
        places: dict[str, list[tuple[str, str]]] = {}
        for row in csv.DictReader(stream):
            where = places.setdefault(row["reason"], [])
            if len(where) < _MOST_BILLS:
                where.append((row["file"], row["line"]))
    return [(name, count, places.get(name.rpartition(".")[2], [])) for name, count in found]


@needs(BILLS, CUSTOMERS)
def bills(request: HttpRequest, name: str) -> HttpResponse:
    """Bills of a run, searched by id, account, customer or name."""
    one = _run(name)
    text = request.GET.get("q", "").strip()
    named = list(customers_named(text).values_list("pk", flat=True)[:1000]) if text else []
    found = found_runs.bills_of_run(one, text, named, _MOST_BILLS + 1)
    values = {"run": one, "text": text, "bills": found[:_MOST_BILLS], "more": len(found) > _MOST_BILLS}
    return render(request, "desk/run_bills.html", values)


@needs(CONFIRM)
@require_POST
def confirm(request: HttpRequest, name: str) -> HttpResponse:
    """Issue a run's bills, as a job: it is worked out again first, and compared."""
    one = _run(name)
    return started(request, Wanted(CONFIRMING, one.name, request.user.get_username()))
