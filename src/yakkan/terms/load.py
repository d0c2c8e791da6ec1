"""Reading a book: each file strictly, then the whole against itself. Nothing is guessed and nothing is left over."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from yakkan.messages import Refusals, Refused
from yakkan.terms import check, yaml_file
from yakkan.terms.incoming_seconds import IncomingSecondsTerms
from yakkan.terms.schema import Book, Carrier, Service, Source
from yakkan.terms.yaml_file import Document

Part = TypeVar("Part", bound=BaseModel)

_FOLDERS = ("terms", "configured", "published")
"""The parts of a book: its terms, and the two books that they are compared with."""
_OF_PYDANTIC = {
    "missing": "missing_key",
    "extra_forbidden": "unknown_key",
    "literal_error": "not_one_of",
    "string_pattern_mismatch": "bad_name",
    "too_short": "empty_list",
    "union_tag_invalid": "not_one_of",
    "union_tag_not_found": "missing_key",
}


def load(folder: Path) -> Book:
    """The book in `folder`. Raises Refused or Refusals, naming file and line, for whatever is wrong with it."""
    return from_documents(documents(folder))


def load_with(folder: Path, services: Iterable[Document]) -> Book:
    """The book in `folder` with these services added; one of the same name takes the place of the book's."""
    return with_services(documents(folder), services)


def with_services(found: Mapping[str, Document], services: Iterable[Document]) -> Book:
    """The book of these documents with these services added, as `load_with` does it."""
    added = {}
    for service in services:
        name = service.data.get("service") if isinstance(service.data, dict) else None
        added[f"terms/{name}.yaml"] = service
    return from_documents({**found, **added})


FROZEN_FORMAT = 1
"""The shape of a frozen book. Whoever changes the shape of a book so that older texts no longer fit it raises this
number, and teaches `thaw` the older one: a run must be worked out again years later."""


def freeze(folder_documents: Mapping[str, Document]) -> str:
    """The texts of a book as one JSON text: what a run keeps, so that its bills can be worked out again."""
    texts = {name: document.data for name, document in sorted(folder_documents.items())}
    return json.dumps({"format": FROZEN_FORMAT, "files": texts}, ensure_ascii=False, indent=1)


def thaw(text: str, shown_as: str) -> Book:
    """The book of a frozen text. Raises Refused for one that this version of Yakkan does not know."""
    frozen = json.loads(text)
    if frozen.get("format") != FROZEN_FORMAT:
        raise Refused("terms.other_format", shown_as, 0, {"format": frozen.get("format"), "known": FROZEN_FORMAT})
    files = frozen["files"].items()
    return from_documents({name: Document(f"{shown_as}:{name}", data, {}) for name, data in files})


def documents(folder: Path) -> dict[str, Document]:
    """The files of a book by their path within it, read but not yet typed."""
    if not folder.is_dir():
        raise Refused("terms.no_book", str(folder))
    parts = [file for part in _FOLDERS for file in _files(folder / part)]
    strays = {file for part in _FOLDERS for file in (folder / part).rglob("*.y*ml")} - {*parts}
    for stray in sorted(strays):
        raise Refused("terms.stray_file", str(stray))
    files = [folder / "carrier.yaml", folder / "sources.yaml", *parts]
    return {file.relative_to(folder).as_posix(): yaml_file.read(file) for file in files}


def _files(folder: Path) -> list[Path]:
    """The services of the terms, or of a book to compare them with, and the terms that several of them share."""
    return [*sorted(folder.glob("*.yaml")), *sorted((folder / "shared").glob("*.yaml"))]


def from_documents(found: Mapping[str, Document]) -> Book:
    """The book that these documents make, checked against itself."""
    carrier, sources = typed(found["carrier.yaml"], Carrier), _sources(found["sources.yaml"])
    parts = {folder: _part(found, folder) for folder in _FOLDERS}
    books = {
        folder: Book(carrier=carrier, sources=sources, services=services, shared=shared)
        for folder, (services, shared) in parts.items()
        if folder == "terms" or services or shared
    }
    compared = {folder: one for folder, one in books.items() if folder != "terms"}
    book = books["terms"].model_copy(update=compared)
    if wrong := list(check.book(book, found)):
        raise Refusals(wrong)
    return book


def _part(found: Mapping[str, Document], folder: str) -> tuple[dict[str, Service], dict[str, IncomingSecondsTerms]]:
    """The services of a folder by name, and what they share by file."""
    inside = {name.removeprefix(f"{folder}/"): text for name, text in found.items() if name.startswith(f"{folder}/")}
    services = {name.removesuffix(".yaml"): typed(text, Service) for name, text in inside.items() if "/" not in name}
    shared = {name: typed(text, IncomingSecondsTerms) for name, text in inside.items() if "/" in name}
    return services, shared


def _sources(document: Document) -> dict[str, Source]:
    if not isinstance(document.data, dict):
        raise document.refused("terms.wrong_shape", (), key="sources")
    return {name: typed(document.part(name), Source) for name in document.data}


def typed(document: Document, part: type[Part]) -> Part:
    """What a document says, as `part` of a book. Raises Refusals, with the line of each thing that is wrong."""
    try:
        return part.model_validate(document.data)
    except ValidationError as error:
        found = error.errors()
        raise Refusals([_refused(document, wrong) for wrong in found if not _follows(wrong, found)]) from error


def _follows(wrong: Any, found: Iterable[Any]) -> bool:
    """Whether a list is only called too short because what stands in it is wrong, which is told already."""
    inside = (other["loc"] for other in found if len(other["loc"]) > len(wrong["loc"]))
    return wrong["type"] == "too_short" and any(loc[: len(wrong["loc"])] == wrong["loc"] for loc in inside)


def _refused(document: Document, wrong: Any) -> Refused:
    """One error of pydantic in our words, at its line."""
    place = tuple(key for key in wrong["loc"] if (key in _keys(document)) or isinstance(key, int))
    key = next((key for key in reversed(wrong["loc"]) if isinstance(key, str) and not key.startswith("a ")), "")
    given = wrong.get("input")
    values = {"key": key, "text": given if isinstance(given, str) else "", "choices": ""}
    if wrong["type"] == "terms":
        return document.refused(f"terms.{wrong['ctx']['name']}", place, **values)
    if wrong["type"] == "literal_error":
        values["choices"] = wrong["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
    if wrong["type"].startswith("union_tag"):
        place, values["key"] = (*place, "shape"), "shape"
        values["choices"] = wrong["ctx"].get("expected_tags", "")
        values["text"] = wrong["ctx"].get("tag", "")
    name = _OF_PYDANTIC.get(wrong["type"], "wrong_shape")
    if name == "missing_key" and key == "cites":
        name = "missing_cites"
    return document.refused(f"terms.{name}", place, **values)


def _keys(document: Document) -> set[str | int]:
    return {key for place in document.lines for key in place}
