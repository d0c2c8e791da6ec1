"""Cases with terms of their own are rated beside all others: each by its own terms, and a wrong one alone is named."""

from datetime import date
from pathlib import Path

import pytest

from yakkan.runs.case_batches import batches
from yakkan.runs.case_file import read_cases
from yakkan.runs.cases import Verdict, check
from yakkan.terms import load, load_with

BOOK = Path(__file__).parents[2] / "book"
TODAY = date(2026, 1, 1)
TERMS = """terms:
  - service: {service}
    name: {{ja: 例題, en: Example}}
    tax: standard
    line_rounding: floor
    usage_charges:
      - id: call
        applies: {{kind: voice, direction: out}}
        values:
          - in_force: {{from: 2010-01-01}}
            rate: {{steps: [{{per: 60, yen: "{yen}"}}]}}
            cites: {{source: example, clause: {clause}}}
"""
POOLED = """    discounts:
      - {id: incoming-call, shape: incoming_seconds, parameters: shared/incoming-call.yaml, of: [call]}
"""
CASE = """case: {name}
month: 2015-06
{terms}given:
  contracts: [{{contract: C1, service: {service}, numbers: ["05011110001"]}}]
  usage: [{{number: "05011110001", kind: voice, direction: out, peer: fixed, at: 2015-06-03 10:00:00, quantity: 600}}]
expect: {expect}
"""


def terms(service: str, yen: int | str, clause: str) -> str:
    return TERMS.format(service=service, yen=yen, clause=clause)


def case(name: str, service: str, expect: str, own: str = "") -> str:
    return CASE.format(name=name, service=service, expect=expect, terms=own)


def bill(yen: int, tax: int) -> str:
    return f'{{C1: {{charges: {{call: {yen}}}, before_tax: {yen}, tax: {{"8%": {tax}}}, total: {yen + tax}}}}}'


# Ten minutes: 100 yen at 10 yen a minute, 200 at 20, 70 at 7; 8 % of 100, 200, 70 are 8, 16, 5.6 -> 5. By the book's
# own terms of ocn-dotphone: 280 a month and 8 yen for each begun 180 seconds, 4 × 8 = 32; 8 % of 312 is 24.96 -> 24.
CASES = {
    "at-10": case("at 10", "line", bill(100, 8), terms("line", 10, "ten")),
    "at-20": case("at 20", "line", bill(200, 16), terms("line", 20, "twenty")),
    "too-at-20": case("too at 20", "line", bill(200, 16), terms("line", 20, "twenty")),
    "by-the-book": case(
        "by the book",
        "ocn-dotphone",
        '{C1: {charges: {monthly: 280, domestic-fixed: 32}, before_tax: 312, tax: {"8%": 24}, total: 336}}',
    ),
    "in-its-place": case("in place", "ocn-dotphone", bill(70, 5), terms("ocn-dotphone", 7, "seven")),
    "nobody-s": case("nobody's", "line", "{quarantined: 1, parked: unknown_service}"),
    "refused": case("refused", "line", bill(1, 0), terms("line", "0.00001", "too small")),
    "wrong": case("wrong", "line", bill(101, 8), terms("line", 10, "wrong")),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in CASES.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def told(verdicts: list[Verdict]) -> dict[str, list[tuple[str, str, str, str]]]:
    return {
        Path(one.file).stem: [(each.what, each.expected, each.found, each.clause) for each in one.differences]
        for one in verdicts
        if one.differences
    }


def test_each_case_goes_by_its_own_terms_and_a_wrong_one_alone_is_named(folder: Path) -> None:
    verdicts = check(BOOK, [folder], TODAY)
    assert [Path(one.file).stem for one in verdicts] == sorted(CASES)
    failed = told(verdicts)
    assert set(failed) == {"refused", "wrong"}
    assert failed["wrong"] == [
        ("C1 charges call", "101", "100", "wrong"),
        ("C1 before_tax", "101", "100", ""),
        ("C1 total", "109", "108", ""),
    ]
    assert failed["refused"] == [("refused", "-", "not_exact (13)", "")]


def test_what_could_change_another_bill_is_rated_apart(folder: Path) -> None:
    """A service in the place of the book's; a discount that is pooled over services. The others are one run."""
    (folder / "refused.yaml").unlink()
    text = CASES["at-10"].replace("given:", f"{POOLED}given:")
    (folder / "pooled.yaml").write_text(text, encoding="utf-8")
    read = [(one, load_with(BOOK, one.own_terms)) for one in read_cases([folder])]
    found = batches(load(BOOK), read, TODAY)
    names = [[Path(one.file).stem for one in batch.cases] for batch in found]
    assert names == [["at-10", "at-20", "by-the-book", "nobody-s", "too-at-20", "wrong"], ["in-its-place"], ["pooled"]]
