"""Forms of a member: joining, and adding a billing account."""

from typing import Any

from allauth.core import context
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from yakkan.apps.pages.language import later
from yakkan.apps.portal import opening
from yakkan.apps.portal.actions import join


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
