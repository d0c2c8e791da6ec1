"""The billing accounts that a member sees, and adding another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yakkan.apps.pages import language
from yakkan.apps.portal.actions import join
from yakkan.apps.portal.forms import AccountForm
from yakkan.apps.portal.queries import accounts_of
from yakkan.messages import say


@require_http_methods(["GET", "POST"])
@login_required
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of the customers that he is a member for; another is added by its number and key."""
    known = accounts_of(request.user)
    if request.user.is_staff and not known:
        return redirect("desk:start")
    form = AccountForm(request.POST or None)
    if form.is_valid():
        account = form.cleaned_data["account"]
        join(request.user, account)
        messages.success(request, say(language.of(request), "portal.added", account=account))
        return redirect("portal:accounts")
    return render(request, "portal/accounts.html", {"accounts": known, "form": form})
