"""The short account at the end of the demo: what came in, what was billed, what was not, and where to look next.

All figures are asked of the state, not of the demo. Models can be imported only once the state was opened.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from yakkan.cli.demo.commands import Commands
from yakkan.cli.demo.files import CONTRACTS_FILE
from yakkan.cli.demo.people import ABROAD, GROUP, LAST, LATE, MOBILE, MOVED_OUT, PLAN, RARE_KANJI, Size
from yakkan.cli.output import table, tell
from yakkan.messages import locale_language, say
from yakkan.runs.folder import read_run

USER = "billing-demo"
"""Who confirms the demo's bills."""


def _worth_a_look(months: Sequence[str]) -> dict[str, str]:
    """Bills by what they show."""
    return {
        "plan": f"{PLAN}-{months[-2]}",
        "group": f"{GROUP}-3-{months[-2]}",
        "roaming": f"{ABROAD}-{months[-2]}",
        "mobile": f"{MOBILE}-{LAST}",
        "moved": f"{MOVED_OUT}-{months[len(months) // 2]}",
        "late": f"{LATE}-{LAST}",
    }


def issued(month: str) -> int:
    """How many bills of the month are issued."""
    from yakkan.apps.billing.models import Bill

    return Bill.objects.filter(month=month).count()


def billed(month: str) -> int:
    """The yen of all bills of the month."""
    from django.db.models import Sum

    from yakkan.apps.billing.models import Bill

    return int(Bill.objects.filter(month=month).aggregate(yen=Sum("total", default=0))["yen"])


def last_run(month: str) -> str:
    """The run of the month that was confirmed last."""
    from yakkan.apps.billing.models import BillRun

    return BillRun.objects.filter(month=month).latest("confirmed_at").run


def tell_all(commands: Commands, folder: Path, size: Size) -> None:
    """Prints the account."""
    months = size.all_months()
    tell("demo.ends")
    print(table([*_people_and_records(commands.data, months), *_bills(months)], right=(1,)))
    tell("demo.no_charge")
    _tell_parked(commands, folder, months)
    tell("demo.next")
    looks = [(commands.shown("explain", bill), _said(f"see_{why}")) for why, bill in _worth_a_look(months).items()]
    looks.append((commands.shown("print", f"{RARE_KANJI}-{LAST}"), _said("see_print")))
    looks.append((commands.shown("check"), _said("see_check")))
    looks.append((str(commands.book / "terms" / "ocn-dotphone.yaml"), _said("see_terms")))
    looks.append((str(commands.data / "runs" / last_run(LAST)), _said("see_run")))
    print(table([(f"  {look}", why) for look, why in looks]))
    if shutil.which("yakkan") is None:
        tell("demo.where_yakkan", folder=Path(sys.executable).parent)


def _said(code: str, **values: object) -> str:
    return say(locale_language(), f"demo.{code}", **values)


def _people_and_records(data: Path, months: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    from yakkan.apps.billing.queries import usage_balance
    from yakkan.apps.contracts.models import Contract
    from yakkan.apps.customers.models import BillingAccount, Customer

    accounts, contracts = BillingAccount.objects.count(), Contract.objects.values("contract").distinct().count()
    numbers = Contract.objects.values("number").distinct().count()
    people = _said("people", accounts=f"{accounts:,}", contracts=f"{contracts:,}", numbers=f"{numbers:,}")
    yield f"  {_said('customers')}", f"{Customer.objects.count():,}", people
    taken, (rated, quarantined) = usage_balance(), _rated(data, months)
    became = {"rated": rated, "quarantined": taken.open + quarantined, "duplicate": taken.duplicate}
    became_text = _said("became", **{name: f"{count:,}" for name, count in became.items()})
    yield f"  {_said('records')}", f"{taken.received:,}", became_text


def _rated(data: Path, months: Sequence[str]) -> tuple[int, int]:
    """How many records are rated, and how many not: of each month by the last run that worked it out."""
    from yakkan.apps.billing.models import BillRun

    last = {}
    for run in BillRun.objects.filter(month__in=months).order_by("confirmed_at", "run"):
        last |= {run.month: run.counts, **read_run(data / "runs" / run.run)["earlier"]}
    return sum(counts["rated"] for counts in last.values()), sum(counts["quarantined"] for counts in last.values())


def _bills(months: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The bills of each month, and what the ledger says is owed for all of them."""
    from django.db.models import Sum

    from yakkan.apps.billing.models import Bill, Entry

    for month in months:
        yield f"  {_said('bills', month=month)}", f"{issued(month):,}", _said("yen", yen=f"{billed(month):,}")
    owed = Entry.objects.filter(kind="receivable").aggregate(yen=Sum("yen", default=0))["yen"]
    yield f"  {_said('all_bills')}", f"{Bill.objects.count():,}", _said("owed", yen=f"{owed:,}")


def _tell_parked(commands: Commands, folder: Path, months: Sequence[str]) -> None:
    """The accounts that have no bill, why, and how they get one."""
    from yakkan.apps.billing.models import Bill, ParkedBill

    for month in months:
        billed = Bill.objects.filter(month=month).values("account")
        parked = ParkedBill.objects.filter(run=last_run(month)).exclude(account__in=billed)
        for one in parked.order_by("account", "contract").distinct("account"):
            reason = say(locale_language(), f"parked.{one.reason}", contract=one.contract, detail=one.detail)
            tell("demo.parked", account=one.account, month=month, reason=reason)
            tell(
                "demo.parked_cure", contract=one.contract, file=folder / CONTRACTS_FILE,
                load=commands.shown("load", "contracts", folder / CONTRACTS_FILE),
                bill=commands.shown("bill", month, "--confirm", "--as", USER),
            )  # fmt: skip
