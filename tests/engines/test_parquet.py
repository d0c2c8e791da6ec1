"""The door for Parquet files: a damaged value is found when the file is opened, not in the middle of a run."""

import shutil
from pathlib import Path

import pytest

from yakkan.engines import DuckDB
from yakkan.engines.parquet import read_parquet
from yakkan.engines.text import Shape
from yakkan.messages import Refused
from yakkan.usage import FIELDS

DAMAGED = Path(__file__).parents[1] / "data" / "damaged" / "values-that-end-too-soon.parquet"


def test_a_file_whose_values_are_damaged_is_refused(tmp_path):
    file = shutil.copy(DAMAGED, tmp_path)
    with pytest.raises(Refused) as caught:
        read_parquet(DuckDB(threads=1), Path(file), Shape(FIELDS, optional=("billed_yen",)))
    assert caught.value.code == "bad_parquet"
