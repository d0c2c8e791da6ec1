"""The short account at the end of the demo: what came in, what was billed, what was not, and where to look next.

All figures are asked of the state, not of the demo. Models can be imported only once the state was opened.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from yakkan.cli.demo.commands import Commands
from yakkan.cli.demo.people import MONTHS
from yakkan.cli.output import table, tell
from yakkan.messages import locale_language, say

USER = "billing-demo"
"""Who confirms the demo's bills."""
_WORTH_A_LOOK = {
    "plan": f"A004-{MONTHS[1]}",
    "group": f"A005-3-{MONTHS[1]}",
    "roaming": f"A003-{MONTHS[1]}",
    "moved": f"A006-{MONTHS[1]}",
}


def issued(month: str) -> int:
    """How many bills of the month are issued."""
    from yakkan.apps.billing.models import Bill

    return Bill.objects.filter(month=month).count()


def last_run(month: str) -> str:
    """The run of the month that was confirmed last."""
    from yakkan.apps.billing.models import BillRun

    return BillRun.objects.filter(month=month).latest("confirmed_at").run


def tell_all(commands: Commands, folder: Path, seconds: float) -> None:
    """Prints the account."""
    tell("demo.ends")
    print(table([*_people_and_records(), *_bills()], right=(1,)))
    tell("demo.no_charge")
    _tell_parked(commands, folder)
    print()
    tell("demo.time", seconds=f"{seconds:.0f}")
    tell("demo.next")
    looks = [(commands.shown("explain", bill), _said(f"see_{why}")) for why, bill in _WORTH_A_LOOK.items()]
    looks.append((commands.shown("check"), _said("see_check")))
    looks.append((str(commands.book / "terms" / "ocn-dotphone.yaml"), _said("see_terms")))
    looks.append((str(commands.data / "runs" / last_run(MONTHS[-1])), _said("see_run")))
    print(table([(f"  {look}", why) for look, why in looks]))
    if shutil.which("yakkan") is None:
        tell("demo.where_yakkan", folder=Path(sys.executable).parent)


def _said(code: str, **values: object) -> str:
    return say(locale_language(), f"demo.{code}", **values)


def _people_and_records() -> Iterator[tuple[str, str, str]]:
    from yakkan.apps.billing.models import BillRun
    from yakkan.apps.billing.queries import usage_balance
    from yakkan.apps.contracts.models import Contract
    from yakkan.apps.customers.models import BillingAccount, Customer

    accounts, contracts = BillingAccount.objects.count(), Contract.objects.values("contract").distinct().count()
    numbers = Contract.objects.values("number").distinct().count()
    people = _said("people", accounts=accounts, contracts=contracts, numbers=numbers)
    yield f"  {_said('customers')}", f"{Customer.objects.count():,}", people
    taken = usage_balance()
    runs = [BillRun.objects.get(run=last_run(month)).counts for month in MONTHS]
    rated = sum(run["rated"] for run in runs)
    quarantined = taken.open + sum(run["quarantined"] for run in runs)
    became = {"rated": rated, "quarantined": quarantined, "duplicate": taken.duplicate}
    became_text = _said("became", **{name: f"{count:,}" for name, count in became.items()})
    yield f"  {_said('records')}", f"{taken.received:,}", became_text


def _bills() -> Iterator[tuple[str, str, str]]:
    """The bills of each month, and what the ledger says is owed for all of them."""
    from django.db.models import Sum

    from yakkan.apps.billing.models import Bill, Entry

    for month in MONTHS:
        bills = Bill.objects.filter(month=month)
        total = bills.aggregate(yen=Sum("total", default=0))["yen"]
        yield f"  {_said('bills', month=month)}", f"{bills.count():,}", _said("yen", yen=f"{total:,}")
    owed = Entry.objects.filter(kind="receivable").aggregate(yen=Sum("yen", default=0))["yen"]
    yield f"  {_said('all_bills')}", f"{Bill.objects.count():,}", _said("owed", yen=f"{owed:,}")


def _tell_parked(commands: Commands, folder: Path) -> None:
    """The accounts that have no bill, why, and how they get one."""
    from yakkan.apps.billing.models import Bill, ParkedBill

    for month in MONTHS:
        billed = Bill.objects.filter(month=month).values("account")
        parked = ParkedBill.objects.filter(run=last_run(month)).exclude(account__in=billed)
        for one in parked.order_by("account", "contract").distinct("account"):
            reason = say(locale_language(), f"parked.{one.reason}", contract=one.contract, detail=one.detail)
            tell("demo.parked", account=one.account, month=month, reason=reason)
            tell(
                "demo.parked_cure", contract=one.contract, file=folder / "contracts.csv",
                load=commands.shown("load", "contracts", folder / "contracts.csv"),
                bill=commands.shown("bill", month, "--confirm", "--as", USER),
            )  # fmt: skip
