"""A refund that is killed, or made by two at once, gives each yen once; the amounts are those of `incident_folder`."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.apps import incident_folder
from tests.apps.incident_folder import POINTS, approved, refunded

ROOT = Path(__file__).parents[2]
_REFUND = """
import sys
from datetime import date
from pathlib import Path
from yakkan.messages import Refused
from yakkan.project import state
with state.open(Path(sys.argv[1])):
    from tests.apps.incident_folder import refunded
    print("ready", flush=True)
    sys.stdin.readline()
    told = refunded(sys.argv[2], on=date.fromisoformat(sys.argv[3]))
    print(told.on_bills, told.paid_out)
"""


@pytest.fixture(autouse=True)
def audit(data: Path, tmp_path: Path) -> Path:
    incident_folder.people()
    return incident_folder.write(tmp_path / "audit")


def started(script: str, *words: str, **environment: str) -> subprocess.Popen[str]:
    """A process of the script, which has opened the state and waits for a line."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    surroundings = {**os.environ, "YAKKAN_KILL_AT": "", **environment}
    process = subprocess.Popen([sys.executable, "-c", script, *words], cwd=ROOT, env=surroundings, **pipes)
    assert process.stdout.readline() == "ready\n"
    return process


def refunding(data: Path, incident: str, on: str = "2008-09-10", **environment: str) -> subprocess.Popen[str]:
    return started(_REFUND, str(data), incident, on, **environment)


def go(*processes: subprocess.Popen[str]) -> list[str]:
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    return [process.communicate(timeout=60)[0].strip() for process in processes]


def given() -> tuple[int, int, int, int]:
    """The yen that wait for bills and that are payable; 1/10,000 yen of the records; the sum of the ledger."""
    from django.db.models import Sum

    from yakkan.apps.billing.models import Entry, WaitingLine
    from yakkan.apps.incidents.models import RefundedRecord

    def of(rows, name: str) -> int:
        return rows.aggregate(sum=Sum(name, default=0))["sum"]

    payable = Entry.objects.filter(kind="refund_payable")
    return (
        of(WaitingLine.objects, "yen"),
        of(payable, "yen"),
        of(RefundedRecord.objects, "units"),
        of(Entry.objects, "yen"),
    )


@pytest.mark.parametrize("point", [*POINTS, "refund.owed:2", "recorded:2", "committed:2"])
def test_killed_and_run_again_it_gives_back_each_yen_once(data: Path, audit: Path, point: str) -> None:
    approved(audit)
    process = refunding(data, "o2-de", YAKKAN_KILL_AT=point)
    go(process)
    assert process.returncode == -signal.SIGKILL
    whole = (-173, -80, 2_520_000, 0)
    assert given() == (whole if point.startswith("committed") else (0, 0, 0, 0))
    refunded()
    assert given() == whole


def ended(account: str) -> None:
    """All contracts of an account end with September 2008, before a bill took its refund up."""
    from yakkan.apps.contracts.models import Contract

    Contract.objects.filter(account=account).update(end=date(2008, 10, 1))


def withdrawn() -> int:
    """The yen of the lines that wait no more."""
    from django.db.models import Sum

    from yakkan.apps.billing.models import WaitingLine

    return WaitingLine.objects.filter(withdrawn__isnull=False).aggregate(sum=Sum("yen", default=0))["sum"]


def later(data: Path, **environment: str) -> subprocess.Popen[str]:
    return refunding(data, "o2-de", "2008-10-02", **environment)


@pytest.mark.parametrize("point", ["refund.withdrawn", "refund.owed", "recorded", "refund.owed:2", "committed"])
def test_killed_and_run_again_what_waited_is_paid_out_instead_once(data: Path, audit: Path, point: str) -> None:
    approved(audit)
    refunded()
    ended("A2")  # whose two lines, of 41 and 40 yen, wait
    process = later(data, YAKKAN_KILL_AT=point)
    go(process)
    assert process.returncode == -signal.SIGKILL
    waiting, paid = (-173, -80, 2_520_000, 0), (-173, -161, 2_520_000, 0)
    assert (given(), withdrawn()) == ((paid, -81) if point == "committed" else (waiting, 0))
    for _ in range(2):
        assert go(later(data)) == ["0 0"]
        assert (given(), withdrawn()) == (paid, -81)


def test_two_at_once_give_back_each_yen_once(data: Path, audit: Path) -> None:
    approved(audit)
    assert sorted(go(refunding(data, "o2-de"), refunding(data, "o2-de"))) == ["0 0", "173 80"]
    assert given() == (-173, -80, 2_520_000, 0)


def test_two_incidents_over_one_record_at_once_give_back_the_lower_price_and_no_more(data: Path, audit: Path) -> None:
    approved(audit, "o2-de", "1")
    approved(audit, "guide-book", "2")
    said = go(refunding(data, "o2-de"), refunding(data, "guide-book"))
    assert said in (["173 80", "5 0"], ["123 80", "55 0"])
    assert given()[1:] == (-80, 2_570_000, 0)
