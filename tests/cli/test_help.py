"""Every verb says what it does and takes, in both languages."""

import pytest

from tests.command import Command
from yakkan.cli.main import verbs


@pytest.fixture(scope="module")
def command():
    with Command() as started:
        yield started


@pytest.mark.parametrize("verb", verbs())
def test_a_verb_has_help(verb, command, tmp_path):
    said = command.run_in_both([verb, "--help"], tmp_path)
    for each in said.values():
        assert (each.code, each.err) == (0, "")
        assert each.out.startswith(f"usage: yakkan {verb} ")
    assert said["ja"].out != said["en"].out
