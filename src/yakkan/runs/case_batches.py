"""Which cases are rated together, and by which book: all that are known on one day, whatever terms they bring along.

A case's own services stand beside those of the book, in such a book under names that no case can write. Apart stays
what could change another case's bill: a service that takes the place of the book's, or a discount that is pooled over
services.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from yakkan.runs.case_file import CaseFile
from yakkan.terms import Book, IncomingSeconds


@dataclass(frozen=True)
class Batch:
    """Cases rated in one run, as known on a day; their contracts have services of `book`."""

    known_on: date
    book: Book
    cases: Sequence[CaseFile]


def batches(book: Book, read: Iterable[tuple[CaseFile, Book]], today: date) -> list[Batch]:
    """The cases in batches; each comes with the book that its own terms make of `book`."""
    together: dict[date, list[tuple[CaseFile, Book]]] = defaultdict(list)
    apart: dict[tuple[date, str], Batch] = {}
    for one, of_case in read:
        known_on = one.case.as_known_on or today
        if _apart(one, book, of_case):
            batch = apart.get((known_on, _terms(one)), Batch(known_on, of_case, ()))
            apart[known_on, _terms(one)] = replace(batch, cases=[*batch.cases, one])
        else:
            together[known_on].append((one, of_case))
    return [*(_together(book, known_on, cases) for known_on, cases in together.items()), *apart.values()]


def own_services(one: CaseFile) -> list[str]:
    """The names of the services that a case brings along."""
    return [service["service"] for service in one.case.terms]


def _terms(one: CaseFile) -> str:
    return repr(one.case.terms)


def _apart(one: CaseFile, book: Book, of_case: Book) -> bool:
    """Whether a case's own terms could change what other cases of the book come to."""
    own = own_services(one)
    discounts = [discount for name in own for discount in of_case.services[name].discounts]
    return any(name in book.services for name in own) or any(isinstance(each, IncomingSeconds) for each in discounts)


def _together(book: Book, known_on: date, cases: Iterable[tuple[CaseFile, Book]]) -> Batch:
    services, renamed = dict(book.services), []
    numbers: dict[str, int] = {}
    for one, of_case in cases:
        number = numbers.setdefault(_terms(one), len(numbers))
        names = {name: f"{name}\t{number:04}" for name in own_services(one)}  # a tab stands in no text of a case
        for name, as_named in names.items():
            services[as_named] = of_case.services[name].model_copy(update={"service": as_named})
        renamed.append(_renamed(one, names))
    return Batch(known_on, book.model_copy(update={"services": services}), renamed)


def _renamed(one: CaseFile, names: dict[str, str]) -> CaseFile:
    """A case with the names of its services replaced."""
    given = one.case.given
    contracts = tuple(
        contract.model_copy(update={"service": names.get(contract.service, contract.service)})
        for contract in given.contracts
    )
    case = one.case.model_copy(update={"given": given.model_copy(update={"contracts": contracts})})
    return replace(one, case=case)
