"""What people read of an incident, in both languages: from the file that it was opened with, and from the audit."""

from datetime import date
from typing import Any

from pydantic import ValidationError

from yakkan.apps.incidents.models import Incident
from yakkan.bill import explain
from yakkan.documents.wording import Wording
from yakkan.messages import Language, Refused, say
from yakkan.terms import yaml_file
from yakkan.terms.rate import Rate

LANGUAGES: tuple[Language, ...] = ("ja", "en")


def name(incident: Incident, key: str, language: Language) -> str:
    """A name of the file in a language: `title`, `place`, `charge`, `right`, `wrong`; '' where there is none."""
    said: dict[str, str] = incident.about.get(key) or {}
    return said.get(language, "")


def contact(incident: Incident, language: Language) -> str:
    """Whom to ask, with number and hours."""
    desk: dict[str, Any] = incident.about["contact"]
    return say(
        language, "incident.contact", name=desk["name"][language], telephone=desk["telephone"],
        hours=desk["hours"][language],
    )  # fmt: skip


def days(first: date, last: date, language: Language) -> str:
    """From a day to another."""
    wording = Wording(language)
    return say(language, "incident.days", first=wording.day(first), last=wording.day(last))


def line_name(incident: Incident, language: Language) -> str:
    """What the line on a bill is called."""
    values = {key: name(incident, key, language) for key in ("charge", "place")}
    return say(language, "incident.line_name", **values)


def notice(incident: Incident, language: Language) -> str:
    """The notice on a bill that gives back."""
    values = {key: name(incident, key, language) for key in ("charge", "place")}
    period = days(incident.window_first, incident.window_last, language)
    asked = contact(incident, language)
    return say(language, f"incident.notice_{incident.kind}", **values, period=period, contact=asked)


def claim_notice(incident: Incident, language: Language) -> str:
    """The notice on a bill that gives back what a customer claimed."""
    values = {key: name(incident, key, language) for key in ("charge", "place")}
    return say(language, "incident.notice_claim", **values, contact=contact(incident, language))


def shapes(incident: Incident, telling: explain.Telling) -> list[tuple[str, str]]:
    """Each rate that was billed and the one that is right, in words; as the book writes it where it has no words."""
    service = telling.book.services.get(incident.service)
    entry: Any = service.entries.get(incident.entry) if service else None
    kind = (entry.applies.kind or ("voice",))[0] if entry else "voice"
    pairs = [pair.partition(" -> ") for pair in incident.shape.split("; ")]
    return [(_rate(billed, kind, telling), _rate(right, kind, telling)) for billed, _, right in pairs]


def _rate(text: str, kind: str, telling: explain.Telling) -> str:
    if text == "free":
        return explain.rate(text, kind, telling)
    try:
        return explain.rate(Rate.model_validate(yaml_file.parse(text, "").data), kind, telling)
    except (Refused, ValidationError):
        return text
