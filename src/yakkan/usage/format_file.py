"""Reading a usage format from the book: typed strictly, and every column it speaks of is one of its file's."""

from collections.abc import Iterator
from pathlib import Path

from yakkan.messages import Refusals, Refused
from yakkan.terms import yaml_file
from yakkan.terms.load import typed
from yakkan.terms.yaml_file import Document
from yakkan.usage.mapping import Mapping
from yakkan.usage.schema import FIELDS, NO_COLUMN
from yakkan.usage.times import is_written

_NEEDED = ("number", "kind", "started_at", "quantity")
_Place = tuple[str | int, ...]


def load_mapping(book: Path, name: str) -> Mapping:
    """The format `name` of the book in folder `book`. Raises Refused or Refusals, naming file and line."""
    file = book / "formats" / f"{name}.yaml"
    if not file.is_file() or Path(name).name != name:
        known = sorted(found.stem for found in (book / "formats").glob("*.yaml"))
        raise Refused("usage.no_such_format", str(file), 0, {"name": name, "known": ", ".join(["canonical", *known])})
    return mapping_of(yaml_file.read(file), name)


def mapping_of(document: Document, name: str) -> Mapping:
    """What a document says as a format called `name`; every column it speaks of is one of its file's."""
    mapping = typed(document, Mapping)
    wrong = [
        *_wrong_names(mapping, document, name),
        *_wrong_columns(mapping, document),
        *_wrong_fields(mapping, document),
        *_wrong_rules(mapping, document),
    ]
    if wrong:
        raise Refusals(wrong)
    return mapping


def _wrong_names(mapping: Mapping, document: Document, name: str) -> list[Refused]:
    wrong = []
    if mapping.format != name:
        wrong.append(document.refused("usage.other_format", ("format",), format=mapping.format, name=name))
    every = mapping.file.every_column
    for column in dict.fromkeys(every):
        if every.count(column) > 1 or column in NO_COLUMN or '"' in column:
            wrong.append(document.refused("usage.bad_column", ("file", "columns"), column=column))
    return wrong


def _wrong_columns(mapping: Mapping, document: Document) -> list[Refused]:
    """Columns that the mapping speaks of and its file does not have."""
    known = mapping.file.every_column
    return [
        document.refused("usage.no_such_column", place, column=column)
        for place, column in _spoken_of(mapping)
        if column not in known
    ]


def _spoken_of(mapping: Mapping) -> Iterator[tuple[_Place, str]]:
    """Every column that a mapping names, with its place there."""
    for i, column in enumerate(mapping.natural_key):
        yield ("natural_key", i), column
    for field, origin in mapping.fields.items():
        yield from ((("fields", field), column) for column in origin.every_column)
    for i, rule in enumerate(mapping.no_call):
        yield ("no_call", i, "column"), rule.column
    for column in mapping.quantity.units:
        yield ("quantity", "units", column), column
    for part in ("calls", "sessions", "parties"):
        yield from (((part, key), column) for key, column in getattr(mapping, part) or ())


def _wrong_fields(mapping: Mapping, document: Document) -> list[Refused]:
    wrong = []
    for field, origin in mapping.fields.items():
        if field not in FIELDS:
            wrong.append(
                document.refused("usage.unknown_field", ("fields", field), field=field, known=", ".join(FIELDS))
            )
        elif field in mapping.given_elsewhere:
            wrong.append(document.refused("usage.field_twice", ("fields", field), field=field))
        if not origin.says_one_thing or (origin.sum and field != "quantity"):
            wrong.append(document.refused("usage.bad_origin", ("fields", field), field=field))
    for field in _NEEDED:
        if field not in mapping.fields and field not in mapping.given_elsewhere:
            wrong.append(document.refused("usage.field_missing", ("fields",), field=field))
    return wrong


def _wrong_rules(mapping: Mapping, document: Document) -> list[Refused]:
    """Rules that say nothing or two things at once, times that are no pattern, parts that don't go together."""
    wrong = [] if is_written(mapping.times.written) else [document.refused("usage.bad_times", ("times", "written"))]
    if not mapping.file.says_what_its_type_needs:
        wrong.append(document.refused("usage.bad_file", ("file",), type=mapping.file.type))
    if mapping.calls and mapping.sessions:
        wrong.append(document.refused("usage.calls_and_sessions", ("sessions",)))
    return wrong + [
        document.refused("usage.bad_no_call", ("no_call", i), column=rule.column)
        for i, rule in enumerate(mapping.no_call)
        if bool(rule.values) == (rule.zero == "yes") or (rule.others and not rule.values)
    ]
