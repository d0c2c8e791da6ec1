"""Invented bills of 20 lines, no two alike: five contracts of OCN dot Phone, each a fee and three kinds of calls."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yakkan.days import Month
from yakkan.documents.bill import BillFacts, Payer, bill
from yakkan.documents.content import Document
from yakkan.terms import Book, load

_MONTH = Month(2026, 10)
_CALLS = (("domestic-fixed", 8, 180), ("mobile", 16, 60), ("international-us", 9, 60))
_LINES = 20


def documents(folder: Path, count: int) -> list[Document]:
    """So many bills, of the book in `folder`, as content in Japanese."""
    book = load(folder)
    return [bill(_facts(book, number), "ja") for number in range(1, count + 1)]


def _facts(book: Book, number: int) -> BillFacts:
    name = f"A{number}-{_MONTH}"
    lines = [
        {**row, "bill": name, "position": place, "line": f"{name}-{place:03}", "month": str(_MONTH)}
        for place, row in enumerate(_rows(book, number), start=1)
    ]
    bases: dict[tuple[str, int], int] = {}
    for row in lines:
        key = (row["tax_class"], row["tax_percent"])
        bases[key] = bases.get(key, 0) + row["yen"]
    taxes = [
        {"tax_class": kind, "percent": percent, "base": base, "tax": base * percent // 100}
        for (kind, percent), base in bases.items()
    ]
    before_tax, tax = sum(bases.values()), sum(row["tax"] for row in taxes)
    header = {
        "bill": name, "account": f"A{number}", "customer": f"K{number}", "month": str(_MONTH),
        "issued_on": _MONTH.next.first.replace(day=15), "due_on": _MONTH.next.last,
        "before_tax": before_tax, "tax": tax, "total": before_tax + tax,
    }  # fmt: skip
    payer = Payer(f"架空 太郎{number}", "000-0000", f"例示県見本市架空町{number}番地", "direct_debit", "7Q4M-2K9D-HX3W")
    return BillFacts(header, lines, [_citation(book, row) for row in lines], taxes, book, payer)


def _rows(book: Book, number: int) -> Iterator[dict[str, Any]]:
    """The lines: a fee and calls for each contract, one contract after another, until there are enough."""
    for place in range(_LINES):
        contract, of_contract = divmod(place, 4)
        if of_contract == 0:
            yield _row(book, f"C{number}-{contract}", "monthly", (0, 31, "days"), (280, "floor(280 × 31 / 31)"))
            continue
        entry, yen, per = _CALLS[of_contract - 1]
        calls = number % 50 + 3 * place
        amount = (calls * yen, f"{calls} × {yen}")
        yield _row(book, f"C{number}-{contract}", entry, (calls, calls * per, "seconds"), amount)


def _row(
    book: Book, contract: str, entry: str, counts: tuple[int, int, str], amount: tuple[int, str]
) -> dict[str, Any]:
    service = book.services["ocn-dotphone"]
    found = service.entries[entry]
    tax_class = getattr(found, "tax", None) or service.tax
    return {
        "contract": contract, "service": "ocn-dotphone", "entry": entry,
        "kind": "monthly" if entry == "monthly" else "usage", "records": counts[0], "quantity": counts[1],
        "unit": counts[2], "yen": amount[0], "arithmetic": amount[1], "tax_class": tax_class,
        "tax_percent": 10 if tax_class == "standard" else 0, "name_ja": found.name.ja, "name_en": found.name.en,
    }  # fmt: skip


def _citation(book: Book, row: dict[str, Any]) -> dict[str, Any]:
    values = book.services[row["service"]].entries[row["entry"]].values
    value = next(one for one in values if one.in_force.days.start <= _MONTH.last < one.in_force.days.end)
    return {
        "line": row["line"], "position": 1, "entry": row["entry"], "in_force_from": value.in_force.first,
        "recorded": value.recorded, "source": value.cites.source, "clause": value.cites.clause,
        "records": row["records"], "quantity": row["quantity"], "amount": row["yen"] * 10_000,
    }  # fmt: skip
