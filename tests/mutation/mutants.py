"""The changed rules, as `mutants.yaml` lists them."""

from pathlib import Path
from typing import NamedTuple

import yaml


class Mutant(NamedTuple):
    """In `file` (of the repository) `old`, which stands there once, becomes `new`; a case of `book/cases/` notices."""

    name: str
    file: str
    old: str
    new: str
    noticed_by: str


_LISTED = Path(__file__).with_name("mutants.yaml").read_text(encoding="utf-8")
MUTANTS = tuple(Mutant(**said) for said in yaml.load(_LISTED, Loader=yaml.BaseLoader))
