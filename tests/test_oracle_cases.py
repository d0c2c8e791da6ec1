"""Two independent workings meet: the figures worked out by hand in the book's cases, and the oracle's."""

import pytest

import case_files


@pytest.mark.parametrize("path", case_files.case_paths(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_oracle_agrees_with_the_case(path):
    case = case_files.read(path)
    assert case_files.found(case) == case_files.expected(case), case["case"]


def test_every_case_has_a_sentence_of_its_own():
    sentences = [case_files.read(path)["case"] for path in case_files.case_paths()]
    assert len(sentences) == len(set(sentences)) >= 100


@pytest.mark.parametrize("path", case_files.case_paths(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_hand_figures_of_a_case_add_up(path):
    for account, bill in case_files.expected(case_files.read(path))["bills"].items():
        assert sum(bill["charges"].values()) - sum(bill["discounts"].values()) == bill["before_tax"], account
        assert bill["before_tax"] + sum(bill["tax"].values()) == bill["total"], account


def test_a_case_lies_under_its_month():
    for path in case_files.case_paths():
        assert path.name.startswith(case_files.read(path)["month"] + "-")
