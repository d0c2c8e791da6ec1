"""The terms are data, dated and cited: this room reads a carrier's book and refuses what is not exact.

`yaml_file` reads YAML with every scalar as text and knows each line; `schema` types it; `load` reads the folder;
`check` finds gaps, overlaps, entries that could both apply, citations of nothing; `resolve` answers which values were
known on a day; `tariff` and `tables` make of them what an engine can join.
What the terms do not cover is never 0 yen.

>>> from pathlib import Path
>>> book = load(Path("book"))
>>> book.services["ocn-dotphone"].usage_charges[0].id
'domestic-fixed'
"""

from yakkan.terms.incoming_seconds import IncomingSeconds
from yakkan.terms.load import load, load_with
from yakkan.terms.resolve import as_known_on, tax_rate
from yakkan.terms.schema import Book, Carrier, Service, Source
from yakkan.terms.value import Value

__all__ = [
    "Book",
    "Carrier",
    "IncomingSeconds",
    "Service",
    "Source",
    "Value",
    "as_known_on",
    "load",
    "load_with",
    "tax_rate",
]
