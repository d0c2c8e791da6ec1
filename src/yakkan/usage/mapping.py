"""A usage format as a file of the book: `formats/<name>.yaml` says how a delivery's columns become records of use.

Its rules are data: which column a field comes from, which rows are one call, how direction is told, what is withheld.
A new format is a new file; a new way of saying something is a new part here.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from yakkan.money import Rounding
from yakkan.terms.applies import Peer
from yakkan.terms.texts import Id, Positive, Words
from yakkan.terms.value import Name, Part

_DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}
_OF_TYPES: dict[str, tuple[set[str], set[str]]] = {
    "csv": ({"header"}, {"delimiter", "optional"}),
    "radius-detail": (set(), set()),
    "sql-dump": ({"dialect", "table"}, {"optional"}),
}
"""What a file of a type must say, and what it may say beside what every file says."""
_OF_SOME_TYPES: set[str] = set().union(*(needed | allowed for needed, allowed in _OF_TYPES.values()))
_OF_A_CALL = ("started_at", "quantity")
_OF_A_SESSION = ("started_at",)
_OF_THE_PARTIES = ("number", "direction", "peer_number")


class File(Part):
    """What the delivered file is like. A CSV without a header has its columns in the order of `columns`.

    The columns of a RADIUS detail file are those of its attributes that are asked for; a block may lack any of them.
    Those of an SQL dump are the columns of its `table`; where the dump does not name them, in this order.
    """

    type: Literal["csv", "radius-detail", "sql-dump"] = "csv"
    header: Literal["yes", "no"] | None = None
    dialect: Literal["sqlite", "mysql", "postgresql"] | None = None
    table: Words | None = None
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
    def says_what_its_type_needs(self) -> bool:
        """Whether a CSV says if it has a header, a dump whose it is, and none speaks of what only others have."""
        needed, allowed = _OF_TYPES[self.type]
        return needed <= self.model_fields_set & _OF_SOME_TYPES <= needed | allowed

    @property
    def every_column(self) -> tuple[str, ...]:
        """The columns that may be there."""
        return (*self.columns, *self.optional)


def _column_or_more(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


class Origin(Part):
    """Where the text of a field comes from: a fixed `text`, a `column`, columns `joined` by a space, or their `sum`.

    With `values` the column's text is translated (`otherwise` is for all that it does not name; without it they are
    quarantined); with `columns` the column's text says which other column to take. A sum also counts the columns of
    `if_given` where they are not empty.
    """

    text: str | None = None
    column: Words | None = None
    values: dict[str, str] | None = None
    otherwise: str | None = None
    columns: dict[str, Words] | None = None
    joined: Annotated[tuple[Words, ...], Field(min_length=2)] | None = None
    sum: Annotated[tuple[Words, ...], Field(min_length=1)] | None = None
    if_given: tuple[Words, ...] = ()

    @property
    def every_column(self) -> tuple[str, ...]:
        """The columns that it may be read from."""
        one = (self.column,) if self.column else ()
        return (*one, *(self.columns or {}).values(), *(self.joined or ()), *(self.sum or ()), *self.if_given)

    @property
    def says_one_thing(self) -> bool:
        """Whether it has one origin and no more, and nothing beside it that belongs to another."""
        origins = [each for each in (self.text, self.column, self.joined, self.sum) if each is not None]
        by_column = [each for each in (self.values, self.columns) if each]
        beside = len(by_column) <= (1 if self.column else 0) and (self.otherwise is None or bool(self.values))
        return len(origins) == 1 and beside and (not self.if_given or self.sum is not None)


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


class Sessions(Part):
    """How several rows make one session: those that share the natural key, each with all that was used so far.

    The row with the longest `elapsed` (seconds; empty is 0) counts, whether the session has ended or not. The session
    began so long before that row's time `at`. Rows that are `no_call` give no quantity.
    """

    at: Words
    elapsed: Words


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
    """How numbers are written: prefixes that mean Japan and become the leading 0, and texts for no number at all.

    With `ends_at`, that text and what follows it is no part of the number, as in 05011110001@example.jp.
    """

    ends_at: Words | None = None
    domestic_prefixes: tuple[Words, ...] = ()
    withheld: Withheld | None = None


class Quantity(Part):
    """The unit of quantities: one in a column of `units` is so many of ours; other columns count in ours.

    A fraction of ours is rounded as `fraction` says; without it, it is quarantined.
    """

    units: dict[str, Annotated[Positive, Field(le=2**32)]] = {}
    fraction: Rounding | None = None


class Times(Part):
    """How times are written: `iso`, `julian-day`, `unix-seconds`, or a pattern such as `YYYY/MM/DD hh:mm:ss`.

    In a pattern YYYY MM DD hh mm ss have all their digits, M D h may have one, Mon is Jan to Dec; all else stands as
    it is, a space also for several. Without an offset they are meant in `zone`. Fractions of a second are rounded as
    `fraction` says.
    """

    zone: Literal["Asia/Tokyo", "UTC"] = "Asia/Tokyo"
    written: Words = "iso"
    fraction: Rounding = "floor"


class Mapping(Part):
    """A usage format. `natural_key` are the columns that tell one record, or one call, from all others for ever."""

    format: Id
    name: Name
    file: File
    times: Times = Times()
    natural_key: Annotated[tuple[Words, ...], Field(min_length=1)]
    fields: dict[str, Source]
    no_call: tuple[NoCall, ...] = ()
    calls: Calls | None = None
    sessions: Sessions | None = None
    parties: Parties | None = None
    numbers: Numbers = Numbers()
    quantity: Quantity = Quantity()

    @property
    def given_elsewhere(self) -> tuple[str, ...]:
        """The fields that `natural_key`, `calls`, `sessions` and `parties` give, so that `fields` may not."""
        return (
            "record_id",
            *(_OF_A_CALL if self.calls else ()),
            *(_OF_A_SESSION if self.sessions else ()),
            *(_OF_THE_PARTIES if self.parties else ()),
        )
