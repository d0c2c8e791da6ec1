"""A bill run is confirmed: exactly its files are issued, once, by somebody with the right to."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps import invented
from yakkan.messages import Refusals, Refused


@pytest.fixture
def folder(data: Path, tmp_path: Path) -> Path:
    from yakkan.apps.billing.actions import give_right

    invented.load_people()
    give_right("hanako", create=True)
    return invented.run_folder(tmp_path / "runs")


def issued() -> int:
    from yakkan.apps.billing.models import Bill, BillRun, Entry

    return Bill.objects.count() + BillRun.objects.count() + Entry.objects.count()


def test_it_issues_what_was_worked_out_by_hand(folder: Path) -> None:
    from yakkan.apps.billing import queries
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import BillRun
    from yakkan.apps.records.queries import events_of

    run = confirm_run(folder, "hanako")
    assert (run.bill_count, run.parked_count, run.confirmed_by.get_username()) == (2, 1, "hanako")
    found = queries.bill("A1-2015-06")
    assert (found.bill.before_tax, found.bill.tax, found.bill.total, found.bill.account_id) == (697, 50, 747, "A1")
    assert [(line.entry, line.yen) for line in found.lines] == [
        ("monthly", 560),
        ("domestic-fixed", 80),
        ("packet-de-o2", 60),
        ("incoming-call", -3),
    ]
    assert [c.clause for c in found.lines[3].citations.all()] == ["第3条", "第4条"]
    assert [(tax.tax_class, tax.percent, tax.base, tax.tax) for tax in found.taxes] == [
        ("out_of_scope", 0, 60, 0),
        ("standard", 8, 637, 50),
    ]
    assert json.loads(found.book) == {"terms": "invented"}
    parked = BillRun.objects.get().parked.get()
    assert (parked.account, parked.reason, parked.detail) == ("A3", "unknown_service", 'what, "this"')
    assert [(event.who, event.what) for event in events_of(run.run)] == [("hanako", "confirm bill run")]


def test_the_ledger_balances_and_a_balance_is_the_sum_of_entries(folder: Path) -> None:
    from yakkan.apps.billing import queries
    from yakkan.apps.billing.actions import confirm_run
    from yakkan.apps.billing.models import Entry

    confirm_run(folder, "hanako")
    entries = Entry.objects.order_by("journal", "position")
    found = [(e.journal_id, e.kind, e.account_id, e.tax_class, e.tax_percent, e.yen) for e in entries]
    assert found == [
        ("bill A1-2015-06", "receivable", "A1", "", 0, 747),
        ("bill A1-2015-06", "sales", None, "out_of_scope", 0, -60),
        ("bill A1-2015-06", "sales", None, "standard", 8, -637),
        ("bill A1-2015-06", "consumption_tax", None, "standard", 8, -50),
    ]
    assert [queries.balance(account) for account in ("A1", "A2", "A3")] == [747, 0, 0]


def test_a_bill_takes_four_queries(folder: Path) -> None:
    from yakkan.apps.billing import queries
    from yakkan.apps.billing.actions import confirm_run

    confirm_run(folder, "hanako")
    with CaptureQueriesContext(connection) as queried:
        queries.bill("A1-2015-06").lines[3].citations.all()[0]
    assert len(queried) == 4
    assert queries.bill("A9-2015-06") is None


def test_a_second_confirmation_is_refused(folder: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run

    confirm_run(folder, "hanako")
    before = issued()
    with pytest.raises(Refused, match="confirmed by hanako"):
        confirm_run(folder, "hanako")
    assert issued() == before


def test_another_run_cannot_bill_the_same_account_and_month(folder: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run

    confirm_run(folder, "hanako")
    other = folder.rename(folder.with_name("2015-06-ffffffffffff"))
    invented.describe(other, "2015-06")
    before = issued()
    with pytest.raises(Refused, match="2 of its bills are issued already .such as A1-2015-06"):
        confirm_run(other, "hanako")
    assert issued() == before


@pytest.mark.parametrize("name", ["bills.parquet", "citations.parquet", "parked.csv", "book.json"])
@pytest.mark.parametrize("change", ["changed", "gone"])
def test_a_changed_file_is_refused(folder: Path, name: str, change: str) -> None:
    from yakkan.apps.billing.actions import confirm_run

    if change == "gone":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(Refusals) as refused:
        confirm_run(folder, "hanako")
    assert [(one.name, one.file) for one in refused.value.all] == [("issue.file_changed", str(folder / name))]
    assert issued() == 0


def test_a_folder_without_a_run_is_refused(data: Path, tmp_path: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run

    for text in (None, "", "[]", "{}", '{"run": 1, "month": "2015-13"}'):
        if text is not None:
            (tmp_path / "run.json").write_text(text)
        with pytest.raises(Refused) as refused:
            confirm_run(tmp_path, "hanako")
        assert refused.value.name in ("runs.no_run", "runs.run_not_json", "issue.no_run")


@pytest.mark.parametrize(("user", "said"), [("taro", "no right"), ("nobody", "no user nobody"), ("left", "no right")])
def test_a_user_without_the_right_is_refused(folder: Path, user: str, said: str) -> None:
    from django.contrib.auth.models import User

    from yakkan.apps.billing.actions import confirm_run, give_right

    User.objects.create_user("taro")
    left = give_right("left", create=True)
    left.is_active = False
    left.save()
    with pytest.raises(Refused, match=f"{said}.*yakkan manage grant {user}"):
        confirm_run(folder, user)
    assert issued() == 0


_BILL = ("A1-2015-06", "A1", "K1", "2015-06", "2015-07-10", "2015-07-31")
_CONTRADICTIONS = {
    "a line is missing": {"lines": slice(1, None)},
    "a citation is missing": {"citations": slice(1, None)},
    "a tax is missing": {"taxes": slice(1, None)},
    "a bill is missing": {"bills": slice(1, None)},
}


@pytest.mark.parametrize("what", _CONTRADICTIONS)
def test_files_that_contradict_one_another_are_refused(folder: Path, what: str) -> None:
    from yakkan.apps.billing.actions import confirm_run

    changes = {name: invented.tables("2015-06")[name][kept] for name, kept in _CONTRADICTIONS[what].items()}
    with pytest.raises(Refused) as refused:
        confirm_run(invented.run_folder(folder.parent, **changes), "hanako")
    assert refused.value.name == "issue.does_not_add_up"
    assert issued() == 0


def test_sums_that_are_wrong_are_refused(folder: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run

    bills = [(*_BILL, 696, 51, 747, 4), invented.tables("2015-06")["bills"][1]]
    with pytest.raises(Refused, match="the lines of A1-2015-06 do not add up to it"):
        confirm_run(invented.run_folder(folder.parent, bills=bills), "hanako")
    assert issued() == 0


def test_an_unknown_account_is_refused(folder: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run

    bills = [(*(value.replace("A2", "A8") if isinstance(value, str) else value for value in row),)
             for row in invented.tables("2015-06")["bills"]]  # fmt: skip
    with pytest.raises(Refused, match="account A8 is not known"):
        confirm_run(invented.run_folder(folder.parent, bills=bills), "hanako")


def test_the_number_of_statements_does_not_depend_on_the_number_of_bills(folder: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run

    few = {name: [row for row in rows if str(row[0]).startswith("A1")]
           for name, rows in invented.tables("2015-07").items()}  # fmt: skip
    counts = []
    for run in (folder, invented.run_folder(folder.parent, "2015-07", **few)):
        with CaptureQueriesContext(connection) as queried:
            confirm_run(run, "hanako")
        counts.append(len(queried))
    assert counts[0] == counts[1]


_CONFIRM = """
import sys
from pathlib import Path
from yakkan.messages import Refused
from yakkan.project import state
with state.open(Path(sys.argv[1])):
    from yakkan.apps.billing.actions import confirm_run
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        print(confirm_run(Path(sys.argv[2]), "hanako").run)
    except Refused as refused:
        print(refused.name)
"""


def test_of_two_confirmations_at_once_one_wins_and_the_other_says_why(data: Path, folder: Path) -> None:
    command = [sys.executable, "-c", _CONFIRM, str(data), str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=30)[0].strip() for process in processes]
    assert sorted(answers) == [folder.name, "issue.already_confirmed"]
