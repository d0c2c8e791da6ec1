"""Two books compared, by hand: a service of the test's own as the terms have it and as another book has it."""

from datetime import date
from pathlib import Path

import pytest
from books import BOOK, SERVICE

from yakkan.terms import Book, load, yaml_file
from yakkan.terms.compare import differences, only_in_one
from yakkan.terms.compare.effect import effects
from yakkan.terms.load import documents, from_documents

TODAY = date(2026, 1, 1)
CITES = "cites: {source: example, clause: 試験}"


def charge(applies: str, *values: str, entry: str = "calls", more: str = "") -> str:
    return f"  - id: {entry}\n    applies: {applies}\n{more}    values:\n" + "".join(values)


def value(days: str, said: str, recorded: str = "") -> str:
    recorded = f", recorded: {recorded}" if recorded else ""
    first, last = days.split()
    return f"      - {{in_force: {{from: {first}, until: {last}}}{recorded}, {said}, {CITES}}}\n"


def usage(*charges: str) -> str:
    return "usage_charges:\n" + "".join(charges)


def both(terms: str, configured: str, head: str = SERVICE) -> list:
    """The differences of the two, as (entry, section, days, facets, usage, what both say)."""
    found = {name: text for name, text in documents(BOOK).items() if not name.startswith(("configured", "published"))}
    found["terms/test-line.yaml"] = yaml_file.parse(SERVICE + terms, "terms/test-line.yaml")
    found["configured/test-line.yaml"] = yaml_file.parse(head + configured, "configured/test-line.yaml")
    book = from_documents(found)
    return differences(book, book.configured, TODAY)


def told(found) -> list[tuple]:
    return [(one.entry, str(one.days.start), str(one.days.end), one.facets, one.usage) for one in found]


EVER = "2010-01-01 null"
NINE, TEN = "rate: {steps: [{per: 180, yen: 9}]}", "rate: {steps: [{per: 180, yen: 10}]}"
OUT = "{kind: voice, direction: out, peer: fixed}"


@pytest.fixture(scope="module")
def book() -> Book:
    return load(BOOK)


def test_the_example_book_has_the_four_differences_of_the_announcement_and_no_other(book) -> None:
    found = [told(differences(book, other, TODAY)) for other in (book.configured, book.published)]
    assert found == [
        [
            ("packet-de-o2", "2006-03-24", "2008-07-11", ("rate",), ""),
            ("forwarding-cy", "2004-09-07", "2008-08-01", ("rate",), ""),
        ],
        [
            ("video-in-lk", "2008-01-29", "2008-09-11", ("rate",), ""),
            ("forwarding-an", "2008-04-11", "2008-09-11", ("rate",), ""),
        ],
    ]
    assert len(differences(book.configured, book.published, TODAY)) == 4
    only = (sorted(set(book.services) - {"world-wing"}), [])
    assert only_in_one(book, book.published) == only


def test_a_session_of_packets_costs_what_the_announcement_says(book) -> None:
    found = differences(book, book.configured, TODAY)[0]
    costs = {effect.quantity: (effect.terms, effect.other) for effect in effects(found)}
    assert costs == {
        1: (500_000, 1_000_000), 50: (500_000, 1_000_000), 100: (600_000, 1_000_000), 1000: (2_400_000, 2_800_000),
    }  # fmt: skip


def test_a_book_is_like_itself_whatever_its_shapes(book) -> None:
    assert differences(book, book, TODAY) == []


def test_a_price_is_compared_day_by_day() -> None:
    terms = usage(charge(OUT, value("2010-01-01 2014-12-31", NINE), value("2015-01-01 null", TEN)))
    other = usage(charge(OUT, value("2010-01-01 2015-01-31", NINE), value("2015-02-01 null", TEN)))
    assert told(both(terms, other)) == [("calls", "2015-01-01", "2015-02-01", ("rate",), "")]


def test_the_same_price_in_two_values_is_one_difference() -> None:
    terms = usage(charge(OUT, value("2010-01-01 2014-12-31", NINE), value("2015-01-01 null", NINE)))
    (found,) = both(terms, usage(charge(OUT, value(EVER, TEN))))
    assert told([found]) == [("calls", "2010-01-01", "9999-12-31", ("rate",), "")]
    assert len(found.terms.values) == 2


def test_it_is_the_form_that_may_differ() -> None:
    split = "rate: {steps: [{up_to: 180, per: 180, yen: 9}, {per: 180, yen: 9}]}"
    assert both(usage(charge(OUT, value(EVER, NINE))), usage(charge(OUT, value(EVER, split)))) == []


def test_an_entry_may_be_named_and_divided_otherwise() -> None:
    applies = "{kind: voice, direction: out, peer: [fixed, mobile]}"
    terms = usage(charge(applies, value(EVER, NINE)))
    same = [
        charge(OUT, value(EVER, NINE), entry="a"),
        charge(OUT.replace("fixed", "mobile"), value(EVER, NINE), entry="b"),
    ]
    assert both(terms, usage(*same)) == []
    dearer = [same[0], same[1].replace("yen: 9", "yen: 10")]
    (found,) = both(terms, usage(*dearer))
    assert (found.entry, found.other.id, found.usage) == ("calls", "b", "kind=voice direction=out peer=mobile")


def test_use_that_only_one_book_charges_is_a_difference() -> None:
    terms = usage(charge("{kind: voice, direction: out, peer: [fixed, mobile]}", value(EVER, NINE)))
    found = both(terms, usage(charge(OUT, value("2012-01-01 null", NINE))))
    assert told(found) == [
        ("calls", "2010-01-01", "2012-01-01", ("entry",), ""),
        ("calls", "2012-01-01", "9999-12-31", ("entry",), "kind=voice direction=out peer=mobile"),
    ]
    more = [charge("{kind: sms}", value(EVER, "rate: free"), entry="sms")]
    (found,) = both(usage(charge(OUT, value(EVER, NINE))), usage(charge(OUT, value(EVER, NINE)), *more))
    assert (found.entry, found.terms.entry, found.other.id) == ("sms", None, "sms")


def test_use_that_no_record_can_be_is_no_difference() -> None:
    packets = charge("{kind: packet}", value(EVER, NINE))
    assert both(usage(packets), usage(packets.replace("{kind: packet}", "{kind: packet, direction: out}"))) == []


def test_a_country_more_is_named() -> None:
    abroad = "{kind: voice, direction: out, peer: international, country: [GB, US]}"
    other = abroad.replace("[GB, US]", "[GB, US, CA]")
    (found,) = both(usage(charge(abroad, value(EVER, NINE))), usage(charge(other, value(EVER, NINE))))
    assert found.usage == "kind=voice direction=out country=CA"


def test_a_tax_class_is_part_of_what_is_charged() -> None:
    terms = usage(charge(OUT, value(EVER, NINE)))
    other = usage(charge(OUT, value(EVER, NINE), more="    tax: exempt\n"))
    assert told(both(terms, other)) == [("calls", "2010-01-01", "9999-12-31", ("tax",), "")]


FEE = "monthly_fees:\n  - id: monthly\n    proration: {by: calendar_day, rounding: floor}\n    values:\n"
ONCE = "one_off_fees:\n  - id: start\n    on: opened\n    values:\n"
PERCENT = "  - id: tenth\n    shape: percentage\n    of: [calls]\n    values:\n"
YEN = "  - id: off\n    shape: fixed\n    of: [calls]\n    values:\n"
CALLS = usage(charge(OUT, value(EVER, NINE)))
FREE = CALLS + "allowances:\n  - id: hour\n    covers: [calls]\n    per: contract\n    values:\n"


@pytest.mark.parametrize(
    "terms, old, new, facets",
    [
        (FEE + value(EVER, "yen: 300"), "yen: 300", "yen: 310", ("yen",)),
        # 310 yen for 1 of 31 days is 10 yen, for 1 of 30 it is 10.33: rounded up it differs
        (FEE + value(EVER, "yen: 310"), "floor", "ceil", ("proration",)),
        (FEE + value(EVER, "yen: 0"), "floor", "ceil", None),
        (ONCE + value(EVER, "yen: 800"), "on: opened", "on: closed", ("on",)),
        (FREE + value(EVER, "quantity: 3600"), "3600", "3601", ("quantity",)),
        (FREE + value(EVER, "quantity: 3600"), "per: contract", "per: number", ("per",)),
        (CALLS + "discounts:\n" + PERCENT + value(EVER, "percent: 10, rounding: floor"), "10, r", "9, r", ("percent",)),
        (CALLS + "discounts:\n" + YEN + value(EVER, "yen: 100"), "yen: 100", "yen: 101", ("yen",)),
    ],
)
def test_fees_allowances_and_discounts_are_compared(terms, old, new, facets) -> None:
    assert [one.facets for one in both(terms, terms.replace(old, new))] == ([facets] if facets else [])


def test_a_fee_that_the_other_book_lacks_is_a_difference() -> None:
    found = both(CALLS + FEE + value(EVER, "yen: 300"), CALLS)
    assert told(found) == [("monthly", "2010-01-01", "9999-12-31", ("entry",), "")]


def test_how_a_line_is_rounded_and_the_order_of_discounts_are_of_the_service() -> None:
    percent, yen = PERCENT + value(EVER, "percent: 10, rounding: floor"), YEN + value(EVER, "yen: 100")
    terms = CALLS + "discounts:\n" + percent + yen
    other = CALLS + "discounts:\n" + yen + percent
    found = both(terms, other, head=SERVICE.replace("floor", "ceil"))
    assert [(one.entry, one.terms.facets, one.other.facets) for one in found] == [
        ("discount_order", {"discount_order": ["tenth", "off"]}, {"discount_order": ["off", "tenth"]}),
        ("line_rounding", {"line_rounding": "floor"}, {"line_rounding": "ceil"}),
    ]


def test_what_was_recorded_later_was_no_difference_then() -> None:
    terms = usage(charge(OUT, value(EVER, NINE)))
    late = usage(charge(OUT, value(EVER, NINE), value("2015-01-01 2015-06-30", TEN, recorded="2016-01-01")))
    found = {name: text for name, text in documents(BOOK).items() if not name.startswith(("configured", "published"))}
    found["terms/test-line.yaml"] = yaml_file.parse(SERVICE + terms, "t")
    found["published/test-line.yaml"] = yaml_file.parse(SERVICE + late, "p")
    book = from_documents(found)
    assert differences(book, book.published, date(2015, 12, 31)) == []
    assert told(differences(book, book.published, date(2016, 1, 1))) == [
        ("calls", "2015-01-01", "2015-07-01", ("rate",), "")
    ]


def test_a_fingerprint_changes_with_a_price_and_with_nothing_else() -> None:
    terms = usage(charge(OUT, value(EVER, NINE)))
    (one,) = both(terms, usage(charge(OUT, value(EVER, TEN))))
    (shorter,) = both(terms, usage(charge(OUT, value(EVER, NINE), value("2015-01-01 2015-06-30", TEN, "2015-01-01"))))
    (dearer,) = both(terms, usage(charge(OUT, value(EVER, TEN.replace("10", "11")))))
    assert one.fingerprint == shorter.fingerprint != dearer.fingerprint


def test_a_book_without_others_is_read_as_before(tmp_path: Path) -> None:
    found = {name: text for name, text in documents(BOOK).items() if not name.startswith(("configured", "published"))}
    assert (from_documents(found).configured, from_documents(found).published) == (None, None)
