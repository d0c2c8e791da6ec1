"""Random months of every shape of clause, billed by the oracle: nothing differs but what was made to differ."""

import csv
import json
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from random_month import services_of
from random_services import as_terms
from rated_months import BOOK, KNOWN_ON, Run, rate_months
from yakkan.runs.audit import Audit, AuditInputs, audit
from yakkan.runs.audit_source import BilledFiles
from yakkan.terms import load_with, yaml_file

MONTHS = range(40)
DEARER = 0.02  # of the records


@pytest.fixture(scope="module")
def rated(tmp_path_factory) -> tuple[Run, Path]:
    """The months as rated, and the folder with their files."""
    folder = tmp_path_factory.mktemp("billed-months")
    return rate_months(MONTHS, folder), folder


def audited(rated: tuple[Run, Path], name: str, dearer: dict[str, Fraction]) -> Audit:
    """The months' files with what the oracle says, and so much more where it says so, audited."""
    run, folder = rated
    amounts = {id_: yen for month in run.months.values() for id_, yen in month.oracle.amounts.items()}
    (folder / name).mkdir()
    files = []
    for source in ("usage.csv", "late.csv"):
        with (folder / source).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        files.append(folder / name / source)
        with files[-1].open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [*rows[0], "billed_yen"])
            writer.writeheader()
            for row in rows:
                yen = amounts.get(row["record_id"], Fraction(0)) + dearer.get(row["record_id"], 0)
                writer.writerow(row | {"billed_yen": f"{float(yen):.4f}"})
    terms = [yaml_file.parse(json.dumps(as_terms(*of), ensure_ascii=False), "random") for of in services_of(0).items()]
    inputs = AuditInputs(BilledFiles(files, folder / "contracts.csv"), KNOWN_ON)
    return audit(load_with(BOOK, terms), inputs, folder / name / "out")[0]


def test_what_was_billed_by_the_terms_is_right_whatever_the_clause(rated):
    made = audited(rated, "right", {})
    counts = rated[0].counts
    assert made.counts["right"] == counts["rated"] > 1_000
    assert made.counts["received"] == counts["received"]
    assert (made.counts["over"], made.counts["under"]) == (0, 0)
    assert [each for each in made.found if each.incident.against == "terms"] == []


def test_just_the_records_that_were_made_dearer_are_found(rated):
    run, folder = rated
    random = Random(7)
    known = sorted(id_ for month in run.months.values() for id_ in month.oracle.amounts)
    chosen = random.sample(known, int(DEARER * len(known)))
    dearer = {id_: Fraction(random.randint(1, 99_999), 10_000) for id_ in chosen}
    made = audited(rated, "dearer", dearer)
    over = sum(each.over for each in made.found if each.incident.against == "terms")
    with (folder / "dearer" / "out" / "lone.csv").open(encoding="utf-8", newline="") as stream:
        lone = sum(Fraction(row["billed"]) - Fraction(row["terms"]) for row in csv.DictReader(stream))
    assert made.counts["over"] == len(dearer) and made.counts["under"] == 0
    assert Fraction(over, 10_000) + lone == sum(dearer.values())
