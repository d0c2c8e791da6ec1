"""What a case says: a sentence, a month, what is given and what is expected of it (`book/cases/`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from yakkan.messages import Refused
from yakkan.runs.case_differences import ExpectedDifferences
from yakkan.terms import yaml_file
from yakkan.terms.load import typed
from yakkan.terms.texts import Day, LastDay, MonthName, Positive, Whole, Words
from yakkan.terms.value import Part
from yakkan.terms.yaml_file import Document


class CaseContract(Part):
    """A contract of a case; without an account it has its own of the same name, without days it is always in force."""

    contract: Words
    service: Words
    numbers: tuple[Words, ...] = ()
    account: Words | None = None
    plan: str = ""
    group: str = ""
    options: tuple[Words, ...] = ()
    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[LastDay, Field(alias="until")] = None


class CaseUsage(Part):
    """A record of a case, as many `times` as it says; each is a record of its own unless it names its record_id."""

    record_id: Words | None = None
    number: str = ""
    kind: str = ""
    direction: str = ""
    peer: str = ""
    peer_number: str = ""
    country: str = ""
    partner: str = ""
    gateway: str = ""
    at: str = ""
    quantity: str = ""
    times: Positive = 1


class Given(Part):
    """What a case starts from."""

    contracts: tuple[CaseContract, ...] = ()
    usage: tuple[CaseUsage, ...] = ()


class ExpectedBill(Part):
    """What an account's bill is expected to hold, in yen; what is left out is 0."""

    charges: dict[str, Whole] = Field(default_factory=dict)
    discounts: dict[str, Whole] = Field(default_factory=dict)
    before_tax: Whole = 0
    tax: dict[str, Whole] = Field(default_factory=dict)
    total: Whole = 0


class ExpectedRefusal(Part):
    """An error that the case's own terms are expected to get."""

    code: Words
    line: Positive


class Expected(Part):
    """All that is expected of a case: nothing else may be there."""

    bills: dict[str, ExpectedBill] = Field(default_factory=dict)
    refused: ExpectedRefusal | None = None
    quarantined: Whole = 0
    parked: Words | None = None
    differences: ExpectedDifferences | None = None


_BESIDES = ("refused", "quarantined", "parked", "differences")


def _sorted_out(expect: object) -> object:
    """Tells the accounts of `expect` from what it says besides."""
    if not isinstance(expect, dict):
        return expect
    besides = {key: value for key, value in expect.items() if key in _BESIDES}
    return {"bills": {key: value for key, value in expect.items() if key not in besides}, **besides}


class Case(Part):
    """A case: a sentence, a month, what is given and what is expected of it."""

    case: Words
    month: MonthName
    as_known_on: Day | None = None
    terms: Annotated[tuple[dict[str, Any], ...], BeforeValidator(tuple)] = ()
    given: Given = Given()
    expect: Annotated[Expected, BeforeValidator(_sorted_out)]


@dataclass(frozen=True)
class CaseFile:
    """A case as read: its document (for lines) and what it says."""

    document: Document
    case: Case

    @property
    def file(self) -> str:
        """The case's file."""
        return self.document.file

    @property
    def own_terms(self) -> list[Document]:
        """The services that the case brings along, each with its lines."""
        return [self.document.part("terms", i) for i in range(len(self.case.terms))]


def read_cases(paths: Iterable[Path]) -> list[CaseFile]:
    """The cases in these files, and in these folders searched whole, in order.

    Raises Refused or Refusals for one that can't be read.
    """
    documents = [yaml_file.read(file) for path in paths for file in _files(path)]
    return [CaseFile(document, typed(document, Case)) for document in documents]


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise Refused("input.no_such_file", str(path))
    return sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
