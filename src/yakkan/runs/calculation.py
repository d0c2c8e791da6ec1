"""From usage, contracts and a book to lines, taxes and statistics: the one path of every amount.

Each step is a table kept in the engine under a name; the next step joins it. Records are read once (and once more for
the list of those that cannot be rated, where there are any).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir

from yakkan.bill import assemble, tax
from yakkan.days import Month
from yakkan.engines import Engine
from yakkan.rating import (
    TermsTables,
    allowances,
    contract_months,
    incoming_seconds,
    metered,
    monthly,
    one_off,
    options,
    place,
)
from yakkan.rating.lines import Lines
from yakkan.runs import discounting, metering
from yakkan.terms import Book, tables
from yakkan.terms import tariff as tariffs

PARKED = {"account": "string", "contract": "string", "month": "string", "reason": "string", "detail": "string"}
NUMBERS = {
    "account": "string", "contract": "string", "service": "string", "number": "string", "month": "string",
    "entry": "string", "records": "int64", "quantity": "int64", "counted_seconds": "int64",
}  # fmt: skip
ACCOUNTS = {"account": "string", "customer": "string", "method": "string", "delivery": "string", "billed": "boolean"}
UNRATED = {"file": "string", "line": "int64", "reason": "string", "record_id": "string"}


@dataclass(frozen=True)
class Question:
    """Which months are asked for, and as the book was known on which day; the public holidays of their years on.

    With `completed_on`, usage that nobody could price on that day goes by what the book said of it later.
    """

    known_on: date
    months: tuple[Month, ...]
    holidays: Collection[date]
    completed_on: date | None = None


@dataclass(frozen=True)
class Facts:
    """What was used, by whom: `usage` of the lake, `contracts` and `accounts` as snapshots.

    Where accounts are given, a contract of an unknown account is parked, and an account that was billed is left out.
    """

    usage: ir.Table
    contracts: ir.Table
    accounts: ir.Table | None = None


@dataclass(frozen=True)
class Answer:
    """What the months cost: `lines`, `citations`, `taxes` as a bill has them; `citing`, what its lines cite wherever
    they stand; `numbers` the month's statistics; `parked` accounts that get no bill; the records as they were `priced`;
    counts of them."""

    months: tuple[Month, ...]
    lines: ir.Table
    citing: ir.Table
    citations: ir.Table
    taxes: ir.Table
    numbers: ir.Table
    parked: ir.Table
    priced: "Priced"
    rated: int
    unrated: int


@dataclass(frozen=True)
class Priced:
    """The months' `records`, each beside its rate, before anything is added up; and all that they were priced by.

    `rows` are the contract rows that agree, `all_rows` every one, `disagreeing` those that do not; `counted` is what
    earns a discount, by kind of usage.
    """

    records: metering.Metered
    terms: TermsTables
    all_rows: ir.Table
    rows: ir.Table
    disagreeing: ir.Table
    tariff: tariffs.Tariff
    rates: ir.Table
    values: ir.Table
    uses: list[tuple[str, str]]
    in_month: ir.Table
    grants: ir.Table | None


def price_records(engine: Engine, book: Book, question: Question, facts: Facts) -> Priced:
    """Each record of the usage beside the rate of its day, by the terms of `book`."""
    terms = put_terms(engine, book, question)
    rows = engine.keep("contract_rows", place.rows(facts.contracts))
    disagreeing = engine.keep("disagreeing", place.disagreeing(rows, terms.months))
    agreeing = engine.keep("agreeing", place.agreeing(rows, disagreeing))
    uses = _uses(engine, book, agreeing, facts.usage)
    tariff = tariffs.tariff(book, question.known_on, uses, question.completed_on)
    rates, values = engine.put("rates", *tariff.rates), engine.put("values", *tariff.values)
    in_month = engine.keep("in_month", contract_months.contract_months(agreeing, terms.months))
    grants = engine.keep("grants", allowances.grants(in_month, terms)) if tariff.covered else None
    segments = metering.segments(engine, tariff, facts.usage, question.months, question.holidays)
    known = metering.Of(agreeing, rates, grants, segments)
    records = metering.metered_records(engine, place.placed(facts.usage, agreeing), tariff, known)
    return Priced(records, terms, rows, agreeing, disagreeing, tariff, rates, values, uses, in_month, grants)


def calculate(engine: Engine, book: Book, question: Question, facts: Facts) -> Answer:
    """Everything that the months of `question` cost, by the terms of `book`; tables are kept in `engine`."""
    priced = price_records(engine, book, question, facts)
    terms, rows, agreeing, rates = priced.terms, priced.all_rows, priced.rows, priced.rates
    records, tariff, values, in_month = priced.records, priced.tariff, priced.values, priced.in_month
    counted = engine.put("counted", tables.COUNTED, tables.counted(book, question.known_on, priced.uses))
    all_totals = engine.keep("all_totals", metering.totals(records, tariff))
    totals = engine.keep("totals", all_totals.filter(all_totals.tariff.notnull()))
    optional = _options(engine, agreeing, terms) if tables.has_options(book) else ()
    monthly_fees = engine.keep("monthly_fees", monthly.fees(in_month, terms, *optional[:1]))
    one_off_fees = engine.keep("one_off_fees", one_off.fees(agreeing, terms, *optional[1:]))
    charges = engine.keep("charges", metered.charges(totals, agreeing, rates, values))
    usage_lines = _kept(engine, "usage", metered.usage_lines(charges, agreeing, terms))
    parts = [
        _kept(engine, "monthly", monthly.monthly_lines(monthly_fees, terms)),
        _kept(engine, "one_off", one_off.one_off_lines(one_off_fees, terms)),
        usage_lines,
    ]
    month = discounting.Month(in_month, totals, agreeing, rates, counted, terms)
    numbers, discount_lines = discounting.taken(engine, book, month, [part.lines for part in parts])
    parts += discount_lines
    parked = engine.keep("parked", _parked(rows, priced.disagreeing, [monthly_fees, one_off_fees], terms, facts))
    whole = assemble.together(parts)
    billable = whole.lines.anti_join(parked, ["account", "month"])
    if facts.accounts is not None:
        billable = billable.anti_join(facts.accounts.filter(facts.accounts.billed), "account")
    lines = engine.keep("lines", assemble.ordered(billable))
    citing = assemble.citing(whole.citations)
    if priced.grants is not None:
        of_allowances = allowances.citations(charges, agreeing, priced.grants, terms).mutate(
            after=ibis.literal(1, "int64")
        )
        citing = citing.union(of_allowances.select(*assemble.CITING))
    citations = engine.keep("citations", assemble.cited(lines, citing))
    counts = {bool(row["known"]): row["records"] for row in engine.rows(_records(all_totals))}
    return Answer(
        question.months,
        lines,
        citing,
        citations,
        engine.keep("taxes", tax.taxes(lines, book.carrier.tax.rounding.mode)),
        engine.keep("numbers", _statistics(totals, agreeing, _charge_of(rates, values), terms.months, numbers)),
        parked,
        priced,
        rated=counts.get(True, 0),
        unrated=counts.get(False, 0),
    )


def put_terms(engine: Engine, book: Book, question: Question) -> TermsTables:
    """The book's tables, put into the engine."""
    known_on, months = question.known_on, question.months
    rows = {
        "entries": (tables.ENTRIES, tables.entries(book, known_on, question.completed_on)),
        "fees": (tables.FEES, tables.fees(book, known_on)),
        "discounts": (tables.DISCOUNTS, tables.discounts(book, known_on)),
        "percentages": (tables.PERCENTAGES, tables.percentages(book, known_on)),
        "fixed": (tables.FIXED, tables.fixed(book, known_on)),
        "discounted": (tables.DISCOUNTED, tables.discounted(book)),
        "allowances": (tables.ALLOWANCES, tables.allowances(book, known_on)),
        "covered": (tables.COVERED, tables.covered(book)),
        "metered_tax": (tables.METERED_TAX, tables.metered_tax(book, months)),
        "tax": (tables.TAX, tables.tax(book)),
        "months": (tables.MONTHS, tables.months(months)),
    }
    return TermsTables(
        **{name: engine.put(f"terms_{name}", schema, content) for name, (schema, content) in rows.items()}
    )


def unrated(priced: Priced) -> ir.Table:
    """Records that could not be rated, each with its reason; of UNRATED."""
    settled = priced.records.settled
    left = settled.filter(settled.tariff.isnull())
    disputed = priced.disagreeing.select("row", why="reason").join(
        ibis.table(priced.rows.schema(), name="contract_rows").select("row", disputed_number="number"), "row"
    )
    disputed = disputed.group_by("disputed_number").agg(why=disputed.why.min())
    found = left.left_join(disputed, left.number == disputed.disputed_number)
    reason = ibis.ifelse(found.row.notnull(), "not_covered", ibis.coalesce(found.why, "no_contract"))
    return found.mutate(reason=reason).select(*UNRATED).order_by("file", "line", "record_id")


def write_answer(engine: Engine, answer: Answer, out: Path) -> None:
    """Lines, citations, taxes, statistics and parked accounts, each in an order of its own."""
    engine.write(answer.lines.order_by("account", "month", "position"), out / "lines.parquet")
    engine.write(answer.citations.order_by("account", "month", "line", "position"), out / "citations.parquet")
    engine.write(answer.taxes.order_by("bill", "tax_class", "percent"), out / "taxes.parquet")
    keys = ["account", "contract", "service", "number", "month", "entry"]
    engine.write(answer.numbers.order_by(keys), out / "numbers.parquet")
    engine.write_csv(answer.parked.order_by("account", "contract", "month", "reason", "detail"), out / "parked.csv")


def _uses(engine: Engine, book: Book, rows: ir.Table, usage: ir.Table) -> list[tuple[str, str]]:
    """Each service beside each kind of usage at hand: few, so that Python can match them to entries."""
    services = [row["service"] for row in engine.rows(rows.select("service").distinct())]
    classes = [row["usage_class"] for row in engine.rows(usage.select("usage_class").distinct())]
    return [(service, usage_class) for service in services if service in book.services for usage_class in classes]


def _kept(engine: Engine, name: str, part: Lines) -> Lines:
    return Lines(engine.keep(f"{name}_lines", part.lines), engine.keep(f"{name}_citations", part.citations))


def _options(engine: Engine, rows: ir.Table, terms: TermsTables) -> tuple[ir.Table, ir.Table]:
    """How long each contract has which option in a month, and the days on which options were added."""
    held = engine.keep("options_held", options.held(rows, terms))
    return options.months(held, terms), options.added(held)


def _parked(rows: ir.Table, disagreeing: ir.Table, fees: list[ir.Table], terms: TermsTables, facts: Facts) -> ir.Table:
    """Accounts whose bill cannot be made, with the reason: contradictory rows, those pooled with them, unknown services
    and accounts, fees not covered."""
    of_month = rows.join(terms.months, (rows.start < terms.months.next) & (rows.end > terms.months.first))
    of_month = of_month.select("row", "account", "contract", "service", "number", "month")
    contradictory = of_month.join(disagreeing, "row").select("account", "contract", "month", "reason", detail="number")
    known = terms.entries.select("service").distinct()
    unknown = of_month.anti_join(known, "service").mutate(reason=ibis.literal("unknown_service"))
    parts = [contradictory, unknown.select("account", "contract", "month", "reason", detail="service")]
    if facts.accounts is not None:
        strangers = of_month.anti_join(facts.accounts, "account").mutate(reason=ibis.literal("unknown_account"))
        parts.append(strangers.select("account", "contract", "month", "reason", detail="account"))
    disputed = rows.semi_join(disagreeing, "row").select("contract").distinct()
    all_months = contract_months.contract_months(rows, terms.months)
    mates = incoming_seconds.incomplete(all_months, terms.discounts, disputed)
    parts.append(mates.mutate(reason=ibis.literal("pool_incomplete")).select(*PARKED))
    for fee in fees:
        lacking = fee.filter(fee.start.isnull()).mutate(reason=ibis.literal("not_covered"))
        parts.append(lacking.select("account", "contract", "month", "reason", detail="entry"))
    return ibis.union(*parts).distinct().select(*PARKED)


def _charge_of(rates: ir.Table, values: ir.Table) -> ir.Table:
    """The charge that each tariff belongs to."""
    return rates.select("tariff", "value").join(values.select("value", entry="charge"), "value").drop("value")


def _records(totals: ir.Table) -> ir.Table:
    return totals.group_by(known=totals.tariff.notnull()).agg(records=totals.records.sum())


def _statistics(totals: ir.Table, rows: ir.Table, charge_of: ir.Table, months: ir.Table, numbers: ir.Table) -> ir.Table:
    """What each number used in the month, by entry, and the seconds of it that earned discount."""
    used = totals.join(rows.select("row", "account", "contract", "service", "number"), "row")
    used = used.join(charge_of, "tariff").join(months.select("month", "month_no"), "month_no")
    keys = ["account", "contract", "service", "number", "month", "entry"]
    summed = used.group_by(keys).agg(
        records=used.records.sum(), quantity=used.quantity.sum(), counted_seconds=ibis.literal(0, "int64")
    )
    seconds = numbers.mutate(quantity=numbers.seconds, counted_seconds=numbers.seconds)
    return ibis.union(summed.select(*NUMBERS), seconds.select(*NUMBERS)).select(*NUMBERS)
