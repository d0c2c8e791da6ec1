"""What a bill says, worked out by hand."""

import re
from dataclasses import replace

import pytest
from bills import (
    ALL,
    COMPANY,
    CREDIT,
    ENGLISH,
    FIRST,
    NOTHING,
    OCTOBER,
    PLAN,
    QUALIFIED,
    REDUCED,
    UNQUALIFIED,
)

from yakkan.documents.bill import BillFacts, bill
from yakkan.documents.content import Document, KeyFigures, Notice, Table, plain
from yakkan.messages import Language, Refused


def tables(facts: BillFacts, language: Language = "en") -> dict[str, list[list[str]]]:
    """The rows of each table by its caption."""
    document = bill(facts, language)
    found = [block for block in (*document.summary, *document.details) if isinstance(block, Table)]
    return {plain(table.caption): [[plain(cell) for cell in row.cells] for row in table.rows] for table in found}


def figures(document: Document) -> dict[str, str]:
    (found,) = [block for block in document.summary if isinstance(block, KeyFigures)]
    return {plain(figure.label): plain(figure.value) for figure in found.figures}


def notices(document: Document) -> str:
    found = [block for block in document.summary if isinstance(block, Notice)]
    return " ".join(plain(text) for notice in found for text in notice.paragraphs)


def said(document: Document) -> str:
    return "\n".join(plain(text) for text in document.texts())


def test_the_first_page_says_how_much_by_when_and_how() -> None:
    assert figures(bill(OCTOBER, "ja")) == {
        "ご請求額（税込）": "1,158円",
        "引き落とし日": "2026年11月30日（月）",
        "お支払い方法": "口座振替",
    }
    assert figures(bill(ENGLISH, "en")) == {
        "Amount due, tax included": "1,158 yen",
        "Pay by": "Monday 30 November 2026",
        "How it is paid": "At a bank or shop",
    }
    assert figures(bill(COMPANY, "en"))["How it is paid"] == "Credit card"
    assert "We take 1,158 yen from your bank account on Monday 30 November 2026" in notices(bill(OCTOBER, "ja"))


def test_what_changed_and_why_service_by_service() -> None:
    assert tables(OCTOBER)["What changed since last month"] == [
        ["OCN Dot Phone", "", "533", "828", "+295"],
        ["Calls to mobile phones and PHS", "10 calls, 10 min → 30 calls, 30 min", "160", "480", "+320"],
        ["Calls to fixed lines", "12 calls, 36 min → 9 calls, 27 min", "96", "72", "−24"],
        ["Incoming-call discount", "Larger discount", "−30", "−31", "−1"],
        ["WORLD WING roaming", "", "100", "250", "+150"],
        ["Packet data, Germany (o2-de)", "5 sessions, 100 packets → 5 sessions, 250 packets", "100", "250", "+150"],
        ["Consumption tax", "", "50", "80", "+30"],
        ["Total", "", "683", "1,158", "+475"],
    ]
    assert "2026年9月ご利用分より475円多くなりました。" in said(bill(OCTOBER, "ja"))
    assert "There is no bill for September 2026 to compare with." in said(bill(FIRST, "en"))


def test_the_parts_of_what_changed_add_up() -> None:
    for facts in ALL.values():
        for rows in [rows for caption, rows in tables(facts).items() if caption == "What changed since last month"]:
            sums = [[int(cell.replace("−", "-").replace("±", "").replace(",", "")) for cell in row[2:]] for row in rows]
            services = {plain_name(facts, service) for service in facts.book.services} | {"Consumption tax"}
            groups = [numbers for row, numbers in zip(rows, sums, strict=True) if row[0] in services]
            assert [sum(column) for column in zip(*groups, strict=True)] == sums[-1]
            assert all(now - then == change for then, now, change in sums)


def plain_name(facts: BillFacts, service: str) -> str:
    return facts.book.services[service].name.en


def test_the_lines_of_a_contract_with_their_arithmetic() -> None:
    assert tables(OCTOBER)["OCN Dot Phone, contract C2"] == [
        ["Basic charge", "31 days", "round down(280 × 31 ÷ 31)", "10%", "1", "280"],
        ["Calls to fixed lines", "9 calls, 27 min", "9 × 8", "10%", "2", "72"],
        ["Calls to mobile phones and PHS", "30 calls, 30 min", "30 × 16", "10%", "3", "480"],
        ["International calls to the United States", "2 calls, 1 min 1 s", "3 × 9", "export", "4", "27"],
        ["Incoming-call discount", "", "", "10%", "5", "−31"],
        ["Subtotal before tax", "", "", "", "", "828"],
    ]
    assert set(tables(PLAN)) >= {"OCN Dot Phone, contract C2", "050 Anshin Number for OCN, contract C2-3"}


def test_the_totals_of_each_rate_with_tax_once() -> None:
    assert tables(OCTOBER)["Totals of each tax rate"] == [
        ["Taxed at 10%", "801", "80", "881"],
        ["Export-exempt", "27", "0", "27"],
        ["Out of scope of the tax", "250", "0", "250"],
        ["Total", "1,078", "80", "1,158"],
    ]
    assert tables(REDUCED, "ja")["税率ごとの合計"][1] == ["8%対象（軽減税率）※", "3", "0", "3"]
    assert "※ は軽減税率の対象です。" in said(bill(REDUCED, "ja"))
    assert "※" not in said(bill(OCTOBER, "ja"))


def test_a_qualified_invoice_from_the_use_of_october_2023_on() -> None:
    october, september = bill(QUALIFIED, "ja"), bill(UNQUALIFIED, "ja")
    assert plain(october.subtitle) == "適格請求書"
    assert "登録番号 T9000000000000" in said(october)
    assert "適格" not in said(september)
    assert "T9000000000000" not in said(september)
    assert plain(bill(CREDIT, "ja").subtitle) == "適格返還請求書"
    assert plain(bill(CREDIT, "en").subtitle) == "Qualified return invoice"


def test_money_given_back_and_differences_of_earlier_months() -> None:
    document = bill(CREDIT, "ja")
    assert figures(document) == {"お返しする金額（税込）": "7,339円"}
    assert "2026年8月、2026年9月ご利用分の差額（税抜 −6,952円）" in notices(document)
    assert "There is nothing to pay" in notices(document)
    rows = tables(CREDIT)
    assert rows["Difference for August 2026: OCN Dot Phone, contract C2"][0] == [
        "Calls to mobile phones and PHS", "3 calls, 3 min", "5 × 16 − 32", "10%", "2", "48",
    ]  # fmt: skip
    assert rows["Difference for September 2026: OCN Dot Phone, contract C2"][-1][-1] == "−7,000"
    assert rows["Totals of each tax rate"][-1] == ["Total", "−6,672", "−667", "−7,339"]
    assert figures(bill(NOTHING, "en")) == {"Amount due": "0 yen"}


def test_whom_it_is_for() -> None:
    assert plain(bill(OCTOBER, "ja").addressee.name) == "例山 太郎 様"
    assert plain(bill(COMPANY, "ja").addressee.name).endswith("第十二係 御中")
    assert plain(bill(ENGLISH, "en").addressee.name) == "Jane Example"
    assert bill(OCTOBER, "en").addressee.name[0].language == "ja"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", list(ALL))
def test_nothing_tells_of_incoming_calls(name: str, language: Language) -> None:
    text = said(bill(ALL[name], language))
    for told in ("3,660", "3660", "61分", "1時間1分", "1 h 1 min", "41", "× 0.5", "Incoming calls", "着信（無料）"):
        assert told not in text


@pytest.mark.parametrize("name", list(ALL))
def test_english_holds_no_japanese_but_names_of_people_and_clauses(name: str) -> None:
    facts = ALL[name]
    document = bill(facts, "en")
    allowed = {citation["clause"] for citation in facts.citations} | {
        facts.payer.name,
        *facts.payer.address.split("\n"),
    }
    for text in document.texts():
        for span in text:
            if span.language == "ja":
                assert span.text in allowed
            else:
                assert not re.search(r"[\u3040-\u30ff\u3400-\u9fff]", span.text), span.text


def test_a_bill_that_does_not_agree_with_itself_is_refused() -> None:
    def changed(place: int, **said: object) -> BillFacts:
        lines = list(OCTOBER.lines)
        lines[place] = {**lines[place], **said}
        return replace(OCTOBER, lines=lines)

    tax = [{**each, "tax": each["tax"] + 1} for each in OCTOBER.taxes]
    for wrong, what in (
        (changed(1, yen=73), "A2-2026-10-002"),
        (changed(1, arithmetic="9 ×"), "A2-2026-10-002"),
        (changed(1, yen=80, arithmetic="10 × 8"), "before_tax"),
        (replace(OCTOBER, taxes=tax), "total"),
        (replace(OCTOBER, bill={**OCTOBER.bill, "total": 1}), "total"),
    ):
        with pytest.raises(Refused) as refused:
            bill(wrong, "ja")
        assert refused.value.code == "bill_disagrees"
        assert what in refused.value.text("en") and what in refused.value.text("ja")
