"""Content as HTML for a page: what a reader of it hears, and that nothing in it can be more than text."""

import xml.etree.ElementTree as Tree

import pytest
from bills import ALL, OCTOBER, bill, household

from yakkan.documents import bill as documents
from yakkan.documents.content import Column, Heading, Notice, Paragraph, Row, Span, Table
from yakkan.documents.html import Page, html
from yakkan.documents.wording import Wording

EN = Wording("en")
ENGLISH = Page("en")


def text(of: str, language="en"):
    return (Span(of, language),)


def read(blocks, page=ENGLISH) -> Tree.Element:
    return Tree.fromstring(f"<main>{html(blocks, page).replace('<br>', '<br/>')}</main>")


def test_a_text_is_only_text() -> None:
    evil = '</p><script>alert("&")</script>'
    assert read([Paragraph(text(evil))]).find("p").text == evil
    table = Table(
        text(f'"{evil}'),
        (Column(text('x" onclick="y'), "name"), Column(text('"a'), "amount")),
        (Row((text(evil), text("1"))),),
    )
    found = read([table])
    assert found.find("div").get("aria-label") == f'"{evil}'
    assert found.find(".//td").attrib == {"role": "cell", "class": "number", "data-label": '"a'}


def test_a_text_in_another_language_says_so() -> None:
    found = read([Notice(text("Terms"), ((Span("See ", "en"), Span("第3条", "ja")),), "en")])
    assert found.find(".//span").attrib == {"lang": "ja"}
    assert found.find(".//span").text == "第3条"
    assert "lang" not in html([Heading(text("Terms"))], Page("en"))


def test_a_row_leads_to_what_more_there_is_to_say_of_it() -> None:
    columns = (Column(text("What"), "name"), Column(text("Yen"), "amount"))
    rows = (Row((text("Calls"), text("8")), of="L1"), Row((text("Sum"), text("8")), "total"))
    found = read([Table(text("Lines"), columns, rows)], Page("en", {"L1": "/why/?a=1&b=2"}, "Why?"))
    (link,) = found.findall(".//a")
    assert link.get("href") == "/why/?a=1&b=2"
    assert "".join(link.itertext()) == "Why? Calls"
    assert [row.get("class") for row in found.findall(".//tbody/tr")] == [None, "sum"]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_bill_is_well_formed_and_headings_skip_no_level(name: str, language) -> None:
    document = documents.bill(ALL[name], language)
    found = read((*document.summary, *document.details), Page(language))
    levels = [int(each.tag[1]) for each in found.iter() if each.tag in ("h2", "h3", "h4")]
    assert levels[0] == 2 and all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    for table in found.iter("table"):
        width = len(table.findall("thead/tr/th"))
        assert all(len(row) == width for row in table.findall("tbody/tr"))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_line_that_is_shown_can_say_why(name: str, language) -> None:
    facts = ALL[name]
    for line in facts.shown:
        said = "".join(read(documents.why(facts, line, Wording(language)), Page(language)).itertext())
        assert Wording(language).yen(line["yen"]) in said


def test_a_difference_of_an_earlier_month_says_of_which() -> None:
    line = ALL["CREDIT"].lines[1]
    said = "".join(read(documents.why(ALL["CREDIT"], line, EN)).itertext())
    assert "The use of August 2026 was worked out again" in said
    assert "5 × 16 − 32 = 48 yen" in said


def test_a_discount_for_received_calls_says_no_second_of_them() -> None:
    facts = bill("2026-10", household(9, 30, 250, 31))
    line = next(line for line in facts.lines if line["entry"] == "incoming-call")
    said = "".join(read(documents.why(facts, line, EN)).itertext())
    assert "−31 yen" in said and "no statement of incoming calls" in said
    assert not [told for told in ("41", "62", "× 0.5", "Quantity") if told in said]


def test_what_terms_do_not_cover_in_one_clause_is_told_clause_by_clause() -> None:
    line = {**OCTOBER.lines[1], "arithmetic": "5 × 8 + 4 × 8"}
    (cited,) = [each for each in OCTOBER.citations if each["line"] == line["line"]]
    parts = [
        {**cited, "records": 5, "quantity": 900, "amount": 400_000},
        {**cited, "position": 2, "records": 4, "quantity": 720, "amount": 320_000},
    ]
    others = [each for each in OCTOBER.citations if each["line"] != line["line"]]
    facts = type(OCTOBER)(OCTOBER.bill, OCTOBER.lines, [*others, *parts], OCTOBER.taxes, OCTOBER.book, OCTOBER.payer)
    said = "".join(read(documents.why(facts, line, EN)).itertext())
    assert "40 yen for 5 calls, 15 min" in said
    assert "32 yen for 4 calls, 12 min" in said
