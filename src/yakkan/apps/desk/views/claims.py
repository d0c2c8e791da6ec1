"""Claims: the list; entering one with its papers; one of them, its papers, and the decision."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yakkan import clock
from yakkan.apps.billing.models import WaitedLine
from yakkan.apps.desk.access import needs, needs_one_of
from yakkan.apps.desk.actions import Entering, enter_claim_at_desk
from yakkan.apps.desk.forms import AcceptForm, ActionForm, ClaimForm, RefuseForm
from yakkan.apps.desk.queries.incidents import titles
from yakkan.apps.desk.roles import DECIDE_CLAIM, ENTER_CLAIM
from yakkan.apps.desk.views.answers import done, download, language_of, page_of, tell_refused
from yakkan.apps.incidents import queries
from yakkan.apps.incidents.actions import Deciding, decide_claim
from yakkan.apps.incidents.models import Claim, ClaimPaper, Payout
from yakkan.apps.incidents.papers import kept
from yakkan.apps.records.actions import record
from yakkan.days import Month
from yakkan.messages import Refused, say

_KINDS = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
_STATES = {
    "open": {"decision__isnull": True},
    "accepted": {"decision__accepted": True},
    "refused": {"decision__accepted": False},
}
_IDS: dict[type[ActionForm], str] = {AcceptForm: "accept_%s", RefuseForm: "refuse_%s"}
"""The forms of a decision, and what the ids of their fields begin with."""


class ClaimsForm(forms.Form):
    """Which claims are looked for."""

    state = forms.ChoiceField(required=False, choices=[(state, state) for state in _STATES])
    incident = forms.CharField(required=False, max_length=60)
    q = forms.CharField(required=False, max_length=100)


@needs_one_of(ENTER_CLAIM, DECIDE_CLAIM)
def claims(request: HttpRequest) -> HttpResponse:
    """Claims by state, incident and account, the latest first."""
    form = ClaimsForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = queries.claims().filter(**_STATES.get(said.get("state", ""), {}))
    for field, of in (("incident", "incident"), ("q", "account__account__startswith")):
        if said.get(field):
            found = found.filter(**{of: said[field]})
    values = {"form": form, "titles": titles(language_of(request)), "page": page_of(request, found)}
    return render(request, "desk/claims.html", values)


@needs(ENTER_CLAIM)
def enter(request: HttpRequest) -> HttpResponse:
    """Put a claim on record, with its papers."""
    offered = titles(language_of(request))
    form = ClaimForm(initial=request.GET.dict(), titles=offered)
    if request.method == "POST":
        form = ClaimForm(request.POST, request.FILES, titles=offered)
        claim = done(form, lambda said: enter_claim_at_desk(Entering(**said), request.user.get_username()))
        if claim:
            messages.success(request, say(language_of(request), "correction.claim_is_entered", claim=claim.pk))
            return redirect("desk:claim", number=claim.pk)
    return render(request, "desk/claim_enter.html", {"form": form, "any": offered})


@needs_one_of(ENTER_CLAIM, DECIDE_CLAIM)
def claim(request: HttpRequest, number: int) -> HttpResponse:
    """A claim: who says what, his papers, what was decided."""
    return _page(request, _found(number))


@needs(DECIDE_CLAIM)
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Accept a claim for so many records and yen."""

    def deciding(said: dict[str, Any]) -> Deciding:
        return Deciding(number, (said["records"], said["yen"]), said["why"], said["month"], said["on"])

    return _decide(request, number, AcceptForm, deciding)


@needs(DECIDE_CLAIM)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse a claim."""

    def deciding(said: dict[str, Any]) -> Deciding:
        today = clock.today()
        return Deciding(number, (0, 0), said["why"], Month.of(today), today)

    return _decide(request, number, RefuseForm, deciding)


def _decide(
    request: HttpRequest, number: int, kind: type[ActionForm], deciding: Callable[[dict[str, Any]], Deciding]
) -> HttpResponse:
    one = _found(number)
    if request.method == "POST":
        form = kind(request.POST, auto_id=_IDS[kind])
        if not done(form, lambda said: decide_claim(deciding(said), request.user.get_username())):
            return _page(request, one, form)
        messages.success(request, say(language_of(request), "correction.claim_is_decided", claim=number))
    return redirect("desk:claim", number=number)


@needs_one_of(ENTER_CLAIM, DECIDE_CLAIM)
def paper(request: HttpRequest, number: int, sha256: str) -> HttpResponse:
    """A paper of a claim, to be kept and opened elsewhere; who fetched it is on record first."""
    one = ClaimPaper.objects.select_related("claim").filter(claim=number, sha256=sha256).first()
    if one is None:
        raise Http404
    record(request.user.get_username(), "look at paper", one.claim.account_id, f"claim {number}, {one.name}")
    try:
        return download(kept(one.sha256, settings.DATA), one.name, _KINDS[one.type])
    except Refused as refused:
        tell_refused(request, refused)
        return redirect("desk:claim", number=number)


def _found(number: int) -> Claim:
    found = queries.claims().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, one: Claim, form: ActionForm | None = None) -> HttpResponse:
    """The page; `form` is the one that was refused. Who looked is on record before anything is shown."""
    record(request.user.get_username(), "look at claim", one.account_id, f"claim {one.pk}")
    origin, decision = f"claim-{one.pk}", getattr(one, "decision", None)
    values = {
        "claim": one,
        "title": getattr(one.incident, f"title_{language_of(request)}"),
        "decision": decision,
        "papers": one.papers.order_by("name"),
        "own": one.who == request.user.get_username(),
        "forms": [form if isinstance(form, kind) else kind(auto_id=ids) for kind, ids in _IDS.items()],
        "stale": form.non_field_errors() if form and decision else "",
        "payout": Payout.objects.filter(pk=origin).first(),
        "stands": WaitedLine.objects.filter(origin=origin).first(),
    }
    return render(request, "desk/claim.html", values)
