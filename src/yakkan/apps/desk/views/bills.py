"""Bills: finding them, reading one, why each line is what it is, and what its customer gets."""

from datetime import date
from pathlib import Path

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yakkan.apps.billing.actions import Look, Printing, explain_bill, print_bill, record_look
from yakkan.apps.billing.models import Bill
from yakkan.apps.billing.queries import told_bill
from yakkan.apps.customers.models import Customer
from yakkan.apps.desk.access import needs
from yakkan.apps.desk.queries.bills import MOST, Search, customers_named, find_bills
from yakkan.apps.desk.queries.runs import run as run_named
from yakkan.apps.desk.roles import BILLS, CUSTOMERS
from yakkan.apps.desk.views.answers import language_of, tell_refused
from yakkan.messages import Refused
from yakkan.runs import told
from yakkan.runs.told import ToldBill


class SearchForm(forms.Form):
    """What bills are looked for."""

    q = forms.CharField(required=False, max_length=100)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    least = forms.IntegerField(required=False)
    most = forms.IntegerField(required=False)


@needs(BILLS, CUSTOMERS)
def find(request: HttpRequest) -> HttpResponse:
    """Bills by id, account, name or kana, day of issue, amount; customers by the same text."""
    form = SearchForm(request.GET)
    asked = form.is_valid() and any(value not in (None, "") for value in form.cleaned_data.values())
    values: dict[str, object] = {"form": form, "asked": asked, "most": MOST}
    if asked:
        said = form.cleaned_data
        found = find_bills(Search(said["q"], said["since"], said["until"], said["least"], said["most"]))
        people = list(customers_named(said["q"])[: MOST + 1]) if said["q"] else []
        values |= {"bills": found[:MOST], "more": len(found) > MOST}
        values |= {"customers": people[:MOST], "more_customers": len(people) > MOST}
    return render(request, "desk/bills.html", values)


@needs(BILLS, CUSTOMERS)
def issued(request: HttpRequest, bill: str) -> HttpResponse:
    """An issued bill; with `?line=` the explanation of a line. Who looked is on record before anything is shown."""
    return _bill(request, bill, None)


@needs(BILLS, CUSTOMERS)
def of_run(request: HttpRequest, name: str, bill: str) -> HttpResponse:
    """A bill of a run that may not be issued, in the same way."""
    one = run_named(name)
    if one is None:
        raise Http404
    return _bill(request, bill, one.folder)


def _bill(request: HttpRequest, bill: str, run: Path | None) -> HttpResponse:
    who, line = request.user.get_username(), request.GET.get("line", "")
    found = told.of_folder(run, bill) if run else told_bill(bill, settings.DATA)
    if found is None:
        raise Http404
    record_look((who, ""), found.bill["account"], [f"bill {bill}", *([f"of run {run.name}"] if run else [])])
    explanation = ""
    if line:
        try:
            look = Look(bill, line, language_of(request), who)
            explanation = explain_bill(look, settings.DATA, run) or ""
        except Refused as refused:
            tell_refused(request, refused)
            line = ""
    values = {
        "bill": found.bill,
        "lines": _lines(found, language_of(request)),
        "taxes": found.taxes,
        "wanted": line,
        "explanation": explanation,
        "run": run.name if run else "",
        "customer": Customer.objects.filter(pk=found.bill["customer"]).first(),
        "issued": Bill.objects.filter(pk=bill).exists(),
        "issued_on": _day(found.bill["issued_on"]),
        "due_on": _day(found.bill["due_on"]),
    }
    return render(request, "desk/bill.html", values)


def _day(given: date | str) -> date:
    return given if isinstance(given, date) else date.fromisoformat(given)


def _lines(found: ToldBill, language: str) -> list[dict[str, object]]:
    return [{**row, "name": row[f"name_{language}"], "place": str(row["position"])} for row in found.lines]


@needs(BILLS, CUSTOMERS)
def pdf(request: HttpRequest, bill: str) -> HttpResponse:
    """The bill as its customer gets it."""
    try:
        made = print_bill(Printing(bill, "pdf", None, request.user.get_username()))
    except Refused as refused:
        tell_refused(request, refused)
        return redirect("desk:bill", bill=bill)
    if made is None:
        raise Http404
    disposition = f'attachment; filename="{bill}.pdf"' if bill.isascii() and '"' not in bill else "attachment"
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": disposition})
