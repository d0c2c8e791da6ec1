"""What changed since the month before, and why: service by service, the largest differences first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from yakkan.bill.explain import of_earlier_month
from yakkan.days import Month
from yakkan.documents import content
from yakkan.documents.bill import quantities
from yakkan.documents.bill.facts import Before, BillFacts, Row, tells_of_incoming
from yakkan.documents.content import Block, Column, Heading, Paragraph, Table, Text
from yakkan.documents.wording import Wording

_CAUSES = 3
"""So many causes are told of each service; the rest are one row."""


@dataclass
class _Cause:
    """What an entry, or the differences of earlier months, came to in both months."""

    then: list[Row] = field(default_factory=list)
    now: list[Row] = field(default_factory=list)

    @property
    def difference(self) -> int:
        return _sum(self.now) - _sum(self.then)

    @property
    def any_line(self) -> Row:
        return [*self.now, *self.then][0]


_Key = tuple[str, str]
"""An entry by its id; an earlier month as `('', month)`."""


def blocks(facts: BillFacts, wording: Wording) -> list[Block]:
    """A heading, a sentence, and the table; one sentence where there is no bill of the month before."""
    heading = Heading(wording.text("changes"))
    if facts.before is None:
        return [heading, Paragraph(wording.text("no_bill_before", month=wording.month(facts.month.after(-1))))]
    difference = facts.bill["total"] - facts.before.total
    code = "more" if difference > 0 else "less" if difference < 0 else "the_same"
    month = wording.month(facts.month.after(-1))
    sentence = wording.text(code, month=month, yen=wording.yen(abs(difference)))
    return [heading, Paragraph(sentence), _table(facts, facts.before, wording)]


def _table(facts: BillFacts, before: Before, wording: Wording) -> Table:
    rows = []
    for service, causes in _by_service(facts, before).items():
        then, now = ([line for cause in causes.values() for line in side(cause)] for side in (_then, _now))
        name = wording.name(facts.book.services[service].name)
        rows.append(_row(name, (), (_sum(then), _sum(now)), wording, "group"))
        rows += _causes(facts, causes, wording)
    rows.append(_row(wording.text("tax"), (), (before.tax, facts.bill["tax"]), wording, "group"))
    rows.append(_row(wording.text("total"), (), (before.total, facts.bill["total"]), wording, "total"))
    columns = (
        Column(wording.text("what"), "name"),
        Column(wording.text("why"), "words"),
        Column(wording.text("yen_before"), "amount"),
        Column(wording.text("yen_now"), "amount"),
        Column(wording.text("difference"), "amount"),
    )
    return Table(wording.text("changes"), columns, tuple(rows))


def _then(cause: _Cause) -> list[Row]:
    return cause.then


def _now(cause: _Cause) -> list[Row]:
    return cause.now


def _by_service(facts: BillFacts, before: Before) -> dict[str, dict[_Key, _Cause]]:
    """The causes of each service, in the order of this month's bill, then of the one before."""
    services: dict[str, dict[_Key, _Cause]] = {}
    for lines, side in ((facts.lines, _now), (before.lines, _then)):
        for line in lines:
            key = ("", line["month"]) if of_earlier_month(line) else (line["entry"], "")
            causes = services.setdefault(line["service"], {})
            side(causes.setdefault(key, _Cause())).append(line)
    return services


def _causes(facts: BillFacts, causes: dict[_Key, _Cause], wording: Wording) -> Iterable[content.Row]:
    """A row for each of the largest differences of a service, and one for all others."""
    largest = sorted(causes.items(), key=lambda item: -abs(item[1].difference))
    differing = [(key, cause) for key, cause in largest if cause.difference]
    for key, cause in differing[:_CAUSES]:
        name, why = _told(key, cause, facts, wording)
        yield _row(name, why, (_sum(cause.then), _sum(cause.now)), wording, "line")
    rest = [cause for _, cause in differing[_CAUSES:]]
    if rest:
        sums = (sum(_sum(cause.then) for cause in rest), sum(_sum(cause.now) for cause in rest))
        yield _row(wording.text("others"), (), sums, wording, "line")


def _told(key: _Key, cause: _Cause, facts: BillFacts, wording: Wording) -> tuple[Text, Text]:
    """The name of a cause, and why it is another amount now."""
    entry, month = key
    if not entry:
        name = wording.text("difference_of", month=wording.month(Month.parse(month)))
        return name, wording.text("differences_why" if cause.now else "differences_before")
    return wording.plain(cause.any_line[f"name_{wording.language}"]), _why(cause, facts, wording)


def _why(cause: _Cause, facts: BillFacts, wording: Wording) -> Text:
    if not cause.then:
        return wording.text("new_this_month")
    if not cause.now:
        return wording.text("none_this_month")
    line = cause.any_line
    if line["kind"] == "discount" or tells_of_incoming(line, facts.book):
        larger = abs(_sum(cause.now)) > abs(_sum(cause.then))
        return wording.text("discount_larger" if larger else "discount_smaller")
    then, now = (quantities.of_lines(lines, wording) for lines in (cause.then, cause.now))
    return wording.text("from_to", then=then, now=now) if then != now else wording.text("other_price")


def _row(name: Text, why: Text, sums: tuple[int, int], wording: Wording, kind: str) -> content.Row:
    then, now = sums
    cells = (name, why, wording.amount(then), wording.amount(now), wording.change(now - then))
    match kind:
        case "group":
            return content.Row(cells, "group")
        case "total":
            return content.Row(cells, "total")
    return content.Row(cells)


def _sum(lines: Sequence[Row]) -> int:
    return sum(line["yen"] for line in lines)
