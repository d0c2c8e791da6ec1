"""The two sheets that a member can keep, read back as a spreadsheet reads them."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from bills import DOTPHONE, bill, line

from tests.apps.portal_ground import TARO, client, issue, member, people, two_months

SERVICES = ("OCNドットフォン（税抜）", "国際ローミング WORLD WING（税抜）")


def read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")  # so that Excel takes it for UTF-8
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def taro(data: Path):
    two_months()
    member(TARO, "K2")
    return client(TARO)


def test_the_twelve_months(taro) -> None:
    answer = taro.get("/my/months.csv", {"account": "A2"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert read(answer.content) == [
        ["ご利用月", "請求書番号", "ご請求額（税込）", "前の月との差", "うち消費税", *SERVICES],
        ["2026-10", "A2-2026-10", "1158", "475", "80", "828", "250"],
        ["2026-09", "A2-2026-09", "683", "", "50", "533", "100"],
    ]  # fmt: skip


def test_the_lines_of_a_bill_in_the_language_of_the_page(taro) -> None:
    japanese = read(taro.get("/my/bills/A2-2026-10/lines.csv").content)
    assert japanese[0] == [
        "明細番号",
        "ご利用月",
        "契約",
        "サービス",
        "内容",
        "回数",
        "数量",
        "単位",
        "税率",
        "金額（税抜・円）",
    ]
    assert japanese[3] == [
        "A2-2026-10-003", "2026-10", "C2", "OCNドットフォン", "通話料（携帯電話・PHSあて）", "30", "1800", "秒", "10%",
        "480",
    ]  # fmt: skip
    # The bill has a seventh line, of calls that were received: it is not there, and its discount has no quantity.
    assert [row[0][-3:] for row in japanese[1:]] == ["001", "002", "003", "004", "006", "007"]
    assert japanese[5][4:] == ["着割", "", "", "", "10%", "-31"]
    assert sum(int(row[-1]) for row in japanese[1:]) == 1078
    english = read(client(TARO, "en").get("/my/bills/A2-2026-10/lines.csv").content)
    assert english[3][3:5] == ["OCN Dot Phone", "Calls to mobile phones and PHS"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t"])
def test_no_cell_is_a_formula(data: Path, start: str) -> None:
    people()
    member(TARO, "K2")
    contract = f'{start}HYPERLINK("x")'
    issue(bill("2026-10", [line((contract, DOTPHONE, "monthly"), (0, 31, "days"), (280, "280"))]))
    (row,) = read(client(TARO).get("/my/bills/A2-2026-10/lines.csv").content)[1:]
    assert row[2] == f"'{contract}"


def test_quotes_commas_and_line_ends_stay_in_their_cell(data: Path) -> None:
    people()
    member(TARO, "K2")
    odd = line(('C"1,\r\n2', DOTPHONE, "monthly"), (0, 31, "days"), (280, "280"))
    issue(bill("2026-10", [odd]))
    (row,) = read(client(TARO).get("/my/bills/A2-2026-10/lines.csv").content)[1:]
    assert row[2] == 'C"1,\r\n2'


def test_a_sheet_has_no_month_without_a_bill(data: Path) -> None:
    people()
    member(TARO, "K2")
    months = [
        bill(month, [line(("C2", DOTPHONE, "monthly"), (0, 31, "days"), (280, "280"))])
        for month in ("2025-06", "2025-09")
    ]
    issue(*(replace(facts) for facts in months))
    rows = read(client(TARO).get("/my/months.csv").content)[1:]
    assert [row[:4] for row in rows] == [["2025-09", "A2-2025-09", "308", ""], ["2025-06", "A2-2025-06", "308", ""]]
