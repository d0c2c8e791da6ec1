"""A thousand random lines explain themselves: their formulas come to their yen, their clauses stand in the book."""

from collections import defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

import pytest
import yaml
from pencil import unrounded, worked_out

from random_month import MONTHS_OF_A_BATCH, services_of
from random_services import as_terms
from rated_months import BOOK, rate_months
from yakkan.bill import arithmetic

DISCOUNT_TERMS = "shared/incoming-call.yaml"
SECTIONS = ("usage_charges", "monthly_fees", "one_off_fees", "allowances", "discounts")
SEEDS = 4 * MONTHS_OF_A_BATCH  # of a batch in which all services are in force


@cache
def read(path: Path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.fixture(scope="module")
def lines(tmp_path_factory) -> list[tuple[dict, list[dict]]]:
    """A thousand lines drawn from the random months, each beside its citations; all kinds are among them."""
    every = []
    for month in rate_months(range(SEEDS, SEEDS + 100), tmp_path_factory.mktemp("arithmetic")).months.values():
        citations = defaultdict(list)
        for citation in month.citations:
            citations[citation["line"]].append(citation)
        every += [(line, citations[line["line"]]) for line in month.lines]
    drawn = Random(20150617).sample(every, 1000)
    assert {line["kind"] for line, _ in drawn} == {"usage", "monthly", "one_off", "discount"}
    return drawn


def test_the_formula_of_a_line_comes_to_its_yen(lines):
    for line, _ in lines:
        assert worked_out(line["arithmetic"]) == line["yen"], line
        assert arithmetic.value(line["arithmetic"]) == line["yen"], line


def test_every_shape_of_formula_is_among_them(lines):
    formulas = " ".join(line["arithmetic"] for line, _ in lines)
    assert all(part in formulas for part in ("floor(", "ceil(", "min(", " + ", " - ", " × ", " / ", "0.2", "0.5"))


def test_the_citations_of_a_line_add_up_to_it_before_its_rounding(lines):
    for line, citations in lines:
        own = [citation for citation in citations if citation["entry"] == line["entry"]]
        cited = sum(Fraction(citation["amount"], 10_000) for citation in own)
        if line["kind"] == "usage":
            assert cited == unrounded(line["arithmetic"]), line
            assert sum(citation["quantity"] for citation in own) == line["quantity"]
            assert sum(citation["records"] for citation in own) == line["records"] > 0
        else:
            assert cited == abs(line["yen"]), line


def test_an_allowance_is_cited_for_what_it_covered_at_no_amount(lines):
    cited = [(line, each) for line, citations in lines for each in citations if each["entry"] != line["entry"]]
    assert len(cited) > 50
    for line, citation in cited:
        assert line["kind"] == "usage"
        assert citation["amount"] == 0
        assert 0 < citation["quantity"] <= line["quantity"]
        assert citation["entry"] in {one["id"] for one in terms_of(line["service"])["allowances"]}


def test_every_source_and_clause_stands_in_the_book(lines):
    sources = read(BOOK / "sources.yaml")
    for line, citations in lines:
        assert citations, line
        for citation in citations:
            values = values_of(line["service"], citation["entry"])
            known = {(v["cites"]["source"], v["cites"]["clause"], v["in_force"]["from"]) for v in values}
            assert citation["source"] in sources
            assert (citation["source"], citation["clause"], str(citation["in_force_from"])) in known, line


def values_of(service: str, entry: str) -> list[dict]:
    if entry == "incoming-call":
        return read(BOOK / "terms" / DISCOUNT_TERMS)["values"]
    terms = terms_of(service)
    return next(one for section in SECTIONS for one in terms.get(section, []) if one["id"] == entry)["values"]


@cache
def terms_of(service: str) -> dict:
    random_services = services_of(SEEDS // MONTHS_OF_A_BATCH)
    if service in random_services:
        return as_terms(service, random_services[service])
    return read(BOOK / "terms" / f"{service}.yaml")
