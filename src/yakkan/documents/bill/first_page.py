"""The first page of a bill: its key figures, its notices, and whom to ask."""

from yakkan.bill.explain import of_earlier_month
from yakkan.days import Month
from yakkan.documents.bill.facts import BillFacts
from yakkan.documents.content import Block, Heading, KeyFigure, KeyFigures, Notice, Pair, Pairs, Text
from yakkan.documents.wording import Wording


def figures(facts: BillFacts, wording: Wording) -> list[Block]:
    """How much, by when and how; where nothing is to be paid, that."""
    row, method = facts.bill, facts.payer.method
    amount = wording.plain(wording.yen(abs(row["total"])))
    if row["total"] <= 0:
        code = "amount_back" if row["total"] < 0 else "amount_none"
        main = KeyFigure(wording.text(code), amount, wording.text("nothing_to_pay"), main=True)
        return [KeyFigures((main,))]
    due = wording.day_of_week(row["due_on"])
    tax = wording.text("of_which_tax", yen=wording.yen(row["tax"]))
    return [
        KeyFigures(
            (
                KeyFigure(wording.text("amount_due"), amount, tax, main=True),
                KeyFigure(wording.text(f"day_{method}"), wording.plain(due)),
                KeyFigure(wording.text("how"), wording.text(f"by_{method}"), wording.text(f"by_{method}_note")),
            )
        )
    ]


def notices(facts: BillFacts, wording: Wording) -> list[Block]:
    """What else there is to know, and the essence in English for whoever cannot read the Japanese."""
    refunds = [wording.plain(told) for row in facts.notices if (told := row[f"notice_{wording.language}"])]
    credit = [wording.text("credit")] if facts.bill["total"] < 0 else []
    said = [*dict.fromkeys(refunds), *_of_differences(facts, wording), *credit]
    found: list[Block] = []
    if said:
        found.append(Notice(wording.text("notices"), tuple(said), wording.language))
    if wording.language == "ja":
        english = Wording("en")
        found.append(Notice(english.text("in_english"), (_essence(facts, english),), "en"))
    return found


def _of_differences(facts: BillFacts, wording: Wording) -> list[Text]:
    """A sentence on the lines of earlier months: of which months, and what they come to."""
    late = [line for line in facts.lines if of_earlier_month(line)]
    if not late:
        return []
    months = [wording.month(month) for month in sorted({Month.parse(line["month"]) for line in late})]
    yen = wording.yen(sum(line["yen"] for line in late))
    return [wording.text("differences", months=wording.say("between_months").join(months), yen=yen)]


def _essence(facts: BillFacts, wording: Wording) -> Text:
    """What to pay, by when, how."""
    row = facts.bill
    if row["total"] <= 0:
        return wording.text("essence_nothing", month=wording.month(facts.month))
    return wording.text(
        f"essence_{facts.payer.method}",
        yen=wording.yen(row["total"]),
        day=wording.day_of_week(row["due_on"]),
        month=wording.month(facts.month),
    )


def contact(facts: BillFacts, wording: Wording) -> list[Block]:
    """Whom to ask, if the book says so."""
    told = facts.book.carrier.contact
    if told is None:
        return []
    hours = wording.say("hours", hours=getattr(told.hours, wording.language)) if told.hours else ""
    pairs = [Pair(wording.name(told.name), wording.plain(f"{told.telephone}{hours}"))]
    if told.web:
        pairs.append(Pair(wording.text("web"), wording.plain(told.web)))
    return [Heading(wording.text("contact")), Pairs(tuple(pairs))]
