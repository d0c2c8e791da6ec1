"""The book as people read it: each entry's values over time, in words; its cases, and how they came out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from yakkan.apps.billing.actions.do_job import fingerprint
from yakkan.apps.billing.models import Job
from yakkan.apps.billing.models.job import CASES, DONE
from yakkan.apps.pages.book import the_book
from yakkan.bill import explain
from yakkan.messages import Language
from yakkan.runs import cases
from yakkan.runs.case_file import read_cases
from yakkan.terms import IncomingSeconds, Value
from yakkan.terms.schema import Allowance, Service, Source
from yakkan.usage import CANONICAL, Mapping, load_mapping


@dataclass(frozen=True)
class ValueRow:
    """A value of an entry: its days, since when the book says so, what it is in words, and where it was copied from."""

    first: date
    last: date | None
    recorded: date
    words: str
    clause: str
    page: int | None
    source_id: str
    source: Source
    rules: Sequence[str]


@dataclass(frozen=True)
class EntryRows:
    """An entry of a service, with its values in the order of their days."""

    id: str
    name: str
    kind: str
    tax: str
    applies: Sequence[tuple[str, str]]
    values: Sequence[ValueRow]


def entries(service: Service, language: Language) -> list[EntryRows]:
    """All entries of a service, allowances last."""
    telling = explain.Telling(language, the_book())
    kinds = {
        **{entry.id: "monthly" for entry in service.monthly_fees},
        **{entry.id: "one_off" for entry in service.one_off_fees},
        **{entry.id: "usage" for entry in service.usage_charges},
        **{entry.id: "discount" for entry in service.discounts},
    }
    found = [_rows(entry, kinds[entry.id], service, telling) for entry in service.entries.values()]
    return found + [_rows(allowance, "allowance", service, telling) for allowance in service.allowances]


def _rows(entry: Any, kind: str, service: Service, telling: explain.Telling) -> EntryRows:
    values: Sequence[Value] = entry.values if not isinstance(entry, IncomingSeconds) else _shared(entry)
    ordered = sorted(values, key=lambda value: (value.in_force.first, value.recorded))
    return EntryRows(
        id=entry.id,
        name=telling.name(entry.name) if entry.name else entry.id,
        kind=kind,
        tax=getattr(entry, "tax", None) or service.tax,
        applies=list(_applies(entry)),
        values=[_value(value, entry, telling) for value in ordered],
    )


def _shared(entry: IncomingSeconds) -> Sequence[Value]:
    return the_book().terms_of(entry).values


def _applies(entry: Any) -> Iterator[tuple[str, str]]:
    applies = getattr(entry, "applies", None)
    if applies is not None:
        for name, given in applies.model_dump().items():
            if given:
                yield name, ", ".join(given) if isinstance(given, tuple | list) else str(given)
    if getattr(entry, "option", None):
        yield "option", entry.option
    if covered := getattr(entry, "covers", None) or getattr(entry, "of", None):
        yield "of", ", ".join(covered)


def _value(value: Value, entry: Any, telling: explain.Telling) -> ValueRow:
    if isinstance(entry, Allowance):
        words = f"{getattr(value, 'quantity', 0):,}"
    elif getattr(value, "rate", "") == "free":
        words = ""
    else:
        words = explain.price(value, entry, telling)
    rules = [rule.clause or telling.name(rule.reading) for rule in getattr(value, "rules", ())]
    return ValueRow(
        first=value.in_force.first,
        last=value.in_force.last,
        recorded=value.recorded,
        words=words,
        clause=value.cites.clause,
        page=value.cites.page,
        source_id=value.cites.source,
        source=telling.book.sources[value.cites.source],
        rules=rules,
    )


def formats() -> list[Mapping]:
    """The usage formats of the book, the canonical one first. Raises Refused or Refusals for one that is wrong."""
    book = Path(settings.BOOK)
    return [CANONICAL, *(load_mapping(book, file.stem) for file in sorted((book / "formats").glob("*.yaml")))]


@dataclass(frozen=True)
class CaseRow:
    """A case: its file within the book, its month, its sentence; where it fails (nowhere: it passes; None: not run)."""

    file: str
    month: str
    sentence: str
    differences: Sequence[cases.Difference] | None


def last_check() -> Job | None:
    """The last time that the cases of the book, as it is now, were run."""
    return Job.objects.filter(kind=CASES, subject=fingerprint(Path(settings.BOOK)), state=DONE).order_by("-pk").first()


def case_rows(checked: Job | None) -> list[CaseRow]:
    """All cases of the book, with what came out. Raises Refused or Refusals for a case that can't be read."""
    folder = Path(settings.BOOK) / "cases"
    came_out = dict(checked.result["cases"]) if checked else {}
    return [
        CaseRow(file, month, sentence, [cases.Difference(*each) for each in came_out[file]] if checked else None)
        for file, month, sentence in _read_cases(folder, _stamps(folder))
    ]


Stamps = tuple[tuple[str, int], ...]


def _stamps(folder: Path) -> Stamps:
    return tuple((str(file), file.stat().st_mtime_ns) for file in sorted(folder.rglob("*.yaml")))


@lru_cache(maxsize=1)
def _read_cases(folder: Path, _files: Stamps) -> list[tuple[str, str, str]]:
    """File within the folder, month and sentence of each case; read again when one of them has changed."""
    found = read_cases([folder])
    return [(Path(one.file).relative_to(folder).as_posix(), str(one.case.month), one.case.case) for one in found]
