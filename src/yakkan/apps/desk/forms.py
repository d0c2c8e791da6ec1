"""Forms of the desk by which incidents, payouts, claims and announcements are acted on.

What an action refuses is shown at the field that it is about, or above the form; what was typed stays.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from yakkan import clock
from yakkan.apps.incidents.actions.take_step import RIGHTS
from yakkan.apps.pages.language import current, later
from yakkan.days import Month
from yakkan.messages import Refused, say

_MOST = 999_999_999
"""So many yen, or records, are less than what a single record may be billed at."""
_TYPES = "application/pdf,image/jpeg,image/png"


class DayField(forms.DateField):
    """A day of the calendar, chosen or typed as 2026-10-31."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class MonthField(forms.Field):
    """A month, chosen or typed as 2026-10."""

    widget = forms.TextInput({"type": "month", "pattern": r"\d{4}-\d{2}", "placeholder": "2026-10"})

    def to_python(self, value: Any) -> Month | None:
        """The month that is named; None for nothing."""
        text = str(value or "").strip()
        try:
            return Month.parse(text) if text else None
        except ValueError:
            raise ValidationError(say(current(), "desk.not_a_month", text=text)) from None


class _Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.Field):
    """Any number of files."""

    widget = _Files({"accept": _TYPES})

    def to_python(self, value: Any) -> list[Any]:
        """The files that were sent."""
        return list(value or ())


class ActionForm(forms.Form):
    """A form whose action may refuse; `places` says at which field, by the code of the message, '' for above all."""

    places: ClassVar[Mapping[str, str]] = {}

    def refuse(self, refused: Refused) -> None:
        """Show why the action refused."""
        refused.file = Path(refused.file).name  # where we keep an upload says nothing to anybody
        self.add_error(self.places.get(refused.code), refused.text(current()))


def _why() -> forms.CharField:
    return forms.CharField(label=later("correction.why"), max_length=2000, widget=forms.Textarea({"rows": 3}))


def _today() -> DayField:
    return DayField(label=later("correction.on"), initial=clock.today, help_text=later("correction.on_help"))


def _bill() -> MonthField:
    return MonthField(
        label=later("correction.bill_month"),
        initial=lambda: Month.of(clock.today()).after(-1),
        help_text=later("correction.bill_month_help"),
    )


class StepForm(ActionForm):
    """The next step of an incident, and why."""

    step = forms.ChoiceField(choices=[(step, step) for step in RIGHTS], widget=forms.HiddenInput)
    why = _why()


class RefundForm(ActionForm):
    """On which bills an incident's money goes back, and of use until when."""

    places: ClassVar = {"day_to_come": "on"}

    month = _bill()
    on = _today()
    until = DayField(label=later("correction.use_until"), required=False, help_text=later("correction.use_until_help"))


class PaymentForm(ActionForm):
    """A step of a payout: its day, and a reference."""

    places: ClassVar = {"day_to_come": "day"}

    step = forms.ChoiceField(
        choices=[(step, step) for step in ("details", "paid", "returned")], widget=forms.HiddenInput
    )
    day = DayField(label=later("correction.day"), initial=clock.today)
    reference = forms.CharField(label=later("correction.reference"), max_length=200)


class LetterForm(ActionForm):
    """The language of a letter."""

    language = forms.ChoiceField(
        label=later("correction.letter_language"), choices=[("ja", "日本語"), ("en", "English")]
    )


class _OfIncidents(ActionForm):
    """A form of one incident or several: the field `choosing` offers those of `titles`, each with its title."""

    choosing: ClassVar[str]

    def __init__(self, *given: Any, titles: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields[self.choosing].choices = titles


class ClaimForm(_OfIncidents):
    """What a customer says that he was charged wrongly, and his papers."""

    choosing = "incident"
    places: ClassVar = {
        "claim_outside": "first", "claim_in_window": "first", "claim_twice": "first",
        "claim_without_contract": "contract", "paper_too_large": "papers", "paper_of_no_type": "papers",
        "paper_is_active": "papers", "same_names": "papers", "bad_file_name": "papers",
    }  # fmt: skip

    incident = forms.ChoiceField(label=later("correction.incident"))
    account = forms.CharField(label=later("desk.account"), max_length=60)
    contract = forms.CharField(label=later("desk.contract"), max_length=60)
    first = DayField(label=later("correction.first"), help_text=later("correction.first_help"))
    last = DayField(label=later("correction.last"))
    said = forms.CharField(
        label=later("correction.said"),
        help_text=later("correction.said_help"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    papers = FilesField(label=later("correction.papers"), required=False, help_text=later("correction.papers_help"))


class AcceptForm(ActionForm):
    """For how much a claim is accepted, and on which bill it goes back."""

    places: ClassVar = {"day_to_come": "on"}

    records = forms.IntegerField(label=later("desk.records"), min_value=1, max_value=_MOST)
    yen = forms.IntegerField(label=later("correction.yen_before_tax"), min_value=1, max_value=_MOST)
    month = _bill()
    on = _today()
    why = _why()


class RefuseForm(ActionForm):
    """Why a claim is refused."""

    why = _why()


class AnnouncementForm(_OfIncidents):
    """What an announcement is called, of which approved incidents, as of which day."""

    choosing = "incidents"
    places: ClassVar = {"announced": "name", "not_approved": "incidents"}

    name = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{0,59}\Z",
        label=later("correction.announcement_name"),
        help_text=later("correction.announcement_name_help"),
        error_messages={"invalid": later("correction.not_a_name")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    incidents = forms.MultipleChoiceField(label=later("correction.incidents"), widget=forms.CheckboxSelectMultiple)
    day = DayField(label=later("correction.announced_on"), initial=clock.today)
