"""Forms of a member: joining, adding a billing account, claiming."""

from collections.abc import Sequence
from typing import Any

from allauth.core import context
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from yakkan.apps.incidents.actions import MOST_PAPERS
from yakkan.apps.incidents.papers import LARGEST
from yakkan.apps.pages.language import current, later
from yakkan.apps.portal import opening
from yakkan.apps.portal.actions import join
from yakkan.apps.portal.claiming import Claimable
from yakkan.messages import say


class AccountForm(forms.Form):
    """A billing number and its access key, as the bill has them."""

    account = forms.CharField(
        label=later("portal.billing_number"),
        help_text=later("portal.billing_number_help"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    access_key = forms.CharField(
        label=later("portal.access_key"),
        help_text=later("portal.access_key_help"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_account(self) -> str:
        """The number as it stands in the books."""
        return opening.number(self.cleaned_data["account"])

    def clean(self) -> dict[str, Any]:
        """Whether the key opens the account."""
        super().clean()
        account, access_key = (self.cleaned_data.get(name) for name in ("account", "access_key"))
        if account and access_key:
            try:
                opening.check(context.request, account, access_key)
            except ValidationError as wrong:
                self.add_error(None, wrong)
        return self.cleaned_data


class JoinForm(AccountForm):
    """What allauth's form of joining asks for beside e-mail address and password."""

    field_order = ["account", "access_key", "email", "password1", "password2"]

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Make the new user a member for the customer whose account it is."""
        join(user, self.cleaned_data["account"])


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Files, none or several."""

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile]:
        """Each of them."""
        return [super(_FilesField, self).clean(one, initial) for one in data or ()]


class ClaimForm(forms.Form):
    """Which contract, which days, what happened, and papers."""

    contract = forms.ChoiceField(label=later("portal.claim_contract"))
    first = forms.DateField(label=later("portal.claim_first"))
    last = forms.DateField(label=later("portal.claim_last"))
    said = forms.CharField(
        label=later("portal.claim_said"),
        help_text=later("portal.claim_said_help"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
    )
    papers = _FilesField(
        label=later("portal.claim_papers"),
        required=False,
        widget=_FilesInput({"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
    )

    def __init__(self, of: Claimable, *args: Any) -> None:
        """The form for an incident: its days, and the contracts that may be concerned."""
        super().__init__(*args)
        self.fields["contract"].choices = [(key, _contract(*named)) for key, named in of.contracts.items()]
        bounds = {"min": of.days[0][0].isoformat(), "max": of.days[-1][1].isoformat(), "type": "date"}
        for name in ("first", "last"):
            self.fields[name].widget = forms.DateInput(bounds, format="%Y-%m-%d")
            self.fields[name].input_formats = ["%Y-%m-%d"]
        limits = {"most": MOST_PAPERS, "size": LARGEST // 1024 // 1024}
        self.fields["papers"].help_text = say(current(), "portal.claim_papers_help", **limits)

    def clean(self) -> dict[str, Any]:
        """Whether the days are in order."""
        super().clean()
        first, last = (self.cleaned_data.get(name) for name in ("first", "last"))
        if first and last and first > last:
            self.add_error("last", say(current(), "portal.claim_days_in_order"))
        return self.cleaned_data


def _contract(account: str, contract: str, number: str) -> str:
    named = {"account": account, "contract": contract, "number": number}
    return say(current(), "portal.claim_number" if number else "portal.claim_without_number", **named)
