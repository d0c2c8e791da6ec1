"""A thousand random lines explain themselves: their formulas come to their yen, their clauses stand in the book."""

from collections import defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

import pytest
import yaml
from pencil import unrounded, worked_out
from rated_months import BOOK

from yakkan.bill import arithmetic

DISCOUNT_TERMS = "shared/incoming-call.yaml"


@cache
def read(path: Path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.fixture(scope="module")
def lines(random_runs) -> list[tuple[dict, list[dict]]]:
    """A thousand lines drawn from the random months, each beside its citations; all kinds are among them."""
    every = []
    for run in random_runs:
        for month in run.months.values():
            citations = defaultdict(list)
            for citation in month.citations:
                citations[citation["line"]].append(citation)
            every += [(line, citations[line["line"]]) for line in month.lines]
    drawn = Random(20150617).sample(every, 1000)
    assert {line["kind"] for line, _ in drawn} == {"usage", "monthly", "discount"}
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
        assert citations, line
        cited = sum(Fraction(citation["amount"], 10_000) for citation in citations)
        if line["kind"] == "usage":
            assert cited == unrounded(line["arithmetic"]), line
            assert sum(citation["quantity"] for citation in citations) == line["quantity"]
            assert sum(citation["records"] for citation in citations) == line["records"] > 0
        else:
            assert cited == abs(line["yen"]), line


def test_every_source_and_clause_stands_in_the_book(lines):
    sources = read(BOOK / "sources.yaml")
    for line, citations in lines:
        file = f"terms/{DISCOUNT_TERMS if line['kind'] == 'discount' else line['service'] + '.yaml'}"
        terms = read(BOOK / file)
        if line["kind"] == "discount":
            values = terms["values"]
        else:
            entries = [*terms.get("usage_charges", []), *terms.get("monthly_fees", [])]
            values = next(entry for entry in entries if entry["id"] == line["entry"])["values"]
        known = {(v["cites"]["source"], v["cites"]["clause"], v["in_force"]["from"]) for v in values}
        for citation in citations:
            assert citation["source"] in sources
            assert (citation["source"], citation["clause"], str(citation["in_force_from"])) in known, line
