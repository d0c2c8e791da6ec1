"""Bills as plain text: narrow enough, in order, nothing left out."""

import re
import unicodedata

import pytest
from bills import ALL, CREDIT, OCTOBER

from yakkan.documents.bill import bill
from yakkan.documents.content import Table, plain
from yakkan.documents.plain_text import plain_text, wrapped
from yakkan.messages import Language


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "FW" else 1 for character in text)


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", list(ALL))
def test_no_line_is_too_long_and_nothing_is_missing(name: str, language: Language, width: int) -> None:
    document = bill(ALL[name], language)
    text = plain_text(document, width)
    marks = 2  # that may not begin a line hang over
    assert max(map(columns, text.splitlines())) <= width + marks
    squeezed = re.sub(r"\s+", "", text)
    for block in (*document.summary, *document.details):
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    assert re.sub(r"\s+", "", plain(cell)) in squeezed


def test_the_bill_as_somebody_reads_it() -> None:
    text = plain_text(bill(OCTOBER, "ja"))
    assert text.startswith("〒000-0000\n例示県見本市架空町2番地\n例山 太郎 様\n\n請求書  適格請求書\n")
    assert "\nご請求額（税込）: 1,158円\n  うち消費税 80円\n" in text
    assert (
        "通話料（携帯電話・PHSあて）                                                 +320\n"
        "  理由: 10回、10分 → 30回、30分  先月（円）: 160  今月（円）: 480\n"
    ) in text
    assert "合計                   1,078            80       1,158\n" in text
    assert "−7,000\n" in plain_text(bill(CREDIT, "en"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("着割は、通話料から引きます。", ["着割は、通", "話料から引", "きます。"]),
        ("あ「い」う「え」お", ["あ「い」う", "「え」お"]),
        ("two words that wrap", ["two words", "that wrap"]),
        ("  indented words", ["  indented", "  words"]),
        ("", [""]),
    ],
)
def test_lines_are_broken_as_japanese_and_english_are(text: str, lines: list[str]) -> None:
    assert wrapped(text, 10) == lines
