"""What the operator's pages say, against amounts worked out by hand (see `invented` and `small_carrier`)."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.apps import invented, small_carrier
from tests.apps.small_carrier import ISSUED, client
from tests.apps.test_load import K1, load_customers
from yakkan import clock

_DAYS = (date(2015, 7, 10), date(2015, 7, 31))


def text(page: str) -> str:
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def may_and_june(data: Path) -> str:
    """May is issued: A1 747 yen, A2 0. June is worked out: A1 1,747, A3 20,000, A5 10 yen; its name."""
    from yakkan.apps.billing.actions import confirm_run, give_right

    small_carrier.clear(data)
    invented.load_people()
    small_carrier.enrol_staff()
    give_right("hanako", create=True)
    confirm_run(invented.run_folder(data / "runs", "2015-05"), "hanako")
    totals = {"A1": 1747, "A3": 20_000, "A5": 10}
    bills = [
        (f"{account}-2015-06", account, f"K{account[1]}", "2015-06", *_DAYS, total, 0, total, 1)
        for account, total in totals.items()
    ]
    june = invented.run_folder(data / "runs", "2015-06", bills=bills)
    (june / "quarantine.csv").write_text("file,line,reason,record_id\n", encoding="utf-8")
    return june.name


def test_bills_stand_out_by_the_rules(may_and_june: str) -> None:
    """A1 is 1,000 yen more, and that is more than half of 1,747. The middle bill is 1,747: high is 17,470 yen."""
    from yakkan.apps.desk.queries import runs

    found = runs.standing_out(runs.run(may_and_june))
    assert found.median == 1747
    assert [(row["account"], row["change"]) for row in found.changed] == [("A1", 1000)]
    assert [row["account"] for row in found.high] == ["A3"]
    assert [row["account"] for row in found.new] == ["A3", "A5"]
    assert [(row["account"], row["before"]) for row in found.gone] == [("A2", 0)]
    assert found.counts == {"changed": 1, "high": 1, "new": 2, "gone": 1}


def test_a_yen_less_is_not_much(may_and_june: str, data: Path) -> None:
    from yakkan.apps.desk.queries import runs

    bills = [("A1-2015-06", "A1", "K1", "2015-06", *_DAYS, 1746, 0, 1746, 1)]
    other = invented.run_folder(data / "runs", "2015-06", bills=bills)
    assert runs.standing_out(runs.run(other.name)).changed == []


def test_a_run_is_compared_by_service_with_what_was_issued(may_and_june: str) -> None:
    """The lines of both months: 560 + 80 + 60 - 3 = 697 yen before tax, on two bills."""
    from yakkan.apps.desk.queries import runs

    (row,) = runs.by_service(runs.run(may_and_june))
    assert (row.service, row.bills, row.yen, row.bills_before, row.yen_before, row.change) == (
        "ocn-dotphone", 2, 697, 2, 697, 0,
    )  # fmt: skip
    said = text(client("clerk").get(f"/desk/runs/{may_and_june}/").content.decode())
    assert "A3 : 契約 C3 のサービス「what, &quot;this&quot;」が約款ブックにありません" in said
    assert "確定する権限のある人が確かめて確定します" in said


def test_what_waits_is_on_the_first_page(may_and_june: str) -> None:
    said = text(client("supervisor", "en").get("/desk/").content.decode())
    assert "May 2015" in said and "747 yen" in said
    assert "Look at the run of June 2015" in said and "Mend 1 parked bill(s) of June 2015" in said


@pytest.fixture
def carrier(data: Path, tmp_path: Path) -> Path:
    small_carrier.make(data, tmp_path / "files")
    return data


def test_bills_are_found_by_name_kana_account_day_and_amount(carrier: Path) -> None:
    browser = client("auditor")

    def bills(query: str) -> list[str]:
        return sorted(
            set(re.findall(r"/desk/bills/(A\d-2026-09)/", browser.get(f"/desk/bills/?{query}").content.decode()))
        )

    hers, his = f"A1-{ISSUED}", f"A2-{ISSUED}"
    assert bills("q=例示") == [hers, his]
    assert bills("q=ハナコ") == bills("q=A1") == bills("q=K1") == bills(f"q={hers}") == [hers]
    assert bills("least=308&most=308") == [hers, his]
    assert bills("least=309") == bills("most=307") == []
    assert bills("since=2026-10-15&until=2026-10-15") == [hers, his]  # issued on the 15th of the next month
    assert bills("since=2026-10-16") == bills("until=2026-10-14") == []


def test_a_customer_is_on_one_page_and_each_look_on_record(carrier: Path) -> None:
    """Hanako owes 308 yen."""
    from yakkan.apps.records.queries import events_of

    said = text(client("auditor").get("/desk/customers/K1/").content.decode())
    assert "例示 花子" in said and "308円" in said and "05099990001" in said and "誰が見たか" in said
    assert "誰が見たか" not in text(client("clerk").get("/desk/customers/K1/").content.decode())
    assert [(event.who, event.what) for event in events_of("K1")] == [
        ("auditor", "look at customer"), ("clerk", "look at customer"),
    ]  # fmt: skip
    explained = text(client("clerk").get(f"/desk/bills/A1-{ISSUED}/?line=2").content.decode())
    assert "計算: 2 × 8 = 16円" in explained and "通話料 1（固定電話あて）" in explained
    assert [event.details for event in events_of("A1") if event.what == "look at usage"] == [
        f"bill A1-{ISSUED}", f"bill A1-{ISSUED}, line 2",
    ]  # fmt: skip


def test_quarantine_tells_reason_line_and_record_and_who_looked(carrier: Path) -> None:
    from yakkan.apps.records.queries import events_of

    said = text(client("engineer", "en").get("/desk/quarantine/bad_quantity/").content.decode())
    assert "1 to 2 of 2" in said and "usage-2026-09.csv line 5" in said and "quantity 2m" in said
    assert "number ●●●●●●0001" in said and "peer_number ●●●●●● " in said
    (event,) = events_of("bad_quantity")
    assert (event.who, event.what) == ("engineer", "look at quarantine")


def test_a_book_that_cannot_be_read_says_where(data: Path, tmp_path: Path) -> None:
    from django.test import override_settings

    small_carrier.enrol_staff()
    book = tmp_path / "book"
    shutil.copytree(small_carrier.BOOK, book)
    with (book / "sources.yaml").open("a", encoding="utf-8") as stream:
        stream.write("wrong: [\n")
    with override_settings(BOOK=book):
        answer = client("clerk", "en").get("/desk/book/")
    assert answer.status_code == 409
    assert "sources.yaml" in text(answer.content.decode())


def test_changes_tell_before_and_after(data: Path) -> None:
    from yakkan.apps.desk.queries.changes import changes

    load_customers(K1)
    load_customers((*K1[:6], "千代田区 2"))
    load_customers((*K1[:6], "港区 3"))
    second, first = changes("K1")
    assert (first.kind, first.key, first.fields) == ("customer", "K1", [("address", K1[6], "千代田区 2")])
    assert second.fields == [("address", "千代田区 2", "港区 3")]


def test_cases_are_run_by_a_job_and_told_of_the_book_as_it_is(data: Path, tmp_path: Path) -> None:
    from django.test import override_settings

    from yakkan.apps.billing.actions.do_job import do
    from yakkan.apps.billing.models import Job

    small_carrier.enrol_staff()
    book = tmp_path / "book"
    shutil.copytree(small_carrier.BOOK, book, ignore=shutil.ignore_patterns("cases"))
    (book / "cases").mkdir()
    case = small_carrier.BOOK / "cases" / "ocn-dotphone"
    right = next(one for one in (file.read_text("utf-8") for file in sorted(case.glob("*.yaml"))) if "total: " in one)
    total = re.search(r"total: (\d+)", right).group(1)
    (book / "cases" / "right.yaml").write_text(right, encoding="utf-8")
    (book / "cases" / "wrong.yaml").write_text(right.replace(f"total: {total}", "total: 1"), encoding="utf-8")
    with override_settings(BOOK=book):
        browser = client("engineer", "en")
        assert "not run yet" in text(browser.get("/desk/cases/").content.decode())
        browser.post("/desk/cases/check/")
        do(Job.objects.get().pk)
        said = text(browser.get("/desk/cases/").content.decode())
        assert "1 passed, 1 failed" in said and f"expected 1, came out {total}" in said
        (book / "cases" / "wrong.yaml").unlink()
        assert "not run yet" in text(browser.get("/desk/cases/").content.decode())


def test_nobody_who_joined_becomes_staff_with_the_password_he_chose(data: Path) -> None:
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model

    from yakkan.apps.billing.actions import give_right
    from yakkan.apps.desk.actions import enrol
    from yakkan.messages import Refused

    people = get_user_model().objects
    small_carrier.clear(data)
    people.filter(username__in=["saburo", "shiro"]).delete()
    joined = people.create_user("saburo", "saburo@mail.example", "a passphrase of his own")
    with pytest.raises(Refused) as refused:
        enrol("saburo", "supervisor", "saburo@staff.example")
    assert refused.value.name == "desk.name_of_a_member"
    EmailAddress.objects.create(user=joined, email=joined.email, verified=True, primary=True)
    with pytest.raises(Refused) as refused:
        enrol("goro", "clerk", "Saburo@mail.example")
    assert refused.value.name == "desk.address_of_another"
    assert not people.filter(username="goro").exists()
    joined.refresh_from_db()
    assert (joined.is_staff, joined.email, joined.groups.count()) == (False, "saburo@mail.example", 0)
    give_right("shiro", create=True)  # made by the carrier, without a password
    assert enrol("shiro", "supervisor", "shiro@staff.example", password="an invented passphrase").is_staff
    assert enrol("shiro", "clerk", "shiro@staff.example").has_usable_password()


@pytest.mark.parametrize("name", ["..", "%2e%2e", ".", "secrets"])
def test_no_other_folder_is_taken_for_an_upload(carrier: Path, name: str) -> None:
    from yakkan.apps.billing.actions import files_of, forget_upload
    from yakkan.apps.billing.models import Job
    from yakkan.messages import Refused

    (carrier / "uploads").mkdir(exist_ok=True)
    browser = client("engineer")
    assert browser.get(f"/desk/usage/uploads/{name}/?format=canonical").headers.get("Location") == "/desk/usage/"
    answer = browser.post(f"/desk/usage/uploads/{name}/load/", {"format": "canonical"})
    assert answer.headers.get("Location") == "/desk/usage/"
    assert not Job.objects.exists()
    with pytest.raises(Refused):
        files_of(name)
    forget_upload(name)
    assert (carrier / "lake").is_dir() and (carrier / "uploads").is_dir()
    assert browser.get(f"/desk/runs/{name}/").status_code == 404


def test_the_trail_is_narrowed_down_by_day_up_to_the_last_one_there_is(carrier: Path) -> None:
    browser, today = client("auditor"), clock.today()
    browser.get("/desk/customers/K1/")
    seen = "<td>K1</td>"
    for query, found in {
        f"since={today}&until={today}": True, "until=9999-12-31": True, f"until={today - timedelta(days=1)}": False,
        f"since={today + timedelta(days=1)}": False,
    }.items():  # fmt: skip
        answer = browser.get(f"/desk/trail/?{query}")
        assert (answer.status_code, seen in answer.content.decode()) == (200, found), query
