"""Each format's twin and the samples that real systems wrote: counted a second time, and rated to the yen by hand."""

import json
import re
from datetime import date
from pathlib import Path

import counter
import duckdb
import pytest

from yakkan.engines import DuckDB
from yakkan.runs.intake import Inputs, Intake, take_in
from yakkan.usage import load_mapping

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
TWINS = DATA / "twins"
ENGINE = DuckDB(threads=1)
FORMATS = sorted(file.stem for file in (ROOT / "book" / "formats").glob("*.yaml"))
CDRS = {
    "a1@192.0.2.1/out": 16,  # 181.25 seconds to a fixed line: 2 × 8
    "a2@192.0.2.1/out": 16,  # 60.999 to a mobile phone: 60 were completed, 1 × 16
    "a3@192.0.2.1/in": 0,
    "a4@192.0.2.1/out": 8,  # 10.5 to our other number
    "a4@192.0.2.1/in": 0,
    "it's\\6@192.0.2.1/out": 8,  # 180 to a fixed line: 1 × 8
    "a8@192.0.2.1/in": 0,
    "a9@192.0.2.1/out": 18,  # 61 to America: 2 × 9
}
ASTERISK = {
    "1433984400.1/in": 0,
    "1433988000.4/out": 32,  # 61 to a mobile phone: 2 × 16
    "1433991600.5/out": 16,  # 181 to our other number: 2 × 8
    "1433991600.5/in": 0,
    "1433998800.7/out": 8,  # transferred: from 14:00:05 to 14:02:05, 120 to a fixed line
    "1434002400.9/in": 0,
    "1435676399.10/out": 18,  # 120 to America: 2 × 9
}
BY_HAND = {
    "asterisk": ASTERISK,
    "asterisk-18": {("1433984400.2/in" if key == "1433984400.1/in" else key): yen for key, yen in ASTERISK.items()}
    | {"1433998800.8/out": 8},  # without linkedid the transfer is two calls: 30 seconds and 85
    "freeswitch": {
        "8f0b1e4a-0001/out": 32,  # 61 to a mobile phone: 2 × 16
        "8f0b1e4a-0004/in": 0,
        "8f0b1e4a-0006/out": 8,  # 180 to our other number
        "8f0b1e4a-0006/in": 0,
        "8f0b1e4a-0007/in": 0,
        "8f0b1e4a-0008/out": 24,  # 361 to a fixed line: 3 × 8
    },
    "kamailio": CDRS,
    "kamailio-sqlite": CDRS,
    "kamailio-mysql": CDRS,
    "kamailio-postgresql": CDRS,
    "kamailio-postgresql-inserts": CDRS,
    "radius": {
        "192.0.2.10|5F3A0001": 6144.5,  # 2^32 + 500 and 2 × 2^32 + 2,000: 12,288 MB and 2,500 bytes; 12,289 × 0.5
        "192.0.2.10|5F3A0002": 1,  # its Stop is missing: 1,500,000 + 97,152 of the last report, 2 × 0.5
        "192.0.2.11|5F3A0001": 0.5,  # the same session id of another server: 1 byte
        "192.0.2.10|5F3A0004": 0.5,  # 1 MB
    },
    "roaming-partner": {
        "DEUE2|1": 55,  # 75 packets: 50 + 25 × 0.2
        "CYPCT|2": 160,  # 61 seconds: 2 × 80
        "CYPCT|3": 0,
        "LKADG|4": 100,
        "DEUE1|1": 50.2,  # 51 packets: 50 + 0.2
        "DEUD1|7": 50,
    },
    "wholesale-partner": {
        "1": 16,  # 181 seconds: 2 × 8
        "2": 0,
        "3": 9,  # 3 messages
        "4": 1,  # 1,500.5 KB are 1,536,512 bytes: 2 × 0.5
        "5": 0.5,  # 0.1 of a byte, which is one
    },
}
"""Yen by record, each price from the file in book/terms: 通話料 and so on."""
OF_16_COLUMNS = [0, 0, 0, 8, 8, 16, 18, 32]  # the calls of asterisk-18, whose keys are longer without uniqueid
COUNTS = re.compile(r"received (\d+) = rated (\d+) \+ quarantined (\d+) \+ duplicate (\d+)")


def twin(name: str) -> Path:
    (file,) = TWINS.glob(f"{name}.*")
    return file


def format_of(name: str) -> str:
    return name.removesuffix("-inserts")


def taken(file: Path, name: str, folder: Path) -> Intake:
    ours = [(number, date(1, 1, 1), date(9999, 12, 31)) for number in sorted(counter.OURS)]
    contracts = ENGINE.put("contracts", {"number": "string", "start": "date", "end": "date"}, ours)
    return take_in([file], load_mapping(ROOT / "book", format_of(name)), Inputs(ENGINE, contracts), folder / "taken")[0]


def counts_of(intake: Intake) -> counter.Counts:
    return counter.Counts(*(getattr(intake, field) for field in counter.Counts._fields))


def test_every_format_of_the_book_has_a_twin():
    assert sorted({format_of(name) for name in counter.CALLS}) == FORMATS


@pytest.mark.parametrize("name", counter.CALLS)
def test_a_twin_counts_as_it_does_by_hand(name, tmp_path):
    expected = counter.counted(counter.CALLS[name](twin(name)))
    assert counts_of(taken(twin(name), name, tmp_path)) == expected
    assert expected.quarantined == 0 and expected.accepted >= 4


@pytest.mark.parametrize(
    ("sample", "name", "expected"),
    [
        # sipp is no number: in six rows nobody is ours
        ("acc_cdrs.kamailio-5.6.3-sqlite.csv", "kamailio", counter.Counts(6, 0, 0, 0, 0, 6, 0)),
        # a Start, an interim and a Stop of one session
        ("detail.freeradius-3.2.1", "radius", counter.Counts(3, 0, 2, 0, 1, 0, 0)),
    ],
)
def test_a_sample_of_a_real_system_counts_as_it_does_by_hand(sample, name, expected, tmp_path):
    assert counts_of(taken(DATA / sample, name, tmp_path)) == expected
    if name == "kamailio":
        assert counter.counted(counter.CALLS[name](DATA / sample)) == expected


@pytest.mark.parametrize("name", counter.CALLS)
def test_a_twin_is_rated_to_the_yen(name, command, tmp_path):
    book, contracts = str(ROOT / "book"), str(TWINS / "contracts.csv")
    asked = ["rate", str(twin(name)), "--format", format_of(name), "--contracts", contracts, "--out", "out"]
    said = command.run([*asked, "--book", book], tmp_path)
    assert said.code == 0, said.err
    balance = COUNTS.search(said.out.replace(",", "")).groups()
    received, rated, quarantined, duplicate = (int(number) for number in balance)
    expected = counter.counted(counter.CALLS[name](twin(name)))
    assert (rated, quarantined, duplicate) == (expected.accepted, 0, expected.duplicate)
    assert received == rated + quarantined + duplicate
    charges = tmp_path / "out" / "charges.parquet"
    found = dict(duckdb.sql(f"SELECT record_id, amount FROM '{charges}'").fetchall())
    assert json.loads((tmp_path / "out" / "run.json").read_text())["counts"]["rated"] == len(found)
    if name in BY_HAND:
        assert found == {key: yen * 10_000 for key, yen in BY_HAND[name].items()}
    else:
        assert sorted(found.values()) == [yen * 10_000 for yen in OF_16_COLUMNS]
