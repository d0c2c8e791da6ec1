"""What an audit leaves in its folder: tables for programs, tables for people, and the page."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir

from yakkan.correction.incident import Found
from yakkan.correction.page import page
from yakkan.correction.telling import Telling
from yakkan.engines import DuckDB
from yakkan.messages import Language
from yakkan.rating.lines import text_of_units
from yakkan.runs.calculation import Priced

if TYPE_CHECKING:
    from yakkan.runs.audit import Audit

LANGUAGES: dict[str, Language] = {"incidents.html": "en", "incidents.ja.html": "ja"}
INCIDENTS = {
    "incident": "string", "against": "string", "service": "string", "entry": "string", "kind": "string",
    "direction": "string", "partners": "string", "countries": "string", "peers": "string", "billed_rate": "string",
    "right_rate": "string", "origin": "string", "origin_of": "string", "other_rates": "int64", "source": "string",
    "clause": "string", "wrong_since": "date", "wrong_until": "date", "first_day": "date", "last_day": "date",
    "customers": "int64", "accounts": "int64", "contracts": "int64", "records": "int64", "over": "int64",
    "under": "int64", "refund": "int64", "rounding": "int64",
}  # fmt: skip
"""An incident a row. Over, under and rounding are in 1/10,000 yen in Parquet and in yen in CSV; the refund in yen.

`billed_rate` is empty where no one rate fits; `other_rates` is how many others fit as well.
"""
PRESUMED = {
    "incident": "string", "method": "string", "since": "date", "before": "date", "window_last": "date",
    "records": "int64", "records_low": "int64", "records_high": "int64", "yen": "int64", "yen_low": "int64",
    "yen_high": "int64", "usage_low": "string", "usage_high": "string",
}  # fmt: skip
_AMOUNTS = ("over", "under", "rounding", "billed", "terms")


def write_tables(engine: DuckDB, found: Sequence[Found], affected: ir.Table, out: Path) -> None:
    """The incidents and who is affected, each as Parquet and as CSV."""
    incidents = engine.put("incidents", INCIDENTS, [_row(each) for each in found])
    whose = affected.order_by("incident", "customer", "account", "contract", "service")
    for name, table in (("incidents", incidents), ("affected", whose)):
        engine.write(table, out / f"{name}.parquet")
        engine.write_csv(_in_yen(table), out / f"{name}.csv")


def _row(found: Found) -> tuple[Any, ...]:
    of, named = found.incident, found.incident.named
    zones = (" ".join(sorted({each for each in column if each})) for column in list(zip(*found.zones, strict=True))[:3])
    return (
        of.id, of.against, of.right.service, of.right.entry, of.kind, of.direction, *zones,
        named.shape.text if named else "", of.right.shape.text, named.sort if named else "", named.of if named else "",
        named.other_count if named else 0, of.right.source, of.right.clause, of.since, of.until, found.first_day,
        found.last_day, found.customers, found.accounts, found.contracts, found.records, found.over, found.under,
        found.refund, found.rounding,
    )  # fmt: skip


def _in_yen(table: ir.Table) -> ir.Table:
    """The amounts as exact text in yen."""
    amounts = {name: table[name] for name in _AMOUNTS if name in table.columns}
    texts = {
        name: ibis.ifelse(
            amount < 0, ibis.literal("-") + text_of_units(-amount), text_of_units(ibis.greatest(amount, 0))
        )
        for name, amount in amounts.items()
    }
    return table.mutate(**texts)


def write_lone(engine: DuckDB, lone: ir.Table, priced: Priced, out: Path) -> None:
    """The differing records that make no pattern, one by one."""
    whose = priced.rows.select("row", "account", "contract", "service")
    charges = priced.values.select("value", entry="charge")
    told = lone.join(whose, "row").join(charges, "value")
    told = told.mutate(quantity=told.charged.nullif(-1))  # of a record that bands split there is no one quantity
    columns = (
        "file",
        "line",
        "record_id",
        "account",
        "contract",
        "service",
        "entry",
        "day",
        "quantity",
        "billed",
        "terms",
    )
    engine.write_csv(_in_yen(told.select(*columns)).order_by("file", "line", "record_id"), out / "lone.csv")


def write_presumed(audit: "Audit", out: Path) -> None:
    """What is presumed, apart from what was identified."""
    engine = DuckDB()
    table = engine.put("presumed", PRESUMED, list(_estimates(audit)))
    engine.write_csv(table, out / "presumed.csv")
    engine.close()


def _estimates(audit: "Audit") -> Iterable[tuple[Any, ...]]:
    since: Mapping[str, Found] = {each.incident.id: each for each in audit.found}
    for name, estimate in audit.presumed.items():
        records, yen = estimate.records, estimate.yen
        yield (
            name, estimate.method, since[name].incident.since, *audit.windows.get(name, audit.window), records.middle,
            records.low, records.high, yen.middle, yen.low, yen.high, audit.parameters["usage_low"],
            audit.parameters["usage_high"],
        )  # fmt: skip


def write_pages(audit: "Audit", out: Path) -> None:
    """The page in both languages."""
    for name, language in LANGUAGES.items():
        text = page(audit.found, audit.before, audit.window, audit.parameters, Telling(language, audit.book))
        (out / name).write_text(text, encoding="utf-8")
