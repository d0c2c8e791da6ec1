"""Folders of the lake are whole or not there."""

import os
import subprocess
import sys

import pytest

from yakkan.engines.lake import sweep, written_aside


def test_a_folder_appears_whole(tmp_path):
    with written_aside(tmp_path / "made") as aside:
        (aside / "inner").mkdir()
        (aside / "inner" / "file").write_text("x")
        assert not (tmp_path / "made").exists()
    assert (tmp_path / "made" / "inner" / "file").read_text() == "x"
    assert os.listdir(tmp_path) == ["made"]


def test_nothing_is_left_of_a_folder_that_failed(tmp_path):
    with pytest.raises(RuntimeError), written_aside(tmp_path / "made") as aside:
        (aside / "half").write_text("x")
        raise RuntimeError
    assert os.listdir(tmp_path) == []


def test_what_stands_is_never_replaced(tmp_path):
    (tmp_path / "made").mkdir()
    with pytest.raises(FileExistsError), written_aside(tmp_path / "made"):
        pass


def test_leftovers_of_a_killed_process_are_swept_and_those_of_a_living_one_stay(tmp_path):
    killed = "import os, sys; from pathlib import Path; from yakkan.engines.lake import written_aside\n"
    killed += "with written_aside(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", killed, str(tmp_path / "killed")], check=False)
    assert len(os.listdir(tmp_path)) == 1
    with written_aside(tmp_path / "living"):
        assert [path.name.endswith("-killed") for path in sweep(tmp_path)] == [True]
    assert os.listdir(tmp_path) == ["living"]
