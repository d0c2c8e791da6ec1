"""Payouts: the list; one of them with its steps; the letter, the account details, the payment, its return."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yakkan.apps.desk.access import needs
from yakkan.apps.desk.forms import ActionForm, LetterForm, PaymentForm
from yakkan.apps.desk.queries.incidents import STATES, titles
from yakkan.apps.desk.roles import BILLS, CUSTOMERS, REFUND
from yakkan.apps.desk.views.answers import done, download, language_of, page_of
from yakkan.apps.incidents import queries
from yakkan.apps.incidents.actions import Paying, letter, pay, steps_after
from yakkan.apps.incidents.models import Payout
from yakkan.apps.incidents.models.payout import LETTER
from yakkan.apps.records.actions import record
from yakkan.messages import say


class PayoutsForm(forms.Form):
    """Which payouts are looked for."""

    state = forms.ChoiceField(required=False, choices=[(state, state) for state in STATES])
    incident = forms.CharField(required=False, max_length=60)
    q = forms.CharField(required=False, max_length=100)


@needs(BILLS, CUSTOMERS)
def payouts(request: HttpRequest) -> HttpResponse:
    """Payouts by state, incident and account."""
    form = PayoutsForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = queries.payouts()
    for field, of in (("state", "state"), ("incident", "incident"), ("q", "account__account__startswith")):
        if said.get(field):
            found = found.filter(**{of: said[field]})
    values = {"form": form, "states": STATES, "titles": titles(language_of(request)), "page": page_of(request, found)}
    return render(request, "desk/payouts.html", values)


@needs(BILLS, CUSTOMERS)
def payout(request: HttpRequest, name: str) -> HttpResponse:
    """A payout: whose, how much, its steps, and what comes next."""
    return _page(request, _found(name))


@needs(BILLS, CUSTOMERS)
@needs(REFUND)
def step(request: HttpRequest, name: str) -> HttpResponse:
    """He told his account, it was paid, or the bank sent it back."""
    one = _found(name)
    if request.method == "POST":
        form = PaymentForm(request.POST, auto_id=_ids(request.POST.get("step", "")))
        if not done(form, lambda said: pay(_paying(one, said), request.user.get_username())):
            return _page(request, one, form)
        messages.success(request, say(language_of(request), f"correction.payout_{form.cleaned_data['step']}_done"))
    return redirect("desk:payout", name=name)


def _paying(one: Payout, said: dict[str, Any]) -> Paying:
    return Paying(one.pk, said["step"], said["day"], said["reference"])


@needs(BILLS, CUSTOMERS)
@needs(REFUND)
def write(request: HttpRequest, name: str) -> HttpResponse:
    """Make the letter to whom it is paid."""
    one = _found(name)
    if request.method == "POST":
        form = LetterForm(request.POST, auto_id=_ids(LETTER))
        book, who = Path(settings.BOOK), request.user.get_username()
        if not done(form, lambda said: letter(name, book, said["language"], who)):
            return _page(request, one, form)
        messages.success(request, say(language_of(request), "correction.letter_done"))
    return redirect("desk:payout", name=name)


@needs(BILLS, CUSTOMERS)
def kept_letter(request: HttpRequest, name: str, sha256: str) -> HttpResponse:
    """A letter as it was made, to be printed."""
    one = _found(name)
    kept = queries.letters_of(one).filter(sha256=sha256).first()
    if kept is None:
        raise Http404
    record(request.user.get_username(), "look at letter", one.account_id, f"payout {name}")
    return download(bytes(kept.content), f"{name}.pdf", "application/pdf")


def _found(name: str) -> Payout:
    found = queries.payouts().select_related("incident", "customer").filter(pk=name).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, one: Payout, refused: ActionForm | None = None) -> HttpResponse:
    """The page; `refused` is the form that was. Who looked is on record before anything is shown."""
    record(request.user.get_username(), "look at payout", one.account_id, f"payout {one.pk}")
    language = language_of(request)
    following = steps_after(one.state) if request.user.has_perm(REFUND) else []
    offered = {step: _form(step, one) for step in following}
    at = refused.data.get("step", LETTER) if refused else ""
    if refused and at in offered:
        offered[at] = refused
    values = {
        "payout": one,
        "title": getattr(one.incident, f"title_{language}"),
        "steps": one.steps.order_by("position"),
        "letters": queries.letters_of(one),
        "letter_form": offered.pop(LETTER, None),
        "forms": offered,
        "stale": refused.non_field_errors() if refused and at not in following else "",
    }
    return render(request, "desk/payout.html", values)


def _form(step: str, one: Payout) -> ActionForm:
    if step == LETTER:
        return LetterForm(initial={"language": one.customer.language}, auto_id=_ids(step))
    return PaymentForm(initial={"step": step}, auto_id=_ids(step))


def _ids(step: str) -> str:
    """What the ids of a form's fields are made of."""
    return f"{step}_%s" if step in STATES else "id_%s"
