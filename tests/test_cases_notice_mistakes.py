"""The cases alone notice each plausible misreading of the requirements.

Each mistake is made once in the oracle's own text; then some case of the book must disagree. A mistake that no case
notices is a case that is still to be written.
"""

import sys
import types
from pathlib import Path

import pytest

import case_files
from oracle_mistakes import MISTAKES

CASES = {path: case_files.read(path) for path in case_files.case_paths()}
FILES = ("oracle_of_calls", "oracle_prices", "oracle_rules", "oracle")  # each imports from those before it only
SOURCES = {name: (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8") for name in FILES}


def with_mistake(monkeypatch: pytest.MonkeyPatch, right: str, wrong: str) -> types.ModuleType:
    """The oracle, made anew with a mistake in one of its files."""
    assert sum(right in source for source in SOURCES.values()) == 1, f"the oracle no longer says once: {right}"
    for name, source in SOURCES.items():
        module = types.ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
        exec(compile(source.replace(right, wrong), f"mistaken_{name}.py", "exec"), module.__dict__)
    return module


def noticed(bill_month) -> bool:
    """Whether some case disagrees with a working."""
    return any(case_files.found(case, bill_month) != case_files.expected(case) for case in CASES.values())


def test_without_a_mistake_no_case_disagrees(monkeypatch):
    assert not noticed(with_mistake(monkeypatch, "DAY = 86_400", "DAY = 86_400").bill_month)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_some_case_notices_that(mistake, monkeypatch):
    assert noticed(with_mistake(monkeypatch, *MISTAKES[mistake]).bill_month)
