"""A book as it was known on a day: without what was recorded later."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from yakkan.terms.schema import Book, Service

_ENTRIES = ("usage_charges", "monthly_fees", "one_off_fees", "allowances", "discounts")


def as_it_was(book: Book, day: date) -> Book:
    """The terms of `book` with the values that were recorded by `day`; an entry may be left with none."""
    services = {name: _service(service, day) for name, service in book.services.items()}
    shared = {name: _known(terms, day) for name, terms in book.shared.items()}
    return book.model_copy(update={"services": services, "shared": shared, "configured": None, "published": None})


def changes(book: Book) -> list[date]:
    """The days on which something was recorded in the terms of `book`, in order; between two it stays as it is."""
    return sorted({value.recorded for entry in _entries(book) for value in getattr(entry, "values", ())})


def _entries(book: Book) -> Iterator[Any]:
    for service in book.services.values():
        for name in _ENTRIES:
            yield from getattr(service, name)
    yield from book.shared.values()


def _service(service: Service, day: date) -> Service:
    return service.model_copy(
        update={name: tuple(_known(entry, day) for entry in getattr(service, name)) for name in _ENTRIES}
    )


def _known(entry: Any, day: date) -> Any:
    """An entry with the values of its own that were known; a discount may have shared ones instead."""
    values = getattr(entry, "values", None)
    if values is None:
        return entry
    return entry.model_copy(update={"values": tuple(value for value in values if value.recorded <= day)})
