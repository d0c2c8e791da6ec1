"""A usage format as a file of the book: `formats/<name>.yaml` says how a delivery's columns become records of use.

Its rules are data: which column a field comes from, which rows are one call, how direction is told, what is withheld.
A new format is a new file; a new way of saying something is a new part here.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from yakkan.money import Rounding
from yakkan.terms.schema import Name, Part, Peer
from yakkan.terms.texts import Id, Positive, Words

_DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}
_OF_A_CALL = ("started_at", "quantity")
_OF_THE_PARTIES = ("number", "direction", "peer_number")


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

    @property
    def every_column(self) -> tuple[str, ...]:
        """The columns that it may be read from."""
        return (*([self.column] if self.column else []), *(self.columns or {}).values())


Source = Annotated[Origin, BeforeValidator(_column_or_more)]


class NoCall(Part):
    """Rows that are no call, or no use: where a column holds one of `values`, or with `zero` a number that is 0.

    With `others`, which are the texts of that column for calls, any further text is quarantined and not guessed.
    """

    column: Words
    values: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    zero: Literal["yes", "no"] = "no"


class Calls(Part):
    """How several rows make one call: those that share the natural key are its legs, in the order of `in_order_of`.

    The call begins at its first answer. It lasts as long as its answered row says; with several answered rows, from
    the first answer to the last end. Legs that are `no_call` were not answered; a call without another is no call.
    Every other field is that of the call's first row.
    """

    in_order_of: Words
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
    no_call: tuple[NoCall, ...] = ()
    calls: Calls | None = None
    parties: Parties | None = None
    numbers: Numbers = Numbers()
    quantity: Quantity = Quantity()

    @property
    def given_elsewhere(self) -> tuple[str, ...]:
        """The fields that `natural_key`, `calls` and `parties` give, so that `fields` may not."""
        return ("record_id", *(_OF_A_CALL if self.calls else ()), *(_OF_THE_PARTIES if self.parties else ()))
