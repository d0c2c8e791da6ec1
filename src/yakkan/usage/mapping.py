"""A usage format as a file of the book: `formats/<name>.yaml` says how a delivery's columns become records of use.

Its rules are data: which column a field comes from, which rows are one call, how direction is told, what is withheld.
A new format is a new file; a new way of saying something is a new part here.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from yakkan.messages import Refusals, Refused
from yakkan.money import Rounding
from yakkan.terms import yaml_file
from yakkan.terms.applies import Peer
from yakkan.terms.load import typed
from yakkan.terms.texts import Id, Positive, Words
from yakkan.terms.value import Name, Part
from yakkan.terms.yaml_file import Document
from yakkan.usage.schema import FIELDS

_DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}
_OF_A_CALL = ("started_at", "quantity")
_OF_THE_PARTIES = ("number", "direction", "peer_number")
_NEEDED = ("number", "kind", "started_at", "quantity")


class File(Part):
    """What the delivered file is like. Without a header, its columns stand in the order of `columns`."""

    header: Literal["yes", "no"]
    columns: Annotated[tuple[Words, ...], Field(min_length=2)]
    optional: tuple[Words, ...] = ()
    encoding: Literal["utf-8", "utf-8-sig", "cp932"] = "utf-8"
    undecodable: Literal["refuse", "replace"] = "refuse"
    delimiter: Literal["comma", "tab", "semicolon", "bar"] = "comma"

    @property
    def separator(self) -> str:
        """The delimiter itself."""
        return _DELIMITERS[self.delimiter]

    @property
    def every_column(self) -> tuple[str, ...]:
        """The columns that may be there."""
        return (*self.columns, *self.optional)


def _column_or_more(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


class Origin(Part):
    """Where the text of a field comes from: a fixed `text`, or a `column`.

    With `values` the column's text is translated (`otherwise` is for all that it does not name; without it they are
    quarantined); with `columns` the column's text says which other column to take.
    """

    text: str | None = None
    column: Words | None = None
    values: dict[str, str] | None = None
    otherwise: str | None = None
    columns: dict[str, Words] | None = None


Source = Annotated[Origin, BeforeValidator(_column_or_more)]


class Answered(Part):
    """Which rows of a call were answered: a column, its texts that say so, and its texts that say not."""

    column: Words
    values: Annotated[tuple[Words, ...], Field(min_length=1)]
    unanswered: tuple[Words, ...] = ()


class Calls(Part):
    """How several rows make one call: the rows that share `rows_of_one_call`, in the order of `in_order_of`.

    The call begins at its first answer. It lasts as long as its answered row says; with several answered rows, from
    the first answer to the last end. Rows answered for 0 seconds were not answered; a call without one is no call.
    Every other field is that of the call's first row.
    """

    rows_of_one_call: Words
    in_order_of: Words
    answered: Answered
    answered_at: Words
    ended_at: Words
    seconds: Words


class Parties(Part):
    """The two columns of numbers from which direction is told: ours in `caller` is out, in `called` is in.

    Both ours: two records. Neither: quarantined. Record ids end in `/out` and `/in`.
    """

    caller: Words
    called: Words


class Withheld(Part):
    """Texts that stand for a caller who withheld his number, and the peer that such a call is given.

    An empty peer: it is free and does not count. The `note` says why the carrier decided so.
    """

    texts: Annotated[tuple[str, ...], Field(min_length=1)]
    peer: Literal[Peer, ""] = ""
    note: Words


class Numbers(Part):
    """How numbers are written: prefixes that mean Japan and become the leading 0, and texts for no number at all."""

    domestic_prefixes: tuple[Words, ...] = ()
    withheld: Withheld | None = None


class Quantity(Part):
    """The unit of quantities: one of theirs is `times` of ours; a fraction of ours is rounded as `fraction` says.

    Without `fraction` a quantity with a fraction is quarantined.
    """

    times: Annotated[Positive, Field(le=1_000_000)] = 1
    fraction: Rounding | None = None


class Mapping(Part):
    """A usage format. `natural_key` are the columns that tell one record, or one call, from all others for ever."""

    format: Id
    name: Name
    file: File
    time_zone: Literal["Asia/Tokyo", "UTC"] = "Asia/Tokyo"
    natural_key: Annotated[tuple[Words, ...], Field(min_length=1)]
    fields: dict[str, Source]
    calls: Calls | None = None
    parties: Parties | None = None
    numbers: Numbers = Numbers()
    quantity: Quantity = Quantity()

    @property
    def given_elsewhere(self) -> tuple[str, ...]:
        """The fields that `natural_key`, `calls` and `parties` give, so that `fields` may not."""
        return ("record_id", *(_OF_A_CALL if self.calls else ()), *(_OF_THE_PARTIES if self.parties else ()))


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
        if every.count(column) > 1 or column == "line" or '"' in column:
            wrong.append(document.refused("usage.bad_column", ("file", "columns"), column=column))
    return wrong


def _wrong_columns(mapping: Mapping, document: Document) -> list[Refused]:
    """Columns that the mapping speaks of and its file does not have."""
    spoken: list[tuple[tuple[str | int, ...], str]] = [
        (("natural_key", i), column) for i, column in enumerate(mapping.natural_key)
    ]
    for field, origin in mapping.fields.items():
        spoken += [
            (("fields", field), column) for column in (origin.column, *(origin.columns or {}).values()) if column
        ]
    for part in ("calls", "parties"):
        said = getattr(mapping, part)
        spoken += [((part, key), value) for key, value in said or () if isinstance(value, str)]
    if mapping.calls:
        spoken.append((("calls", "answered", "column"), mapping.calls.answered.column))
    known = mapping.file.every_column
    return [
        document.refused("usage.no_such_column", place, column=column)
        for place, column in spoken
        if column not in known
    ]


def _wrong_fields(mapping: Mapping, document: Document) -> list[Refused]:
    wrong = []
    for field, origin in mapping.fields.items():
        if field not in FIELDS:
            wrong.append(
                document.refused("usage.unknown_field", ("fields", field), field=field, known=", ".join(FIELDS))
            )
        elif field in mapping.given_elsewhere:
            wrong.append(document.refused("usage.field_twice", ("fields", field), field=field))
        if (origin.text is None) == (origin.column is None) or (origin.values and origin.columns):
            wrong.append(document.refused("usage.bad_origin", ("fields", field), field=field))
    for field in _NEEDED:
        if field not in mapping.fields and field not in mapping.given_elsewhere:
            wrong.append(document.refused("usage.field_missing", ("fields",), field=field))
    return wrong
