"""The details of a bill: a table for each contract and, apart, each earlier month; then the totals of each rate."""

import re
from collections.abc import Iterable
from itertools import groupby

from yakkan.bill.explain import of_earlier_month
from yakkan.days import Month
from yakkan.documents import content
from yakkan.documents.bill import quantities
from yakkan.documents.bill.clauses import Clauses
from yakkan.documents.bill.facts import BillFacts, Row, tells_of_incoming
from yakkan.documents.content import Block, Column, Heading, Paragraph, Table, Text
from yakkan.documents.wording import Wording

_FUNCTION = re.compile(r"floor|ceil|half_up|min")


def blocks(facts: BillFacts, clauses: Clauses, wording: Wording) -> list[Block]:
    """A heading and a table for each contract; where a line has the reduced rate, what its mark means."""
    found: list[Block] = [Heading(wording.text("details"))]
    for (earlier, contract, service), lines in groupby(facts.shown, _of):
        name = wording.name(facts.book.services[service].name)
        heading = wording.text("contract", contract=wording.plain(contract), service=name)
        if earlier:
            month = wording.month(Month.parse(earlier))
            heading = wording.text("contract_earlier", contract=wording.plain(contract), service=name, month=month)
        found += [Heading(heading, 2), _table(heading, list(lines), facts, clauses, wording)]
    if any(tax["tax_class"] == "reduced" for tax in facts.taxes):
        found.append(Paragraph(wording.text("reduced_mark"), "note"))
    return found


def _of(line: Row) -> tuple[str, str, str]:
    return (line["month"] if of_earlier_month(line) else "", line["contract"], line["service"])


def _table(caption: Text, lines: list[Row], facts: BillFacts, clauses: Clauses, wording: Wording) -> Table:
    columns = (
        Column(wording.text("what"), "name"),
        Column(wording.text("quantity"), "words"),
        Column(wording.text("arithmetic"), "words"),
        Column(wording.text("tax_rate"), "words"),
        Column(wording.text("clause_number"), "words"),
        Column(wording.text("amount"), "amount"),
    )
    rows = [_row(line, facts, clauses, wording) for line in lines]
    total = wording.amount(sum(line["yen"] for line in lines))
    rows.append(content.Row((wording.text("subtotal"), (), (), (), (), total), "subtotal"))
    return Table(caption, columns, tuple(rows))


def _row(line: Row, facts: BillFacts, clauses: Clauses, wording: Wording) -> content.Row:
    quantity, worked_out = "", ""
    if not tells_of_incoming(line, facts.book):
        quantity = quantities.of_lines([line], wording)
        worked_out = formula(line, wording)
    mark = tax_mark(line["tax_class"], line["tax_percent"], wording)
    numbers = ", ".join(str(number) for number in clauses.of(line))
    cells = (line[f"name_{wording.language}"], quantity, worked_out, mark, numbers)
    texts = (*(wording.plain(cell) if cell else () for cell in cells), wording.amount(line["yen"]))
    return content.Row(texts, of=line["line"])


def formula(line: Row, wording: Wording) -> str:
    """The arithmetic of a line as people write it: `切り捨て(50 × 0.2) − 3`."""
    said = _FUNCTION.sub(lambda match: wording.say(match[0]), line["arithmetic"])
    return said.replace("-", "−").replace("/", "÷")


def tax_mark(tax_class: str, percent: int, wording: Wording) -> str:
    """A tax class in a word: `10%`, `8% ※`."""
    return wording.say(f"mark_{tax_class}", percent=percent)


def totals(facts: BillFacts, wording: Wording) -> list[Block]:
    """The totals of each rate, with tax once per rate; what bears none stands apart."""
    columns = (
        Column(wording.text("tax_class"), "name"),
        *(Column(wording.text(code), "amount") for code in ("before_tax", "tax_amount", "with_tax")),
    )
    bill = facts.bill
    rows = [*_of_rates(facts.taxes, wording)]
    sums = (bill["before_tax"], bill["tax"], bill["total"])
    rows.append(content.Row((wording.text("sum"), *(wording.amount(yen) for yen in sums)), "total"))
    heading = wording.text("totals")
    mode = wording.say(f"rounded_{facts.book.carrier.tax.rounding.mode}")
    return [
        Heading(heading),
        Table(heading, columns, tuple(rows)),
        Paragraph(wording.text("tax_once", mode=mode), "note"),
    ]


def _of_rates(taxes: Iterable[Row], wording: Wording) -> Iterable[content.Row]:
    for tax in sorted(taxes, key=lambda tax: (tax["percent"] == 0, tax["tax_class"] == "reduced", -tax["percent"])):
        name = wording.text(f"rate_{tax['tax_class']}", percent=tax["percent"])
        sums = (tax["base"], tax["tax"], tax["base"] + tax["tax"])
        yield content.Row((name, *(wording.amount(yen) for yen in sums)))
