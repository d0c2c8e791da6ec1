"""Invented bills as rows, their amounts worked out by hand, and who they are for.

`SEPTEMBER` and `OCTOBER` are two months of a household with two services; the others are variations.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from yakkan.days import Month
from yakkan.documents.bill import Before, BillFacts, Payer
from yakkan.terms import load

BOOK_FOLDER = Path(__file__).parents[2] / "book"
BOOK = load(BOOK_FOLDER)
DOTPHONE, ANSHIN, WING, DATA = "ocn-dotphone", "050-anshin-number", "world-wing", "data-sim"
PAYER = Payer("例山 太郎", "000-0000", "例示県見本市架空町2番地", "direct_debit", "7Q4M-2K9D-HX3W")


def line(what: tuple[str, str, str], counts: tuple[int, int, str], yen: tuple[int, str], **said: Any) -> dict[str, Any]:
    """A line: (contract, service, entry), (records, quantity, unit), (yen, arithmetic)."""
    contract, service, entry = what
    found = BOOK.services[service].entries[entry]
    kinds = {"usage_charges": "usage", "monthly_fees": "monthly", "one_off_fees": "one_off", "discounts": "discount"}
    kind = next(kind for name, kind in kinds.items() if found in getattr(BOOK.services[service], name))
    tax_class = getattr(found, "tax", None) or BOOK.services[service].tax
    row = {
        "contract": contract, "service": service, "entry": entry, "kind": kind, "records": counts[0],
        "quantity": counts[1], "unit": counts[2], "yen": yen[0], "arithmetic": yen[1], "tax_class": tax_class,
        "tax_percent": 10 if tax_class == "standard" else 0, "name_ja": found.name.ja, "name_en": found.name.en,
    }  # fmt: skip
    return {**row, **said}


def bill(month: str, lines: list[dict[str, Any]], payer: Payer = PAYER, before: Before | None = None) -> BillFacts:
    """The bill of these lines; tax is rounded down once per rate, and its sign turned where more is given back."""
    name, use = f"A2-{month}", Month.parse(month)
    placed = [
        {"month": month, **each, "bill": name, "position": place, "line": f"{name}-{place:03}"}
        for place, each in enumerate(lines, start=1)
    ]
    bases: dict[tuple[str, int], int] = {}
    for each in placed:
        key = (each["tax_class"], each["tax_percent"])
        bases[key] = bases.get(key, 0) + each["yen"]
    taxes = [
        {"bill": name, "tax_class": kind, "percent": percent, "base": base, "tax": _tax(base, percent)}
        for (kind, percent), base in sorted(bases.items())
    ]
    before_tax, tax = sum(bases.values()), sum(each["tax"] for each in taxes)
    row = {
        "bill": name, "account": "A2", "customer": "K2", "month": month, "issued_on": use.next.first.replace(day=15),
        "due_on": use.next.last, "before_tax": before_tax, "tax": tax, "total": before_tax + tax,
    }  # fmt: skip
    citations = [citation for each in placed for citation in cited(each)]
    return BillFacts(row, placed, citations, taxes, BOOK, payer, before)


def _tax(base: int, percent: int) -> int:
    tax = abs(base) * percent // 100
    return tax if base >= 0 else -tax


def cited(of: dict[str, Any]) -> list[dict[str, Any]]:
    """The value of the book that a line follows from, which is in force on the last day of its month."""
    entry = BOOK.services[of["service"]].entries[of["entry"]]
    values = BOOK.terms_of(entry).values if hasattr(entry, "parameters") else entry.values
    day = Month.parse(of["month"]).last
    value = next(value for value in values if value.in_force.days.start <= day < value.in_force.days.end)
    return [
        {
            "line": of["line"], "position": 1, "entry": of["entry"], "in_force_from": value.in_force.first,
            "recorded": value.recorded, "source": value.cites.source, "clause": value.cites.clause,
            "records": of["records"], "quantity": of["quantity"], "amount": of["yen"] * 10_000,
        }
    ]  # fmt: skip


def before(facts: BillFacts) -> Before:
    """That bill as the one of the month before."""
    return Before(facts.lines, facts.bill["tax"], facts.bill["total"])


HOME = ("C2", DOTPHONE)
ABROAD = ("C2-2", WING)


def household(fixed: int, mobile: int, roaming: int, off: int) -> list[dict[str, Any]]:
    """A month: so many calls of three minutes to fixed lines and of one minute to mobiles, packets, discount."""
    return [
        line((*HOME, "monthly"), (0, 31, "days"), (280, "floor(280 × 31 / 31)")),
        line((*HOME, "domestic-fixed"), (fixed, fixed * 180, "seconds"), (fixed * 8, f"{fixed} × 8")),
        line((*HOME, "mobile"), (mobile, mobile * 60, "seconds"), (mobile * 16, f"{mobile} × 16")),
        line((*HOME, "international-us"), (2, 61, "seconds"), (27, "3 × 9")),
        line((*HOME, "incoming"), (41, 3660, "seconds"), (0, "0")),
        line((*HOME, "incoming-call"), (41, off * 2, "units"), (-off, f"-(ceil({off * 2} × 0.5))")),
        line((*ABROAD, "packet-de-o2"), (5, roaming, "packets"), (roaming, f"{roaming} × 1")),
    ]


def _of_branch(number: int) -> list[dict[str, Any]]:
    """A contract of a customer with many: 280 + 80 yen."""
    own = (f"C2-{number}", DOTPHONE)
    return [
        line((*own, "monthly"), (0, 31, "days"), (280, "floor(280 × 31 / 31)")),
        line((*own, "domestic-fixed"), (10, 1800, "seconds"), (80, "10 × 8")),
    ]


# 280 + 96 + 160 = 536 less 30: 506 at 10 % is 50; 27 export-exempt, 100 out of scope: 633 + 50 = 683.
SEPTEMBER = bill("2026-09", household(12, 10, 100, 30))
# 280 + 72 + 480 = 832 less 31: 801 at 10 % is 80; 27 and 250 beside: 1,078 + 80 = 1,158, which is 475 more.
OCTOBER = bill("2026-10", household(9, 30, 250, 31), before=before(SEPTEMBER))
FIRST = bill("2026-10", household(9, 30, 250, 31))
ENGLISH = replace(OCTOBER, payer=replace(PAYER, name="Jane Example", address="8 Kakucho, Mihon City", method="bill"))
COMPANY = replace(
    OCTOBER, payer=replace(PAYER, name="例示架空通信機器販売株式会社見本支店営業部第十二係", method="card")
)
RARE = replace(OCTOBER, payer=replace(PAYER, name="𠮷田 髙﨑彅", address="例示県邉邊市齋濵德町\n㍿見本ﾋﾞﾙ"))
PLAN = bill(
    "2026-10",
    [
        line((*HOME, "domestic-fixed"), (6, 1080, "seconds"), (48, "6 × 8")),
        line((*HOME, "incoming-call"), (4, 1, "units"), (0, "0")),
        line(("C2-3", ANSHIN, "domestic-fixed"), (7, 1260, "seconds"), (56, "7 × 8")),
        line(("C2-3", ANSHIN, "incoming-call"), (4, 1, "units"), (-1, "-(ceil(2 × 0.5))")),
    ],
)
# What was billed for August was 48 yen of mobile calls too little, and a fee of 7,000 yen too much is taken back:
# 280 + 48 - 7,000 = -6,672, tax 667.2, so -7,339 yen.
CREDIT = bill(
    "2026-10",
    [
        line((*HOME, "monthly"), (0, 31, "days"), (280, "floor(280 × 31 / 31)")),
        line((*HOME, "mobile"), (3, 180, "seconds"), (48, "5 × 16 - 32"), month="2026-08"),
        line((*HOME, "monthly"), (0, -30, "days"), (-7000, "0 - 7000"), month="2026-09"),
    ],
    before=before(SEPTEMBER),
)
NOTHING = bill("2026-10", [line((*HOME, "domestic-fixed"), (0, 0, "seconds"), (0, "0"))])
QUALIFIED = bill("2023-10", household(9, 30, 250, 31))
UNQUALIFIED = bill("2023-09", household(9, 30, 250, 31))
REDUCED = bill(
    "2026-10",
    [
        line((*HOME, "monthly"), (0, 31, "days"), (280, "280")),
        line(("C2-4", DATA, "sms"), (1, 1, "messages"), (3, "3"), tax_class="reduced", tax_percent=8),
    ],
)
LONG = bill("2026-10", [line((*HOME, "mobile"), (1, 60, "seconds"), (16, "1 × 16")) for _ in range(60)])
MANY = bill("2026-10", [each for number in range(1, 30) for each in _of_branch(number)])
ALL = {name: value for name, value in sorted(globals().items()) if isinstance(value, BillFacts)}
"""Every bill above by its name."""
