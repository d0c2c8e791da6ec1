"""The canonical usage file, CSV or Parquet, as a format like any other: its columns are the fields themselves."""

from yakkan.terms.value import Name
from yakkan.usage.mapping import File, Mapping, Origin
from yakkan.usage.schema import FIELDS

CANONICAL = Mapping(
    format="canonical",
    name=Name(ja="標準の利用明細", en="Canonical usage"),
    file=File(header="yes", columns=FIELDS, optional=("billed_yen",)),
    natural_key=("record_id",),
    fields={field: Origin(column=field) for field in FIELDS if field != "record_id"},
)
"""`billed_yen` belongs to an audit; taking usage in passes it by."""
