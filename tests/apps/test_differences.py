"""Which differences between books stop a month, and accepting them: a book with two wrong times of one price."""

from datetime import date
from pathlib import Path

import pytest

from yakkan.days import Month
from yakkan.messages import Refusals, Refused
from yakkan.terms import Book, yaml_file
from yakkan.terms.load import documents, from_documents

BOOK = Path(__file__).parents[2] / "book"
TODAY = date(2026, 1, 1)
SERVICE = """\
service: test-line
name: {ja: 試験の電話, en: Test line}
tax: standard
line_rounding: floor
monthly_fees:
  - id: monthly
    values:
"""


def fee(first: str, until: str, yen: int, recorded: str = "2010-01-01") -> str:
    days = f"in_force: {{from: {first}, until: {until}}}, recorded: {recorded}"
    return f"      - {{{days}, yen: {yen}, cites: {{source: example, clause: 試験}}}}\n"


RIGHT = fee("2010-01-01", "null", 300)
SPRING = fee("2015-03-10", "2015-04-20", 310, "2015-03-01")
AUTUMN = fee("2015-10-01", "2015-10-31", 310, "2015-09-01")


def book(configured: str) -> Book:
    found = {name: text for name, text in documents(BOOK).items() if not name.startswith(("configured", "published"))}
    for folder, values in (("terms", RIGHT), ("configured", configured)):
        found[f"{folder}/test-line.yaml"] = yaml_file.parse(SERVICE + values, folder)
    return from_documents(found)


def open_in(found: Book) -> list[str]:
    """The months of 2015 that are not billed."""
    from yakkan.apps.billing.differences import open_differences

    return [str(month) for n in range(1, 13) if open_differences(found, month := Month(2015, n), TODAY)]


@pytest.fixture
def boss(data: Path) -> str:
    from yakkan.apps.billing.actions import give_right

    give_right("boss", "accept", create=True)
    return "boss"


def accept(found: Book, user: str, first: date | None = None, why: str = "known") -> list:
    from yakkan.apps.billing.actions import Chosen, accept_difference

    return list(accept_difference(found, Chosen("configured", "test-line", "monthly", first), TODAY, why, user))


def test_a_month_is_stopped_by_one_day_and_let_go_by_an_acceptance(boss: str) -> None:
    found = book(RIGHT + SPRING + AUTUMN)
    assert open_in(found) == ["2015-03", "2015-04", "2015-10"]
    with pytest.raises(Refused, match="begin on 2015-03-10, 2015-10-01"):
        accept(found, boss)
    with pytest.raises(Refused, match="no such difference"):
        accept(found, boss, date(2015, 3, 11))
    (row,) = accept(found, boss, date(2015, 3, 10))
    assert (str(row.start), str(row.end), row.who, row.why) == ("2015-03-10", "2015-04-21", "boss", "known")
    assert (row.said["terms"]["yen"], row.said["other"]["yen"]) == (3_000_000, 3_100_000)
    assert open_in(found) == ["2015-10"]


def test_a_difference_that_grows_is_open_on_the_days_that_nobody_accepted(boss: str) -> None:
    accept(book(RIGHT + SPRING), boss)
    longer = SPRING.replace("2015-04-20", "2015-05-01")
    assert open_in(book(RIGHT + longer)) == ["2015-04", "2015-05"]
    shorter = SPRING.replace("2015-04-20", "2015-04-02")
    assert open_in(book(RIGHT + shorter)) == []


def test_another_price_is_another_difference(boss: str) -> None:
    accept(book(RIGHT + SPRING), boss)
    assert open_in(book(RIGHT + SPRING.replace("310", "320"))) == ["2015-03", "2015-04"]
    assert open_in(book(RIGHT + SPRING)) == []


def test_what_was_accepted_is_open_again_when_it_is_withdrawn(boss: str) -> None:
    from django.db import IntegrityError, transaction

    from yakkan.apps.billing.actions import Chosen, give_right, withdraw_acceptance
    from yakkan.apps.billing.differences import accepted_differences
    from yakkan.apps.billing.models import WithdrawnAcceptance
    from yakkan.apps.records.queries import events_of

    found = book(RIGHT + SPRING + AUTUMN)
    spring, autumn = date(2015, 3, 10), date(2015, 10, 1)
    accept(found, boss, spring)
    accept(found, boss, autumn)
    chosen, of_spring = (Chosen("configured", "test-line", "monthly", first) for first in (None, spring))
    with pytest.raises(Refused, match="accepted, which begin on 2015-03-10, 2015-10-01"):
        withdraw_acceptance(chosen, "mended", boss)
    with pytest.raises(Refused, match="there is no reason"):
        withdraw_acceptance(of_spring, " ", boss)
    give_right("clerk", create=True)
    with pytest.raises(Refused, match="has no right to do this .accept."):
        withdraw_acceptance(of_spring, "mended", "clerk")
    assert open_in(found) == []
    (row,) = withdraw_acceptance(of_spring, "not so", boss)
    assert open_in(found) == ["2015-03", "2015-04"]
    assert [hasattr(each, "withdrawal") for each in accepted_differences()] == [True, False]
    withdraw_acceptance(chosen, "nor this", boss)  # only that of autumn is left
    with pytest.raises(Refused, match="is left to withdraw"):
        withdraw_acceptance(chosen, "again", boss)
    with pytest.raises(IntegrityError), transaction.atomic():
        WithdrawnAcceptance.objects.create(accepted=row, why="again", who=boss, at=row.at)
    accept(found, boss, spring, why="once more")
    assert open_in(found) == ["2015-10"]
    trail = [(event.what, event.details) for event in events_of("configured test-line monthly")]
    assert ("withdraw acceptance", "2015-03-10 to 2015-04-20: not so") in trail and len(trail) == 5


def test_nobody_accepts_without_the_right_or_a_reason(boss: str) -> None:
    from yakkan.apps.billing.actions import give_right
    from yakkan.apps.billing.models import AcceptedDifference

    give_right("clerk", create=True)
    found = book(RIGHT + SPRING)
    with pytest.raises(Refused, match="has no right to do this .accept."):
        accept(found, "clerk")
    with pytest.raises(Refused, match="there is no reason"):
        accept(found, boss, why=" ")
    assert AcceptedDifference.objects.count() == 0


def test_a_refusal_names_each_difference_in_both_languages(data: Path) -> None:
    from yakkan.apps.billing.differences import refuse_open

    with pytest.raises(Refusals) as refused:
        refuse_open(book(RIGHT + SPRING), Month(2015, 4), TODAY)
    (one,) = refused.value.all
    assert "2015-03-10 to 2015-04-20" in one.text("en") and "310 yen a month" in one.text("en")
    assert "2015-03-10 から 2015-04-20 まで" in one.text("ja") and "月額310円" in one.text("ja")
    assert "yakkan accept configured test-line monthly" in one.text("ja")
    refuse_open(book(RIGHT + SPRING), Month(2015, 5), TODAY)
