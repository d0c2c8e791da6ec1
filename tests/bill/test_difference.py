"""What should have been billed less what was, line by line, by hand."""

from fractions import Fraction

import pytest

from runs.pencil import worked_out
from yakkan.bill import difference
from yakkan.bill.assemble import CITING, citing, ordered
from yakkan.bill.tax import taxes
from yakkan.engines import DuckDB
from yakkan.rating.lines import CITATIONS, LINES


def line(entry: str, yen: int, arithmetic: str, **changes: object) -> dict[str, object]:
    made = {
        "account": "A1", "contract": "C1", "service": "s", "month": "2015-06", "kind": "usage", "entry": entry,
        "place": 3, "name_ja": f"{entry} now", "name_en": f"{entry} now", "records": 5, "quantity": 300,
        "unit": "seconds", "yen": yen, "tax_class": "standard", "tax_percent": 8, "arithmetic": arithmetic,
    }  # fmt: skip
    return made | changes


SHOULD = [
    line("same", 40, "5 × 8"),
    line("more", 48, "6 × 8", records=6, quantity=400),
    line("new", 30, "1 × 30", records=1, quantity=60),
    line("discount", -30, "-(ceil(60 × 0.5))", kind="discount"),
    line("other-rate", 16, "2 × 8", tax_percent=10),
]
BILLED = [
    line("same", 40, ""),
    line("more", 40, ""),
    line("gone", 25, "", place=0, name_ja="gone then"),
    line("discount", -15, "", kind="discount"),
    line("other-rate", 16, ""),
]


def put(engine: DuckDB, name: str, schema: dict[str, str], rows: list[dict[str, object]]):
    return engine.put(name, schema, [[row[column] for column in schema] for row in rows])


@pytest.fixture(scope="module")
def engine() -> DuckDB:
    return DuckDB()


@pytest.fixture(scope="module")
def found(engine: DuckDB) -> dict[tuple[str, int], dict]:
    should, was = put(engine, "should", LINES, SHOULD), put(engine, "was", difference.WAS, BILLED)
    lines = engine.keep("differences", difference.lines(should, was))
    return {(row["entry"], row["tax_percent"]): row for row in engine.rows(lines)}


def test_each_line_that_differs_is_told_once_with_its_difference(found):
    yen = {key: row["yen"] for key, row in found.items()}
    assert yen == {
        ("more", 8): 8, ("new", 8): 30, ("gone", 8): -25, ("discount", 8): -15,
        ("other-rate", 10): 16, ("other-rate", 8): -16,
    }  # fmt: skip


def test_arithmetic_leads_from_what_should_have_been_to_the_difference(found):
    formulas = {key: row["arithmetic"] for key, row in found.items()}
    assert formulas == {
        ("more", 8): "6 × 8 - 40", ("new", 8): "1 × 30", ("gone", 8): "0 - 25",
        ("discount", 8): "-(ceil(60 × 0.5)) + 15", ("other-rate", 10): "2 × 8", ("other-rate", 8): "0 - 16",
    }  # fmt: skip
    for key, row in found.items():
        assert worked_out(formulas[key]) == Fraction(row["yen"])


def test_records_and_quantity_are_those_that_came_or_went(found):
    counts = {key: (row["records"], row["quantity"]) for key, row in found.items()}
    assert counts[("more", 8)] == (1, 100)
    assert counts[("gone", 8)] == (-5, -300)
    assert (found[("gone", 8)]["name_ja"], found[("more", 8)]["name_ja"]) == ("gone then", "more now")


def test_differences_stand_last_on_the_bill_of_a_later_month(engine: DuckDB, found):
    own = [line("own", 100, "1 × 100", month="2015-08"), line("same", 8, "1 × 8", month="2015-07")]
    rows = put(engine, "both", LINES, [*own, *found.values()])
    placed = engine.rows(ordered(rows, "2015-08").order_by("position"))
    assert {row["bill"] for row in placed} == {"A1-2015-08"}
    assert [row["month"] for row in placed] == ["2015-08"] + ["2015-06"] * 6 + ["2015-07"]


def test_tax_given_back_is_rounded_as_tax_charged_is(engine: DuckDB):
    rows = put(engine, "back", LINES, [line("gone", -94, "0 - 94")])
    (tax,) = engine.rows(taxes(ordered(rows, "2015-07"), "floor"))
    # 94 × 8 % = 7.52: 7 given back, not 8
    assert (tax["base"], tax["tax"]) == (-94, -7)


def test_what_is_taken_back_whole_cites_what_it_was_billed_by(engine: DuckDB):
    cited = {"account": "A1", "contract": "C1", "service": "s", "month": "2015-06", "in_force_from": "2010-01-01"}
    cited |= {"recorded": "2010-01-01", "source": "example", "records": 5, "quantity": 300, "amount": 0}
    now = [cited | {"entry": entry, "clause": "now"} for entry in ("same", "more")]
    then = [cited | {"entry": e, "clause": "then", "cited": e, "after": 0} for e in ("same", "more", "gone")]
    should = citing(put(engine, "cited_now", CITATIONS, now))
    lines = put(engine, "differing", LINES, [line("more", 8, "6 × 8 - 40"), line("gone", -25, "0 - 25")])
    told = difference.citations(lines, should, put(engine, "cited_then", CITING, then))
    assert {(row["entry"], row["clause"]) for row in engine.rows(told)} == {("more", "now"), ("gone", "then")}
