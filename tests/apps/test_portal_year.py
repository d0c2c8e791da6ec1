"""Twelve months: which, how many questions to the database, how they are drawn."""

from pathlib import Path

import pytest
from bills import DOTPHONE, WING, bill, line

from tests.apps.portal_ground import TARO, client, issue, member, people
from yakkan.days import Month


def month(name: str, yen: int = 280, **said):
    return bill(name, [line(("C2", DOTPHONE, "monthly"), (0, 31, "days"), (yen, str(yen)), **said)])


@pytest.fixture
def taro(data: Path):
    people()
    member(TARO, "K2")
    return client(TARO)


def test_the_month_before_the_twelve_tells_the_change_of_the_first(taro) -> None:
    from yakkan.apps.portal.queries import year_of

    issue(*(month(str(Month(2025, 10).after(n)), 1000 + 100 * n) for n in range(13)))
    year = year_of("A2")
    assert [str(one.month) for one in (year.months[0], year.months[-1])] == ["2026-10", "2025-11"]
    assert [one.change for one in year.months] == [110] * 12  # 100 and 10 percent


def test_a_gap_stays_a_gap_and_what_is_before_the_first_bill_is_not_in_the_table(taro) -> None:
    issue(month("2026-07"), month("2026-10"))
    page = taro.get("/my/").content.decode()
    assert [page.count(f">2026年{number}月<") for number in (7, 8, 9, 10)] == [1, 1, 1, 1]
    assert page.count("請求なし") == 2
    assert "2026年6月" not in page


def test_the_page_asks_as_many_questions_for_twelve_months_as_for_one(taro) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    issue(month("2025-11"))
    taro.get("/my/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        taro.get("/my/")
    issue(*(month(str(Month(2025, 12).after(n))) for n in range(11)))
    with CaptureQueriesContext(connection) as twelve:
        taro.get("/my/")
    assert len(twelve) == len(one) <= 5  # session, user, accounts, bills, sums


def test_a_service_that_the_book_no_longer_has_is_named_by_the_book_of_its_bill(taro, tmp_path: Path) -> None:
    from django.conf import settings

    issue(month("2026-10"), bill("2026-09", [line(("C3", WING, "packet-de-o2"), (1, 9, "packets"), (9, "9 × 1"))]))
    for file in settings.BOOK.rglob("*.yaml"):
        if file.stem != WING:
            copy = tmp_path / file.relative_to(settings.BOOK)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    from django.test import override_settings

    with override_settings(BOOK=tmp_path):
        page = taro.get("/my/").content.decode()
    assert "国際ローミング WORLD WING（税抜）" in page and "OCNドットフォン（税抜）" in page


def test_money_given_back_hangs_below_the_line_and_lines_are_round(taro) -> None:
    from yakkan.apps.portal.chart import draw
    from yakkan.apps.portal.queries import year_of

    issue(month("2026-09", 1000), month("2026-10", -500))
    chart = draw(year_of("A2").months, 760, 280)
    assert [each.yen for each in chart.lines] == [-1000, -500, 0, 500, 1000, 1500]  # from -550 to 1,100
    up, down = chart.bars[-2:]
    assert up.top + up.height == pytest.approx(chart.zero, abs=0.2)
    assert down.top == chart.zero and down.height == pytest.approx(up.height / 2, abs=0.2)


def test_months_of_nothing_are_drawn(taro) -> None:
    issue(month("2026-10", 0))
    assert taro.get("/my/").status_code == 200
