"""A line explains itself: the amount, how it came about, the price in words, and the clause it follows from.

For staff: the seconds that each number received are told, never a call. The book is the one that the run froze.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from yakkan.bill.refund import KIND, Refund, refund
from yakkan.messages import Language, say
from yakkan.money import text_of_units
from yakkan.terms import Book, Value
from yakkan.terms.fixed import FixedValue
from yakkan.terms.incoming_seconds import IncomingSeconds, IncomingSecondsValue
from yakkan.terms.percentage import PercentageValue
from yakkan.terms.rate import Rate, Step
from yakkan.terms.schema import MonthlyFee, OneOffFee, RateValue, Service

Row = Mapping[str, Any]
Version = TypeVar("Version", bound=Value)


@dataclass(frozen=True)
class Telling:
    """Who is told, and by which book."""

    language: Language
    book: Book

    def say(self, code: str, /, **values: object) -> str:
        """A message of `explain.yaml`."""
        return say(self.language, f"explain.{code}", **values)

    def name(self, of: Any) -> str:
        """A name of the book in the language."""
        return str(getattr(of, self.language))


def line(row: Row, citations: Sequence[Row], numbers: Sequence[Row], telling: Telling) -> str:
    """All there is to say of one line: `row` of bill lines, its `citations`, and the month's `numbers`."""
    service = telling.book.services[row["service"]]
    entry = refund(citations) if row["kind"] == KIND else service.entries[row["entry"]]
    texts = [
        telling.say("line", line=row["line"], name=row[f"name_{telling.language}"], yen=f"{row['yen']:,}"),
        telling.say("of", contract=row["contract"], service=telling.name(service.name), month=row["month"]),
        *([telling.say("earlier_month", month=row["month"])] if of_earlier_month(row) else []),
        telling.say(f"quantity_{getattr(entry, 'shape', row['kind'])}", **_quantity(row, telling)),
        telling.say("arithmetic", arithmetic=row["arithmetic"], yen=row["yen"]),
    ]
    if isinstance(entry, IncomingSeconds):
        texts += _received(row, numbers, telling)
    if isinstance(entry, MonthlyFee | OneOffFee) and entry.option:
        texts.append(telling.say("with_option", option=entry.option))
    for citation in citations:
        if citation["entry"] != row["entry"]:
            texts += _covered(citation, service, row, telling)
            continue
        values = telling.book.terms_of(entry).values if isinstance(entry, IncomingSeconds) else entry.values
        if len(citations) > 1:
            texts.append(_part(citation, row, telling))
        texts += _cited(citation, values, entry, telling)
    texts.append(_tax(row, telling))
    return "\n".join(text if i == 0 else f"  {text}" for i, text in enumerate(texts))


def of_earlier_month(row: Row) -> bool:
    """Whether a line is a difference to what was billed before: its bill, which its id names, is of a later month."""
    return not row["line"].rpartition("-")[0].endswith(f"-{row['month']}")


def bill(row: Row, taxes: Sequence[Row], telling: Telling) -> str:
    """The head of a bill and how its tax came about: `row` of bills and its `taxes`."""
    rounding = telling.book.carrier.tax.rounding
    texts = [
        telling.say("bill", bill=row["bill"], account=row["account"], month=row["month"], total=f"{row['total']:,}"),
        telling.say("issued", issued_on=row["issued_on"], due_on=row["due_on"]),
        telling.say("sums", before_tax=f"{row['before_tax']:,}", tax=f"{row['tax']:,}", total=f"{row['total']:,}"),
    ]
    for tax in taxes:
        code = "tax_of_rate" if tax["percent"] else "no_tax_of_class"
        formula = f"{rounding.mode}({abs(tax['base'])} × {tax['percent']} / 100)"
        texts.append(
            telling.say(
                code, tax_class=telling.say(tax["tax_class"]), percent=tax["percent"], base=f"{tax['base']:,}",
                arithmetic=formula if tax["base"] >= 0 else f"-({formula})", tax=f"{tax['tax']:,}",
            )
        )  # fmt: skip
    texts.append(_source(rounding.cites.source, rounding.cites.clause, telling))
    return "\n".join(text if i == 0 else f"  {text}" for i, text in enumerate(texts))


def _quantity(row: Row, telling: Telling) -> dict[str, object]:
    quantity = telling.say(row["unit"], count=f"{row['quantity']:,}")
    return {"records": f"{row['records']:,}", "quantity": quantity, "days": row["quantity"]}


def _received(row: Row, numbers: Sequence[Row], telling: Telling) -> Iterator[str]:
    """The seconds that each number of the contract received in the month."""
    yield telling.say("received")
    for number in numbers:
        if all(number[key] == row[key] for key in ("contract", "entry", "month")):
            yield telling.say("received_by", number=number["number"], seconds=f"{number['counted_seconds']:,}")


def _part(citation: Row, row: Row, telling: Telling) -> str:
    """What of a line one of several values was charged for."""
    quantity = telling.say(row["unit"], count=f"{citation['quantity']:,}")
    yen = text_of_units(citation["amount"])
    return telling.say("part", records=f"{citation['records']:,}", quantity=quantity, yen=yen)


def cited_value(citation: Row, values: Sequence[Version]) -> Version:
    """Which of the values of an entry or allowance a citation names."""
    version = (citation["in_force_from"], citation["recorded"])
    return next(value for value in values if (value.in_force.first, value.recorded) == version)


def _cited(citation: Row, values: Sequence[Value], entry: Any, telling: Telling) -> Iterator[str]:
    value = cited_value(citation, values)
    words = price(value, entry, telling)
    if words:
        yield telling.say("price", price=words)
    yield _source(citation["source"], citation["clause"], telling)
    yield telling.say("version", in_force_from=citation["in_force_from"], recorded=citation["recorded"])
    if isinstance(value, IncomingSecondsValue):
        for rule in value.rules:
            yield (
                telling.say("rule", text=rule.clause)
                if rule.clause
                else telling.say("reading", text=telling.name(rule.reading))
            )


def _covered(citation: Row, service: Service, row: Row, telling: Telling) -> Iterator[str]:
    """What of the line an allowance covered, and the clause that grants it."""
    allowance = next(allowance for allowance in service.allowances if allowance.id == citation["entry"])
    value = cited_value(citation, allowance.values)
    counts = (value.quantity, citation["quantity"])
    granted, quantity = (telling.say(row["unit"], count=f"{count:,}") for count in counts)
    yield telling.say(
        f"covered_by_{allowance.per}", name=telling.name(allowance.name) if allowance.name else allowance.id,
        granted=granted, quantity=quantity, records=f"{citation['records']:,}",
    )  # fmt: skip
    yield _source(citation["source"], citation["clause"], telling)
    yield telling.say("version", in_force_from=citation["in_force_from"], recorded=citation["recorded"])


def _source(source: str, clause: str, telling: Telling) -> str:
    document = telling.book.sources[source]
    issued_on = telling.say("issued_on", day=document.issued_on) if document.issued_on else ""
    return telling.say(
        "source", title=telling.name(document.title), issuer=document.issuer, issued_on=issued_on, clause=clause
    )


def price(value: Value, entry: Any, telling: Telling) -> str:
    """The price in words, as the value has it; a refund has none, and says what it follows."""
    if isinstance(entry, Refund):
        return telling.say("given_back_by")
    if isinstance(value, RateValue):
        return rate(value.rate, (entry.applies.kind or ("voice",))[0], telling)
    if isinstance(value, IncomingSecondsValue):
        settled = value.settled
        return telling.say("per_seconds", per=settled.per, yen=text_of_units(settled.yen))
    if isinstance(value, PercentageValue):
        mode = telling.say(value.rounding)
        return telling.say("percent_off", percent=text_of_units(value.percent), mode=mode)
    yen = text_of_units(getattr(value, "yen", 0))
    if isinstance(value, FixedValue):
        return telling.say("yen_off", yen=yen)
    prorated = isinstance(entry, MonthlyFee) and entry.proration != "none"
    code = "fee_prorated" if prorated else "fee_monthly" if isinstance(entry, MonthlyFee) else "fee_once"
    return telling.say(code, yen=yen)


def rate(given: Rate | Literal["free"], kind: str, telling: Telling) -> str:
    """What a record of a kind of use costs, in words."""
    return telling.say("free") if given == "free" else telling.say("then").join(_rate(given, kind, telling))


def _rate(given: Rate, kind: str, telling: Telling) -> Iterator[str]:
    if given.setup:
        yield telling.say("setup", yen=text_of_units(given.setup))
    for band in given.bands or ():
        days = telling.say("and").join(telling.say(f"day_{day}") for day in band.days)
        yield telling.say("band", days=days, since=_time(band.first), until=_time(band.until))
        if band.setup:
            yield telling.say("setup", yen=text_of_units(band.setup))
        yield from _steps(band.steps, kind, telling)
    yield from _steps(given.steps or (), kind, telling)
    if given.maximum is not None:
        yield telling.say("maximum", yen=text_of_units(given.maximum))
    if given.rounding:
        rounding = given.rounding
        yield telling.say("rounded_to", yen=text_of_units(rounding.to), mode=telling.say(rounding.mode))


def _time(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _steps(steps: Sequence[Step], kind: str, telling: Telling) -> Iterator[str]:
    for step in steps:
        per, counted, up_to = (
            telling.say(f"unit_{kind}", count=f"{count:,}") for count in (step.per, step.counted_in, step.up_to or 0)
        )
        code = "step_up_to" if step.up_to else "step"
        text = telling.say(code, per=per, yen=text_of_units(step.yen), up_to=up_to)
        yield text + (telling.say("counted_in", unit=counted) if step.increment else "")


def _tax(row: Row, telling: Telling) -> str:
    code = "taxed" if row["tax_percent"] else "not_taxed"
    return telling.say(code, tax_class=telling.say(row["tax_class"]), percent=row["tax_percent"])
