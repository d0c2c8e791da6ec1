"""Sharing what a pool has earned: to the yen, and the same whatever order its charges come in."""

from itertools import permutations

from yakkan.engines import DuckDB
from yakkan.rating import incoming_seconds

CHARGES = {"account": "string", "contract": "string", "service": "string", "entry": "string", "pool": "string"}
CHARGES |= {"month": "string", "side": "string", "tax_class": "string", "tax_percent": "int64", "base": "int64"}
EARNED = {"pool": "string", "month": "string", "side": "string", "charges": "int64", "units": "int64"}
EARNED |= {"taken": "int64", "formula": "string"}
SIDE = ("C1", "2015-06", "international")


def test_of_two_untaxed_classes_with_equal_remainders_the_first_by_name_is_served():
    # 1 yen over 9 + 9 + 9 yen: a third each, nobody a whole one; the yen goes to `exempt`.
    pool, month, side = SIDE
    cells = [
        ("A1", "C1", "line", "incoming-call", pool, month, side, tax_class, 0, 9)
        for tax_class in ("export_exempt", "out_of_scope", "exempt")
    ]
    for rows in permutations(cells):
        engine = DuckDB(threads=1)
        charges = engine.put("charges", CHARGES, list(rows))
        earned = engine.put("earned", EARNED, [(*SIDE, 27, 2, 1, "ceil(2 × 0.5)")])
        shares = engine.rows(incoming_seconds.shares(charges, earned))
        assert {row["tax_class"]: row["share"] for row in shares} == {
            "exempt": 1,
            "export_exempt": 0,
            "out_of_scope": 0,
        }
