"""Jobs: one for two clicks, gone with its transaction; a real worker does them, is killed, and is started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import transaction

from tests.apps import small_carrier
from tests.apps.small_carrier import BOOK, ISSUED, MADE
from yakkan import clock
from yakkan.usage import CANONICAL

_MAIN = "import sys; from yakkan.cli import main; sys.exit(main())"


def work(data: Path, kill_at: str = "", *more: str) -> int:
    """A worker that ends when nothing is left to do, or kills itself at a point; its exit code."""
    surroundings = {**os.environ, "LC_ALL": "C.UTF-8", "YAKKAN_KILL_AT": kill_at}
    words: Sequence[str] = ["worker", "--once", "--data", str(data), "--book", str(BOOK), *more]
    return subprocess.run([sys.executable, "-c", _MAIN, *words], env=surroundings, timeout=300).returncode


@pytest.fixture
def world(data: Path, tmp_path: Path) -> Path:
    """Customers, and September loaded but not billed."""
    small_carrier.clear(data)
    small_carrier.load_people(tmp_path / "files")
    small_carrier.enrol_staff()
    small_carrier.load_month(data, tmp_path / "files", ISSUED)
    return data


def start(kind: str, subject: str, who: str = "supervisor", **given: object):
    from yakkan.apps.billing.actions import Wanted, start_job

    return start_job(Wanted(kind, subject, who, given))


def upload(file: Path) -> str:
    from django.core.files import File

    from yakkan.apps.billing.actions import keep_upload

    with file.open("rb") as stream:
        return keep_upload([File(stream, file.name)])


def test_two_clicks_make_one_job_and_another_month_another(world: Path) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    first, new = start("bill", ISSUED)
    second, again = start("bill", ISSUED, "clerk")
    other, _ = start("bill", MADE)
    assert (first.pk, new, again) == (second.pk, True, False)
    assert other.pk != first.pk
    queued = ProcrastinateJob.objects.order_by("id").values_list("queueing_lock", "status")
    assert list(queued) == [(f"bill {ISSUED}", "todo"), (f"bill {MADE}", "todo")]


def test_a_job_goes_with_the_transaction_that_started_it(world: Path) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from yakkan.apps.billing.models import Job

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        start("bill", ISSUED)
        raise KeyboardInterrupt
    assert (Job.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)


def test_a_worker_loads_bills_and_confirms_and_ends(world: Path, tmp_path: Path) -> None:
    """By hand (see small_carrier): A1 and A2 owe 308 yen each; one record of each month is in quarantine."""
    from yakkan.apps.billing.models import BillRun, Delivery
    from yakkan.apps.billing.queries import balance

    file = small_carrier.written(tmp_path / "october.csv", small_carrier.usage(MADE))
    kept = upload(file)
    loading, _ = start("load", kept, format=CANONICAL.format, files=["october.csv"])
    billing, _ = start("bill", ISSUED)
    assert work(world) == 0
    for job in (loading, billing):
        job.refresh_from_db()
        assert (job.state, job.message_ja) == ("done", "")
    delivery = Delivery.objects.get(file="october.csv")
    assert loading.result == {"deliveries": [{"delivery": delivery.sha256, "known": False}]}
    assert (delivery.received, delivery.accepted, delivery.quarantined) == (4, 3, 1)
    assert not (world / "uploads" / kept).exists()
    confirming, _ = start("confirm", billing.result["run"])
    assert work(world) == 0
    confirming.refresh_from_db()
    assert confirming.state == "done"
    assert BillRun.objects.get().confirmed_by.get_username() == "supervisor"
    assert [balance(account) for account in ("A1", "A2", "A3")] == [308, 308, 0]


def test_what_is_refused_is_told_in_both_languages_and_is_the_end_of_the_job(world: Path) -> None:
    run = small_carrier.make_run(world, ISSUED)
    clerk, _ = start("confirm", run.name, "clerk")
    assert work(world) == 0
    clerk.refresh_from_db()
    assert clerk.state == "refused"
    assert "clerk has no right" in clerk.message_en and "clerk" in clerk.message_ja and "権限" in clerk.message_ja
    (run / "bills.parquet").write_bytes((run / "bills.parquet").read_bytes() + b" ")
    altered, _ = start("confirm", run.name)
    assert work(world) == 0
    altered.refresh_from_db()
    assert altered.state == "refused"
    assert "bills.parquet" in altered.message_en and "計算し直した結果と一致しません" in altered.message_ja


_POINTS = {
    "load": ("load.in_the_lake", "committed"),
    "bill": ("aside.written", "aside.renamed"),
    "confirm": ("confirm.posted", "committed"),
}


@pytest.mark.parametrize(("kind", "point"), [(kind, point) for kind, points in _POINTS.items() for point in points])
def test_a_worker_is_killed_and_the_next_one_comes_to_the_same(
    world: Path, tmp_path: Path, kind: str, point: str
) -> None:
    from yakkan.apps.billing.models import Bill, BillRun, Delivery, Entry, Job

    given = {}
    if kind == "load":
        file = small_carrier.written(tmp_path / "october.csv", small_carrier.usage(MADE))
        subject, given = upload(file), {"format": CANONICAL.format, "files": [file.name]}
    else:
        subject = ISSUED if kind == "bill" else small_carrier.make_run(world, ISSUED).name
    job, _ = start(kind, subject, **given)
    assert work(world, point) == -signal.SIGKILL
    assert Job.objects.get(pk=job.pk).state in ("running", "done")
    assert work(world) == 0
    job.refresh_from_db()
    assert (job.state, job.message_en) == ("done", "")
    if kind == "load":
        loaded = Delivery.objects.filter(file="october.csv").values_list("received", "accepted", "quarantined")
        assert list(loaded) == [(4, 3, 1)]
        assert job.result["deliveries"][0]["known"] is False
    if kind == "bill":
        assert [folder.name for folder in (world / "runs").iterdir()] == [job.result["run"]]
        known_on = job.asked_at.astimezone(clock.JAPAN).date()
        assert small_carrier.make_run(world, ISSUED, known_on).name == job.result["run"]
    if kind == "confirm":
        assert (BillRun.objects.count(), Bill.objects.count()) == (1, 2)
        assert sum(Entry.objects.filter(kind="receivable").values_list("yen", flat=True)) == 2 * 308
