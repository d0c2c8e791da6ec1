"""Discounts that are pooled over services stand in one order in all of them."""

import shutil
from pathlib import Path

import pytest

from yakkan.messages import Refusals
from yakkan.terms import load

BOOK = Path(__file__).parents[2] / "book"
ANOTHER = """  - id: second
    name: {ja: 第二, en: Second}
    shape: incoming_seconds
    of: [domestic-fixed]
    parameters: shared/second.yaml
"""


def test_two_services_that_take_two_pooled_discounts_in_two_orders_are_named(tmp_path):
    book = tmp_path / "book"
    shutil.copytree(BOOK, book, ignore=shutil.ignore_patterns("cases"))
    shutil.copy(book / "terms/shared/incoming-call.yaml", book / "terms/shared/second.yaml")
    first, last = (book / "terms" / f"{name}.yaml" for name in ("ocn-dotphone", "ocn-dotphone-office"))
    text = first.read_text(encoding="utf-8")
    last.write_text(last.read_text(encoding="utf-8") + ANOTHER, encoding="utf-8")
    first.write_text(text + ANOTHER, encoding="utf-8")
    load(book)
    first.write_text(text.replace("discounts:\n", "discounts:\n" + ANOTHER), encoding="utf-8")
    with pytest.raises(Refusals) as caught:
        load(book)
    assert {one.code for one in caught.value.all} == {"discounts_in_no_order"}
    # The third service, which has the first of the two alone, waits for both.
    named = {Path(one.file).stem for one in caught.value.all}
    assert named == {"050-anshin-number", first.stem, last.stem}
