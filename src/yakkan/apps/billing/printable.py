"""What bills as documents are made from, read for many bills by as many queries as for one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from yakkan.apps.billing.models import Bill, BillLine, BillRun, BillTax, LineCitation
from yakkan.apps.billing.queries import BILL_CITED
from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.customers.queries import printed_key
from yakkan.bill.assemble import BILLS
from yakkan.bill.tax import TAXES
from yakkan.days import Month
from yakkan.documents.bill import Before, BillFacts, Payer
from yakkan.messages import Refused
from yakkan.runs.told import ToldBill
from yakkan.terms import Book
from yakkan.terms.load import thaw

Row = dict[str, Any]


@lru_cache(maxsize=4)
def _thawed(text: str, run: str) -> Book:
    return thaw(text, run)


@dataclass(frozen=True)
class Printable:
    """The facts of a bill, with the customer's name, address and access key of this moment, and his language."""

    facts: BillFacts
    language: str


def of_run(found: ToldBill) -> Printable:
    """A bill of a run's folder. Raises Refused where its customer is gone."""
    return _printables([found.bill], [found])[0]


def of_issued(bills: Sequence[str]) -> list[Printable]:
    """Issued bills by their ids, in the order of the ids."""
    rows = Bill.objects.filter(pk__in=bills).values("run", *sorted(set(BILLS) - {"lines"})).order_by("bill")
    headers = list(rows)
    runs = BillRun.objects.filter(pk__in={row["run"] for row in headers}).values_list("run", "book")
    books = dict(runs)
    lines = _by_bill(BillLine.objects.filter(bill__in=bills).order_by("bill", "position").values(), "bill_id")
    cited = LineCitation.objects.filter(line__bill__in=bills).order_by("line", "position")
    citations = _by_bill(cited.values("line__bill", "line", *BILL_CITED), "line__bill")
    taxes = BillTax.objects.filter(bill__in=bills).order_by("bill", "tax_class", "percent").values(*TAXES)
    taxed = _by_bill(taxes, "bill")
    told = [
        ToldBill(row, *(part.get(row["bill"], []) for part in (lines, citations, taxed)), [], books[row["run"]])
        for row in headers
    ]
    return _printables(headers, told)


def _printables(bills: Sequence[Row], told: Sequence[ToldBill]) -> list[Printable]:
    customers = Customer.objects.in_bulk({row["customer"] for row in bills})
    accounts = BillingAccount.objects.in_bulk({row["account"] for row in bills})
    before = _before(bills)
    found = []
    for one in told:
        row = one.bill
        if row["customer"] not in customers or row["account"] not in accounts:
            values = {"customer": row["customer"], "bill": row["bill"]}
            raise Refused("documents.unknown_customer", values={**values})
        customer = customers[row["customer"]]
        facts = BillFacts(
            bill=row,
            lines=one.lines,
            citations=one.citations,
            taxes=one.taxes,
            book=_thawed(one.book, row.get("run", row["bill"])),
            payer=_payer(customer, accounts[row["account"]]),
            before=before.get((row["account"], row["month"])),
        )
        found.append(Printable(facts, customer.language))
    return found


def _payer(customer: Customer, account: BillingAccount) -> Payer:
    return Payer(
        name=customer.name,
        postal_code=customer.postal_code,
        address=customer.address,
        method=account.method,
        access_key=printed_key(account),
    )


def _before(bills: Sequence[Row]) -> dict[tuple[str, str], Before]:
    """The issued bill of the month before, by account and month of the bill that is compared with it."""
    months = {str(Month.parse(row["month"]).after(-1)): row["month"] for row in bills}
    accounts = {row["account"] for row in bills}
    earlier = list(Bill.objects.filter(account__in=accounts, month__in=months))
    lines = _by_bill(
        BillLine.objects.filter(bill__in=[bill.bill for bill in earlier]).order_by("bill", "position").values(),
        "bill_id",
    )
    return {
        (bill.account_id, months[bill.month]): Before(lines.get(bill.bill, []), bill.tax, bill.total)
        for bill in earlier
    }


def _by_bill(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found
