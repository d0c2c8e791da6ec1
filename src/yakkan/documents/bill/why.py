"""Why a line of a bill is what it is, in plain words: how much was used, how it was worked out, and by which clause.

Of incoming calls nothing is told but what their discount comes to, and its clause.
"""

from collections.abc import Iterator, Sequence

from yakkan.bill.explain import cited_value, of_earlier_month
from yakkan.days import Month
from yakkan.documents.bill import quantities
from yakkan.documents.bill.clauses import Clauses
from yakkan.documents.bill.facts import BillFacts, Row, tells_of_incoming
from yakkan.documents.bill.lines import formula
from yakkan.documents.content import Block, Heading, KeyFigure, KeyFigures, Notice, Pair, Pairs, Paragraph, Text
from yakkan.documents.wording import Wording
from yakkan.money import text_of_units
from yakkan.terms import IncomingSeconds, Value
from yakkan.terms.incoming_seconds import IncomingSecondsValue

_ROUNDING = ("floor", "ceil", "half_up", "min")


def why(facts: BillFacts, line: Row, wording: Wording) -> list[Block]:
    """What there is to say of one of the lines that a customer sees."""
    name = wording.plain(line[f"name_{wording.language}"])
    amount = KeyFigure(name, wording.plain(wording.yen(line["yen"])), wording.text("why_before_tax"), main=True)
    worked_out = (Paragraph(text) for text in _worked_out(facts, line, wording))
    blocks: list[Block] = [KeyFigures((amount,)), _what(facts, line, wording)]
    blocks += [Heading(wording.text("why_worked_out")), *worked_out, *_clauses(facts, line, wording)]
    code = "why_taxed" if line["tax_percent"] else "why_not_taxed"
    mode = wording.say(f"rounded_{facts.book.carrier.tax.rounding.mode}")
    tax_class = wording.say(f"rate_{line['tax_class']}", percent=line["tax_percent"])
    return [*blocks, Heading(wording.text("tax")), Paragraph(wording.text(code, tax_class=tax_class, mode=mode))]


def _what(facts: BillFacts, line: Row, wording: Wording) -> Pairs:
    pairs = [
        Pair(wording.text("why_service"), wording.name(facts.book.services[line["service"]].name)),
        Pair(wording.text("why_contract"), wording.plain(line["contract"])),
        Pair(wording.text("why_month"), wording.plain(wording.month(Month.parse(line["month"])))),
    ]
    if not tells_of_incoming(line, facts.book):
        pairs.append(Pair(wording.text("quantity"), wording.plain(quantities.of_lines([line], wording))))
    return Pairs(tuple(pairs))


def _worked_out(facts: BillFacts, line: Row, wording: Wording) -> Iterator[Text]:
    """How the amount came about, in sentences."""
    entry = facts.entry(line)
    yield wording.text(f"why_{getattr(entry, 'shape', line['kind'])}")
    if of_earlier_month(line):
        yield wording.text("why_earlier", month=wording.month(Month.parse(line["month"])))
    if getattr(entry, "option", None):
        yield wording.text("why_option", option=wording.proper(entry.option))
    if tells_of_incoming(line, facts.book):
        return
    yield wording.text("why_formula", formula=formula(line, wording), yen=wording.yen(line["yen"]))
    if line["kind"] == "usage" and "×" in line["arithmetic"]:
        yield wording.text("why_units")
    for function in _ROUNDING:
        if function in line["arithmetic"]:
            yield wording.text(f"why_{function}")


def _clauses(facts: BillFacts, line: Row, wording: Wording) -> Iterator[Block]:
    """Each clause that the line follows from: its price, where it stands, and which version of it."""
    citations = [citation for citation in facts.citations if citation["line"] == line["line"]]
    several, clauses = len(citations) > 1, Clauses(facts, wording)
    yield Heading(wording.text("why_clauses" if several else "why_clause"))
    for place, citation in enumerate(citations, start=1):
        name, price = clauses.price(line, citation)
        value = cited_value(citation, _values(facts, line, citation))
        if several:
            yield Heading(wording.text("why_part", place=place, name=name), 2)
        pairs = [Pair(wording.text("price"), wording.plain(price))]
        if several and not tells_of_incoming(line, facts.book):
            pairs.append(Pair(wording.text("why_of_this"), wording.plain(_part(line, citation, wording))))
        yield Pairs((*pairs, *_source(facts, citation, value, wording)))
        if isinstance(value, IncomingSecondsValue):
            yield from _rules(value, wording)


def _values(facts: BillFacts, line: Row, citation: Row) -> Sequence[Value]:
    """All the values of what is cited: of the line's entry, or of an allowance."""
    if citation["entry"] != line["entry"]:
        allowances = facts.book.services[line["service"]].allowances
        return next(one for one in allowances if one.id == citation["entry"]).values
    entry = facts.entry(line)
    found: Sequence[Value] = facts.book.terms_of(entry).values if isinstance(entry, IncomingSeconds) else entry.values
    return found


def _part(line: Row, citation: Row, wording: Wording) -> str:
    """What of the line this clause is for."""
    counts = {name: citation[name] for name in ("records", "quantity")}
    quantity = quantities.of_lines([{**line, **counts}], wording)
    return wording.say("why_part_of", quantity=quantity, yen=text_of_units(citation["amount"]).replace("-", "−"))


def _source(facts: BillFacts, citation: Row, value: Value, wording: Wording) -> Iterator[Pair]:
    """Where the clause stands, from when to when it holds, and since when the book says so."""
    source = facts.book.sources[citation["source"]]
    yield Pair(wording.text("clause"), wording.proper(citation["clause"]))
    yield Pair(wording.text("why_source"), wording.name(source.title))
    yield Pair(wording.text("why_issuer"), wording.proper(source.issuer))
    if source.issued_on:
        yield Pair(wording.text("why_issued_on"), wording.plain(wording.day(source.issued_on)))
    if value.cites.page is not None:
        yield Pair(wording.text("why_page"), wording.plain(value.cites.page))
    first, last = wording.day(citation["in_force_from"]), value.in_force.last
    period = wording.text("why_from", first=first)
    if last:
        period = wording.text("why_from_until", first=first, last=wording.day(last))
    yield Pair(wording.text("why_in_force"), period)
    yield Pair(wording.text("why_recorded"), wording.plain(wording.day(citation["recorded"])))


def _rules(value: IncomingSecondsValue, wording: Wording) -> Iterator[Block]:
    """The text of the discount's terms as the book has it, and how it is read where it leaves a question."""
    clauses = tuple(wording.proper(rule.clause) for rule in value.rules if rule.clause)
    readings = tuple(wording.name(rule.reading) for rule in value.rules if rule.reading)
    if clauses:
        yield Notice(wording.text("why_rules"), clauses, wording.language)
    if readings:
        yield Notice(wording.text("why_readings"), readings, wording.language)
