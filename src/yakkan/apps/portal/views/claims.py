"""What a member claims of announced incidents, for days without records, and what was decided."""

from datetime import date
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from yakkan.apps.incidents import saying
from yakkan.apps.incidents.actions import MOST_OPEN
from yakkan.apps.pages import language
from yakkan.apps.portal.actions import claim as enter
from yakkan.apps.portal.claiming import Claimable, claimable_of, claims_of
from yakkan.apps.portal.forms import ClaimForm
from yakkan.apps.portal.queries import accounts_of
from yakkan.apps.portal.uploads import Papers
from yakkan.documents.wording import Wording
from yakkan.messages import Language, Refused, say

_FIELDS = {
    "claim_outside": "first", "claim_in_window": "first", "claim_twice": "first", "claim_waits": "first",
    "claim_without_contract": "contract", "not_claimable": None, "too_many_claims": None, "too_many_papers": "papers",
    "paper_too_large": "papers", "paper_of_no_type": "papers", "paper_is_active": "papers",
}  # fmt: skip
"""Why a claim may be refused, and at which field of the form it is said; None: above it."""


@require_GET
@login_required
def claims(request: HttpRequest) -> HttpResponse:
    """His claims, each with what was decided, and the incidents that he may claim of."""
    if request.user.is_staff and not accounts_of(request.user):
        return redirect("desk:start")
    spoken = language.of(request)
    found = [(one, saying.name(one.claim.incident, "title", spoken)) for one in claims_of(request.user)]
    offered = [_shown(one, spoken) for one in claimable_of(request.user)]
    return render(request, "portal/claims.html", {"claims": found, "offered": offered})


@csrf_exempt  # so that `Papers` receives the files: the check of the form's token reads them, and comes after it
@require_http_methods(["GET", "POST"])
@login_required
def claim(request: HttpRequest, incident: str) -> HttpResponse:
    """The form of a claim of an incident; 404 where he may not claim of it."""
    request.upload_handlers = [Papers(request)]
    return _claim(request, incident)


@csrf_protect
def _claim(request: HttpRequest, incident: str) -> HttpResponse:
    of = next((one for one in claimable_of(request.user) if one.incident.pk == incident), None)
    if of is None:
        raise Http404
    spoken = language.of(request)
    form = ClaimForm(of, request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            made = enter(request.user, of, form.cleaned_data)
        except Refused as refused:
            form.add_error(_FIELDS[refused.code], _why(refused, spoken))
        else:
            messages.success(request, say(spoken, "portal.claim_entered", claim=made.pk))
            return redirect("portal:claims")
    again = form.is_bound and bool(request.FILES)
    context = {"offered": _shown(of, spoken), "form": form, "again": again, "most": MOST_OPEN}
    return render(request, "portal/claim.html", context)


def _shown(of: Claimable, spoken: Language) -> dict[str, object]:
    """What a page says of an incident."""
    names = {name: saying.name(of.incident, name, spoken) for name in ("title", "charge", "place", "right", "wrong")}
    return {"incident": of.incident, **names, "days": [saying.days(*days, spoken) for days in of.days]}


def _why(refused: Refused, spoken: Language) -> str:
    """Why a claim was refused, as one says it to a customer."""
    wording, values = Wording(spoken), dict(refused.values or {})
    said = {name: wording.day(value) if isinstance(value, date) else value for name, value in values.items()}
    return say(spoken, f"portal.refused_{refused.code}", **{**said, "paper": Path(refused.file).name})
