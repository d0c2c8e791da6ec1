"""What the lines of a bill follow from: each clause once, with a number that the lines name."""

from collections.abc import Sequence

from yakkan.bill.explain import Telling, cited_value, price
from yakkan.documents import content
from yakkan.documents.bill.facts import BillFacts, Row
from yakkan.documents.content import Block, Column, Heading, Paragraph, Table, Text
from yakkan.documents.wording import Wording
from yakkan.terms import IncomingSeconds, Value
from yakkan.terms.schema import Allowance, RateValue

_SAME = ("entry", "in_force_from", "recorded", "source", "clause")


class Clauses:
    """The clauses of a bill in the order of its lines, each with its number."""

    def __init__(self, facts: BillFacts, wording: Wording) -> None:
        """Numbers what the shown lines cite."""
        self._facts, self._wording = facts, wording
        self._telling = Telling(wording.language, facts.book)
        self._cited: dict[str, list[Row]] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._first: list[tuple[Row, Row]] = []
        for citation in facts.citations:
            self._cited.setdefault(citation["line"], []).append(citation)
        for line in facts.shown:
            for citation in self._cited.get(line["line"], ()):
                key = _key(line, citation)
                if key not in self._numbers:
                    self._numbers[key] = len(self._numbers) + 1
                    self._first.append((line, citation))

    def of(self, line: Row) -> list[int]:
        """The numbers of the clauses that a line cites."""
        cited = self._cited.get(line["line"], ())
        return list(dict.fromkeys(self._numbers[_key(line, citation)] for citation in cited))

    def blocks(self) -> list[Block]:
        """The table of clauses."""
        wording = self._wording
        codes = ("number", "charge", "price", "clause", "in_force_from")
        columns = tuple(Column(wording.text(code), "name" if code == "number" else "words") for code in codes)
        rows = tuple(
            content.Row((wording.plain(place), *self._row(line, citation)))
            for place, (line, citation) in enumerate(self._first, start=1)
        )
        heading = wording.text("clauses")
        return [Heading(heading), Paragraph(wording.text("clauses_lead"), "note"), Table(heading, columns, rows)]

    def _row(self, line: Row, citation: Row) -> tuple[Text, ...]:
        wording, book = self._wording, self._facts.book
        source = wording.name(book.sources[citation["source"]].title)
        clause = wording.text("clause_of", source=source, clause=wording.proper(citation["clause"]))
        name, words = self.price(line, citation)
        return (name, wording.plain(words), clause, wording.plain(wording.day(citation["in_force_from"])))

    def price(self, line: Row, citation: Row) -> tuple[Text, str]:
        """The name of what is cited, and its price in words."""
        wording, book = self._wording, self._facts.book
        if citation["entry"] != line["entry"]:
            allowances = book.services[line["service"]].allowances
            allowance = next(one for one in allowances if one.id == citation["entry"])
            return self._allowance(allowance, line, citation)
        entry = self._facts.entry(line)
        values: Sequence[Value] = book.terms_of(entry).values if isinstance(entry, IncomingSeconds) else entry.values
        value = cited_value(citation, values)
        free = isinstance(value, RateValue) and value.rate == "free"
        words = wording.say("free") if free else price(value, entry, self._telling)
        return wording.plain(line[f"name_{wording.language}"]), words

    def _allowance(self, allowance: Allowance, line: Row, citation: Row) -> tuple[Text, str]:
        wording, unit = self._wording, line["unit"]
        granted = cited_value(citation, allowance.values).quantity
        told = wording.duration(granted) if unit == "seconds" else wording.count(unit, granted)
        name = wording.name(allowance.name) if allowance.name else wording.plain(allowance.id)
        return name, wording.say(f"granted_{allowance.per}", granted=told)


def _key(line: Row, citation: Row) -> tuple[object, ...]:
    return (line["service"], *(citation[name] for name in _SAME))
