"""Words of a page in its language: `{% load words %}`.

{% say "portal.title" month=month %}      a message of the catalogue
{% yen bill.total %}                      1,234円, ¥1,234
{% month "2026-10" %}                     2026年10月, October 2026
{% day bill.due_on %}                     2026年11月20日, 20 November 2026
{% name_of service %}                     a name that the book has in both languages
{{ amount|signed }} {{ amount|changed }}  1,234 and +120, −120, ±0 in a column of yen
{% proper customer.name %}                a name as it is, marked with the language that it is written in
"""

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yakkan import messages
from yakkan.days import Month
from yakkan.documents.wording import Wording, signed
from yakkan.messages import Language
from yakkan.terms.value import Name

register = template.Library()
register.filter("signed", signed)


@register.filter
def changed(amount: int) -> str:
    """What came on or off, in a column of yen: always with its sign."""
    return "".join(span.text for span in Wording("ja").change(amount))


def language_of(context: template.Context) -> Language:
    """The language of the page that is being made."""
    return "en" if getattr(context.get("request"), "LANGUAGE_CODE", "ja") == "en" else "ja"


@register.simple_tag(takes_context=True)
def say(context: template.Context, name: str, /, **values: object) -> str:
    """The message `name`, its placeholders filled."""
    return messages.say(language_of(context), name, **values)


@register.simple_tag(takes_context=True)
def yen(context: template.Context, amount: int) -> str:
    """An amount as it stands in a sentence."""
    return Wording(language_of(context)).yen(amount)


@register.simple_tag(takes_context=True)
def month(context: template.Context, name: str | Month) -> str:
    """A month, given as `2026-10`."""
    return Wording(language_of(context)).month(Month.parse(str(name)))


@register.simple_tag(takes_context=True)
def day(context: template.Context, given: date) -> str:
    """A day of the calendar."""
    return Wording(language_of(context)).day(given)


@register.simple_tag(takes_context=True)
def name_of(context: template.Context, name: Name) -> str:
    """A name of the book."""
    return str(getattr(name, language_of(context)))


@register.simple_tag(takes_context=True)
def proper(context: template.Context, name: str) -> str | SafeString:
    """A name of somebody or somewhere, marked where it is in another language than the page."""
    (span,) = Wording(language_of(context)).proper(name)
    if span.language == language_of(context):
        return name
    return format_html('<span lang="{}">{}</span>', span.language, span.text)


@register.simple_tag(takes_context=True)
def how_paid(context: template.Context, what: str, method: str) -> str:
    """Of an account's method of payment: `by`, its name; `day`, what the due day is called."""
    return Wording(language_of(context)).say(f"{what}_{method}")


@register.simple_tag
def of_service(sums: Mapping[str, int], service: str) -> str:
    """What a service came to, empty where it was not used."""
    return signed(sums[service]) if service in sums else ""
