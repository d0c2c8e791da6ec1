"""What a delivery's folder becomes when what was decided of it is carried out."""

import json
from pathlib import Path

import pytest

from yakkan.days import Month
from yakkan.messages import Refused
from yakkan.runs import delivery_folder
from yakkan.runs.delivery_folder import QUARANTINE, Deletion
from yakkan.runs.folder import sha256

JUNE = Month(2015, 6)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A delivery with a month of usage and a quarantined record."""
    made = tmp_path / "lake" / "d1"
    (made / "usage" / "month=2015-06").mkdir(parents=True)
    (made / "usage" / "month=2015-06" / "usage.parquet").write_bytes(b"all of it")
    (made / "months.json").write_text(json.dumps({"2015-06": sha256(usage(made))}))
    (made / "quarantine.csv").write_text("file,line,reason,record_id\na.csv,2,bad_start,0312345678-1\n")
    (made / "residue.csv").write_text("0312345678\n")
    return made


def usage(folder: Path) -> Path:
    return folder / "usage" / "month=2015-06" / "usage.parquet"


def rest(folder: Path) -> Deletion:
    """What is left is written beside the file; the decision that it takes its place."""
    before = sha256(usage(folder))
    writing = usage(folder).with_name(delivery_folder.WRITING)
    writing.write_bytes(b"what is left")
    return Deletion("2015-06", "voice", 3, "2016-01-01", before, delivery_folder.name_after_hash(writing))


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


def test_what_is_left_takes_the_place_of_all(folder: Path) -> None:
    deletion = rest(folder)
    usage_before = {deletion.before: "d1"}
    assert delivery_folder.file_of(folder, JUNE) == (deletion.before, usage(folder))
    assert delivery_folder.deleted_on(folder.parent, usage_before) is None
    for _ in range(2):
        delivery_folder.settle(folder, [deletion])
        hashed, file = delivery_folder.file_of(folder, JUNE)
        assert (hashed, file.read_bytes()) == (deletion.after, b"what is left")
        assert not usage(folder).exists()
        assert str(delivery_folder.deleted_on(folder.parent, usage_before)) == "2016-01-01"


def test_nothing_is_left(folder: Path) -> None:
    delivery_folder.settle(folder, [Deletion("2015-06", "voice", 3, "2016-01-01", sha256(usage(folder)), "")])
    assert delivery_folder.months(folder) == {}
    assert delivery_folder.file_of(folder, JUNE) is None
    assert files(folder) == ["deleted.json", "months.json", "quarantine.csv", "residue.csv"]


def test_what_nobody_decided_is_swept(folder: Path) -> None:
    rest(folder)
    usage(folder).with_name(delivery_folder.WRITING).write_bytes(b"half")
    delivery_folder.settle(folder, [])
    assert files(folder) == ["months.json", "quarantine.csv", "residue.csv", "usage.parquet"]


def test_what_is_lost_stays_missed(folder: Path) -> None:
    usage(folder).rename(usage(folder).with_name("usage-other.parquet"))
    delivery_folder.settle(folder, [])
    with pytest.raises(Refused, match="is gone .d1"):
        delivery_folder.file_of(folder, JUNE)
    assert "usage-other.parquet" in files(folder)


def test_the_detail_of_quarantined_records_goes_and_nothing_else(folder: Path) -> None:
    delivery_folder.settle(folder, [Deletion("2015-07", QUARANTINE, 1, "2016-02-01", "", "")])
    assert files(folder) == ["deleted.json", "months.json", "quarantine.csv", "usage.parquet"]
    assert (folder / "quarantine.csv").read_text() == "file,line,reason,record_id\n"
    assert not [file for file in folder.rglob("*") if file.is_file() and b"0312345678" in file.read_bytes()]
