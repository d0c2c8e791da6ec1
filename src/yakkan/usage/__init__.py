"""Usage: what was delivered becomes records of use, each once, or goes to quarantine with its reason.

A format is a `mapping` (the `canonical` file is one too). Rows become `entries` (their fields as text, the rows of one
call merged), which are given what they are `meant` to say (direction, times, what is wrong), are `classed` by the
number at the other end, `judged` against what came before; `records` are what is left, in the shape of SCHEMA.
All are expressions over tables: an engine runs them, over ten records or ten million.

>>> list(SCHEMA)[:4]
['record_id', 'number', 'kind', 'direction']
>>> class_of("0120123456").peer
'service'
>>> CANONICAL.file.columns[0]
'record_id'
"""

from yakkan.usage.billed import BILLED, BILLED_SCHEMA, billed_entries, with_billed_content
from yakkan.usage.canonical import CANONICAL
from yakkan.usage.duplicates import judged
from yakkan.usage.format_file import load_mapping
from yakkan.usage.mapping import Mapping
from yakkan.usage.numbering import class_of, class_table, classed, representatives
from yakkan.usage.records import keys, records, refused_records
from yakkan.usage.residue import balance, places, rows_of, settled, units, without_settled
from yakkan.usage.schema import FIELDS, KEYS, SCHEMA
from yakkan.usage.stages import entries, meant, reason_name

__all__ = [
    "BILLED",
    "BILLED_SCHEMA",
    "CANONICAL",
    "FIELDS",
    "KEYS",
    "SCHEMA",
    "Mapping",
    "balance",
    "billed_entries",
    "class_of",
    "class_table",
    "classed",
    "entries",
    "judged",
    "keys",
    "rows_of",
    "load_mapping",
    "meant",
    "places",
    "reason_name",
    "records",
    "refused_records",
    "representatives",
    "settled",
    "units",
    "with_billed_content",
    "without_settled",
]
