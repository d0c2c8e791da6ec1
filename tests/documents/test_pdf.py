"""Bills as PDF: valid, every cell with its header, all that the content says in its order, the same bytes each time."""

import hashlib
import re
from dataclasses import replace

import pytest
from bills import ALL, ENGLISH, LONG, OCTOBER, PAYER, RARE
from pdf_reader import Element, page_texts, structure, violations

from yakkan.documents.bill import bill
from yakkan.documents.content import Document, Table, plain, texts
from yakkan.documents.pdf import Press, press
from yakkan.messages import Language, Refused

EVERY = [(name, language) for name in ALL for language in ("ja", "en")]


@pytest.fixture(scope="module")
def printed() -> dict[tuple[str, str], tuple[Document, bytes]]:
    found = {}
    for name, language in EVERY:
        document = bill(ALL[name], language)
        found[name, language] = (document, press().pdf(document))
    return found


def squeezed(text: str) -> str:
    """Without what a line break in a PDF may swallow or add."""
    return re.sub(r"[\s\u00ad]+", "", text)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize(("name", "language"), EVERY)
def test_it_is_valid(printed: dict, name: str, language: Language, profile: str) -> None:
    assert violations(printed[name, language][1], profile) == []


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_each_data_cell_has_its_header(printed: dict, name: str, language: Language) -> None:
    document, content = printed[name, language]
    tables = [block for block in (*document.summary, *document.details) if isinstance(block, Table)]
    found = list(structure(content).every("Table"))
    assert len(found) == len(tables)
    for element, table in zip(found, tables, strict=True):
        headers, *rows = element.every("TR")
        assert [(cell.tag, cell.scope) for cell in headers.every("TH", "TD")] == [("TH", "Column")] * len(table.columns)
        assert cells(headers) == [squeezed(plain(column.header)) for column in table.columns]
        assert [cells(row) for row in rows] == [[squeezed(plain(cell)) for cell in row.cells] for row in table.rows]


def cells(row: Element) -> list[str]:
    return [squeezed(cell.text) for cell in row.every("TH", "TD")]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_read_aloud_it_says_all_of_the_content_in_order(printed: dict, name: str, language: Language) -> None:
    document, content = printed[name, language]
    said, at = squeezed(structure(content).text), 0
    for block in (*document.summary, *document.details):
        for text in texts(block):
            wanted = squeezed(plain(text))
            if isinstance(block, Table) and text == block.caption:
                continue  # the heading above the table
            assert wanted in said[at:], plain(text)
            at = said.index(wanted, at) + len(wanted)
    for text in (document.title, document.subtitle, document.addressee.name, *document.addressee.lines):
        assert squeezed(plain(text)) in said


def languages(element: Element, found: dict[str, str]) -> dict[str, str]:
    """All that is said in each language."""
    for each in element.within:
        if isinstance(each, str):
            found[element.language[:2]] = found.get(element.language[:2], "") + each
        else:
            languages(each, found)
    return found


def test_each_span_is_in_its_language(printed: dict) -> None:
    english = languages(structure(printed["OCTOBER", "en"][1]), {})
    assert not re.search(r"[ぁ-んァ-ヶ一-龠]", english["en"])
    assert "通話料2（携帯電話・PHSあて）" in squeezed(english["ja"])
    japanese = languages(structure(printed["OCTOBER", "ja"][1]), {})
    assert "Wetake1,158yen" in squeezed(japanese["en"])


def test_the_same_bill_has_the_same_bytes() -> None:
    document = bill(OCTOBER, "ja")
    once, again, other = press().pdf(document), Press().pdf(document), press().pdf(bill(ENGLISH, "en"))
    assert hashlib.sha256(once).digest() == hashlib.sha256(again).digest() != hashlib.sha256(other).digest()
    assert b"D:20261115" in once or b"2026-11-15" in once


def test_a_long_table_repeats_its_headers_and_each_sheet_says_what_it_is_of() -> None:
    first, *others = page_texts(press().pdf(bill(LONG, "en")))
    assert len(others) == 2
    for place, text in enumerate(others, start=2):
        assert f"{place} / 3" in text
        assert "Example Telecom, Inc., bill A2-2026-10" in text
    assert "1 / 3" in first
    assert ["What for" in text and "Arithmetic" in text for text in others] == [True, True]


def test_rare_kanji_come_out(printed: dict) -> None:
    said = squeezed(structure(printed["RARE", "ja"][1]).text)
    assert "𠮷田髙﨑彅様" in said
    assert "㍿見本ﾋﾞﾙ" in said
    assert RARE.payer.name in plain(printed["RARE", "ja"][0].addressee.name)


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x") $1/0$ *bold* _it_ `raw` = Heading',
        "] #sys.inputs \\ \" ' { } <label> @ref // no /* comment */",
        '"}], "is": "heading", "level": 1',
        "<b>太字</b> &amp; %s {name} {0}",
        "- list + list / term: ~ --- ... <- ->",
        "長" * 200,
        "W" * 200,
        "０１２３ＡＢＣ　ｱｲｳ",
    ],
)
def test_a_name_is_text_and_nothing_else(name: str) -> None:
    facts = replace(OCTOBER, payer=replace(PAYER, name=name))
    content = press().pdf(bill(facts, "ja"))
    assert violations(content, "ua1") == []
    assert squeezed(f"{name} 様") in squeezed(structure(content).text)


def test_an_address_and_the_id_of_a_contract_are_text_too() -> None:
    code = '#panic("x") $1/0$ *bold* <b> {name}'
    lines = [{**line, "contract": code} for line in OCTOBER.lines]
    facts = replace(OCTOBER, lines=lines, payer=replace(PAYER, address=f"例示県見本市\n{code}\n{'町' * 200}"))
    content = press().pdf(bill(facts, "ja"))
    assert violations(content, "ua1") == []
    said = squeezed(structure(content).text)
    assert said.count(squeezed(code)) == 3  # the address, and the heading of each of the two services
    assert "町" * 200 in said


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("花子😀", "U+1F600"),
        ("שלום", "U+05E9"),
        ("مرحبا", "U+0645"),
        ("a\u202eb", "U+202E"),
        ("a\u200bb", "U+200B"),
        ("葛\U000e0100城", "U+E0100"),
        ("a\x00b", "U+0000"),
        ("\ue000外字", "U+E000"),
    ],
)
def test_a_character_that_no_face_has_is_refused_with_the_customer(name: str, code: str) -> None:
    facts = replace(OCTOBER, payer=replace(PAYER, name=name))
    with pytest.raises(Refused) as refused:
        press().pdf(bill(facts, "ja"))
    assert refused.value.code == "no_glyph"
    for language in ("ja", "en"):
        assert "K2" in refused.value.text(language)
        assert code in refused.value.text(language)
