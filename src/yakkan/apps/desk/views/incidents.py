"""Incidents: the list; one of them with all that was found and done; its next step, its refund."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yakkan.apps.desk.access import needs, needs_one_of
from yakkan.apps.desk.forms import RefundForm, StepForm
from yakkan.apps.desk.queries import incidents as read
from yakkan.apps.desk.roles import APPROVE, BILLS, CUSTOMERS, DECIDE_CLAIM, ENTER_CLAIM, EXAMINE, REFUND
from yakkan.apps.desk.views.answers import done, language_of
from yakkan.apps.incidents import queries
from yakkan.apps.incidents.actions import Refunding, refund_incident, take_step
from yakkan.apps.incidents.models import Incident
from yakkan.apps.incidents.models.incident import CLOSED
from yakkan.apps.records.actions import record
from yakkan.messages import say

_MOST = 20
"""So many payouts and claims stand on an incident's page; all are a list of their own."""


@needs(BILLS, CUSTOMERS)
def incidents(request: HttpRequest) -> HttpResponse:
    """All incidents, with what is left of each, and how one is opened."""
    language = language_of(request)
    rows = [(one, one.title[language]) for one in queries.overviews()]
    return render(request, "desk/incidents.html", {"rows": rows})


@needs(BILLS, CUSTOMERS)
def incident(request: HttpRequest, name: str) -> HttpResponse:
    """What was found, who is identified and, apart, presumed; the steps, the refund, payouts and claims."""
    return _page(request, _found(name))


@needs(BILLS, CUSTOMERS)
@needs_one_of(EXAMINE, APPROVE)
def step(request: HttpRequest, name: str) -> HttpResponse:
    """Take the next step of an incident."""
    one, who = _found(name), request.user.get_username()
    if request.method == "POST":
        closing = request.POST.get("step") == CLOSED
        form = StepForm(request.POST, auto_id="close_%s" if closing else "step_%s")
        if not done(form, lambda said: take_step(name, said["step"], said["why"], who)):
            return _page(request, one, **{"close" if closing else "step": form})
        messages.success(request, say(language_of(request), f"correction.taken_{form.cleaned_data['step']}"))
    return redirect("desk:incident", name=name)


@needs(BILLS, CUSTOMERS)
@needs(REFUND)
def refund(request: HttpRequest, name: str) -> HttpResponse:
    """Give back what is not given back of an incident yet."""
    one, language = _found(name), language_of(request)
    if request.method == "POST":
        form = RefundForm(request.POST, auto_id="refund_%s")
        told = done(form, lambda said: refund_incident(_refunding(one, said), request.user.get_username()))
        if told is None:
            return _page(request, one, refund=form)
        counts = {what: f"{count:,}" for what, count in asdict(told).items()}
        if told.instead:
            instead = {"lines": counts["instead"], "yen": counts["instead_yen"]}
            messages.success(request, say(language, "incident.paid_instead", incident=one.pk, **instead))
        if told.records or not told.instead:
            code = "refunded" if told.records else "nothing_left"
            messages.success(request, say(language, f"incident.{code}", incident=one.pk, **counts))
    return redirect("desk:incident", name=name)


def _refunding(one: Incident, said: dict[str, Any]) -> Refunding:
    return Refunding(one.pk, said["on"], said["month"], said["until"])


def _found(name: str) -> Incident:
    found = Incident.objects.filter(pk=name).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, one: Incident, **forms: Any) -> HttpResponse:
    """The page; `forms` are those that were refused. Who looked is on record before anything is shown."""
    record(request.user.get_username(), "look at incident", f"incident {one.pk}")
    language, coming, refused = language_of(request), read.what_next(one, request.user), forms.get("step")
    is_stale = refused is not None and refused.data.get("step") != coming.step
    sees_claims = request.user.has_perm(ENTER_CLAIM) or request.user.has_perm(DECIDE_CLAIM)
    payouts, claims = queries.payouts().filter(incident=one), queries.claims().filter(incident=one)
    values = {
        "incident": one,
        "title": getattr(one, f"title_{language}"),
        "overview": queries.overview(one),
        "steps": queries.steps_of(one),
        "found": read.found(one, language),
        "next": coming,
        "hindered": coming.hindered.text(language) if coming.hindered else "",
        "stale": refused.non_field_errors() if is_stale else "",
        "step_form": StepForm(initial={"step": coming.step}, auto_id="step_%s") if is_stale or not refused else refused,
        "close_form": forms.get("close") or StepForm(initial={"step": CLOSED}, auto_id="close_%s"),
        "closing": "close" in forms,
        "refundable": read.is_refundable(one),
        "refund_form": forms.get("refund") or RefundForm(auto_id="refund_%s"),
        "payouts": payouts[:_MOST],
        "sees_claims": sees_claims,
        "claims": claims[:_MOST] if sees_claims else (),
        "claim_count": claims.count(),
        "announcements": one.announced.order_by("announcement__day"),
        **read.done_so_far(one),
    }
    return render(request, "desk/incident.html", values)
