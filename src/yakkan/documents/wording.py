"""The words of a document in its language: sentences of the catalogue, names in theirs, amounts, days, durations."""

import re
from dataclasses import dataclass
from datetime import date
from string import Formatter

from yakkan.days import Month
from yakkan.documents.content import Span, Text
from yakkan.messages import Language, catalogue, say
from yakkan.terms.value import Name

_JAPANESE = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True)
class Wording:
    """Says things in a language; messages are those of `documents.yaml`."""

    language: Language

    def say(self, code: str, /, **values: object) -> str:
        """A message whose values are of the same language."""
        return say(self.language, f"documents.{code}", **values)

    def text(self, code: str, /, **values: object) -> Text:
        """A message as a text; a value that is a text keeps its languages."""
        spans: list[Span] = []
        for words, name, _, _ in Formatter().parse(catalogue()[f"documents.{code}"][self.language]):
            spans.append(Span(words, self.language))
            if name is not None:
                value = values[name]
                spans += value if isinstance(value, tuple) else [Span(str(value), self.language)]
        return _joined(spans)

    def plain(self, text: object) -> Text:
        """A text of the language itself: a number, an id, a formula."""
        return (Span(str(text), self.language),)

    def name(self, name: Name) -> Text:
        """A name that the book has in both languages."""
        return (Span(str(getattr(name, self.language)), self.language),)

    def proper(self, text: str) -> Text:
        """A name of somebody or somewhere, or a clause: it is as it is, in the language that it is written in."""
        if _JAPANESE.search(text):
            return (Span(text, "ja"),)
        return (Span(text, "en" if _LATIN.search(text) else self.language),)

    def amount(self, yen: int) -> Text:
        """An amount in a column of yen: `1,234`, or `−1,234` with a real minus."""
        return self.plain(signed(yen))

    def change(self, yen: int) -> Text:
        """What came on or off: always with its sign."""
        return self.plain(f"+{yen:,}" if yen > 0 else signed(yen) if yen else "±0")

    def yen(self, yen: int) -> str:
        """An amount in a sentence."""
        return self.say("yen", count=signed(yen))

    def month(self, month: Month) -> str:
        """A month of use."""
        return self.say(f"month_{month.number}", year=month.year)

    def day(self, day: date) -> str:
        """A day of the calendar."""
        return self.say("day", day=day.day, month=self.month(Month.of(day)))

    def day_of_week(self, day: date) -> str:
        """A day with the day of the week, as one plans by it."""
        return self.say("day_of_week", day=self.day(day), weekday=self.say(f"weekday_{day.isoweekday()}"))

    def count(self, unit: str, count: int) -> str:
        """So many of something; one is another word in English."""
        return self.say(f"one_{unit}" if abs(count) == 1 else unit, count=signed(count))

    def duration(self, seconds: int) -> str:
        """Seconds as people say them: hours, minutes, seconds, without those that are none."""
        minutes, rest = divmod(abs(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        parts = [
            self.say(unit, count=f"{count:,}")
            for unit, count in (("hours_of_time", hours), ("minutes", minutes), ("seconds", rest))
            if count
        ]
        told = ("".join(parts) or self.say("seconds", count=0)).strip()
        return told if seconds >= 0 else f"−{told}"


def signed(number: int) -> str:
    """A whole number with thousands set off, and a real minus sign.

    >>> signed(-1234)
    '−1,234'
    """
    return f"{number:,}".replace("-", "−")


def _joined(spans: list[Span]) -> Text:
    """Spans without empty ones, those of one language that follow each other as one."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].language == span.language:
            joined[-1] = Span(joined[-1].text + span.text, span.language)
        elif span.text:
            joined.append(span)
    return tuple(joined)
