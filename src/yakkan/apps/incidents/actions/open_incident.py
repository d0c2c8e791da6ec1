"""Opening an incident: what an audit found becomes rows that nobody changes, and the usage that it needs is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yakkan import clock
from yakkan.apps.billing.actions import hold_for_incident
from yakkan.apps.incidents import about as about_file
from yakkan.apps.incidents.about import About
from yakkan.apps.incidents.auditfolder import AuditFolder
from yakkan.apps.incidents.models import Incident, Step
from yakkan.apps.incidents.models.incident import BILLED, FOUND, PUBLISHED
from yakkan.apps.incidents.rights import FIND, may
from yakkan.apps.records.actions import record
from yakkan.apps.records.rows import copy_in
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.messages import Refused
from yakkan.runs.expiry import Held
from yakkan.terms import Book, as_known_on, load, tax_rate
from yakkan.terms.resolve import in_force

_UNKNOWN = """
    SELECT account FROM opening WHERE NOT EXISTS
        (SELECT FROM customers_billingaccount known WHERE known.account = opening.account) ORDER BY account LIMIT 1
"""
_RECORDS = """
    INSERT INTO incidents_refundable (incident, source, record_id, account, customer, contract, day, billed, by_terms,
        published, refund)
    SELECT %s, source, record_id, account, known.customer, contract, day, billed, by_terms, published, refund
    FROM opening_records JOIN customers_billingaccount known USING (account)
"""
_AFFECTED = """
    INSERT INTO incidents_affected (incident, account, contract, records, over, under)
    SELECT %s, account, contract, sum(records), sum(over), sum(under) FROM opening GROUP BY account, contract
"""


@dataclass(frozen=True)
class Opening:
    """What an incident is opened from: the audit's folder, its incident or several, the file about it, the book."""

    folder: Path
    numbers: Sequence[str]
    about: Path
    book: Path


@transaction.atomic
def open_incident(opening: Opening, username: str) -> Incident:
    """Open an incident, in the name of a user with the right to find them; the usage of its window is held from now on.

    Refused where the audit was changed or has no such incident, a record lies outside the window, an account is not
    known, or the incident is open already.
    """
    may(username, FIND)
    about, audit, engine = about_file.read(opening.about), AuditFolder.read(opening.folder), DuckDB()
    numbers = sorted(opening.numbers)
    found = [row for row in audit.incidents(engine) if row["incident"] in numbers]
    if len(found) != len(numbers) or len({(row["service"], row["entry"], row["against"]) for row in found}) != 1:
        raise Refused("incident.no_such_in_audit", str(opening.folder), values={"numbers": ", ".join(numbers)})
    if Incident.objects.filter(pk=about.incident).exists():
        raise Refused("incident.open_already", values={"incident": about.incident})
    if other := Incident.objects.filter(audit=audit.sha256, audit_incident=",".join(numbers)).first():
        raise Refused("incident.opened_from_audit", values={"incident": other.pk})
    of_audit = {name: _of(audit.table(engine, name), numbers) for name in ("affected", "refundable")}
    _refuse_outside(engine, of_audit["refundable"], about)
    partner = " ".join(sorted({each for row in found for each in row["partners"].split()}))
    facts = _facts(load(opening.book), found[0], about)
    hold = _hold({row["kind"] for row in found}, partner, about, username)
    with connection.cursor() as cursor:
        counts = _stage(cursor, engine, of_audit)
        incident = Incident.objects.create(
            incident=about.incident,
            partner=partner,
            shape="; ".join(f"{row['billed_rate'] or '?'} -> {row['right_rate']}" for row in found),
            presumed=audit.presumed(numbers) if about.period.first < about.window.first else {},
            audit=audit.sha256,
            audit_incident=",".join(numbers),
            hold=hold,
            record_count=counts["refundable"],
            affected_count=counts["affected"],
            **facts,
        )
        cursor.execute(_AFFECTED, [incident.pk])
        cursor.execute(_RECORDS, [incident.pk])
    why = f"audit {audit.sha256[:12]}, incident {', '.join(numbers)}"
    Step.objects.create(incident=incident, step=FOUND, who=username, at=clock.now(), why=why)
    record(username, "open incident", f"incident {incident.pk}", f"{why}: {counts['refundable']} records")
    return incident


def _of(table: ir.Table, numbers: Sequence[str]) -> ir.Table:
    return table.filter(table.incident.isin(list(numbers)))


def _refuse_outside(engine: DuckDB, records: ir.Table, about: About) -> None:
    """The window is what the incident says that records are kept of."""
    first, last = ibis.literal(about.window.first), ibis.literal(about.window.last)
    outside = engine.rows(records.filter((records.day < first) | (records.day > last)).order_by("day").limit(1))
    if outside:
        raise Refused("incident.outside_window", values={"record": outside[0]["record_id"], "day": outside[0]["day"]})


def _facts(book: Book, found: dict[str, Any], about: About) -> dict[str, Any]:
    """What is said of the incident, its tax, and the clause that it should have been billed by."""
    service = book.services.get(found["service"])
    entry = service.entries.get(found["entry"]) if service else None
    if service is None or entry is None:
        raise Refused("incident.not_in_book", values={"service": found["service"], "entry": found["entry"]})
    value: Any = in_force(about.window.last, as_known_on(clock.today(), getattr(entry, "values", ())))
    if value is None or found["source"] not in book.sources:
        raise Refused("incident.not_in_book", values={"service": found["service"], "entry": found["entry"]})
    published, since = found["against"] == "published", found["wrong_since"] or found["first_day"]
    tax_class = getattr(entry, "tax", None) or service.tax
    rates = {tax_rate(book.carrier.tax, tax_class, day) for day in (about.window.first, about.window.last)}
    if len(rates) > 1:
        raise Refused("incident.two_rates", values={"incident": about.incident})
    return {
        "kind": PUBLISHED if published else BILLED,
        "service": found["service"],
        "entry": found["entry"],
        "title_ja": about.title.ja,
        "title_en": about.title.en,
        "first": about.period.first,
        "last": about.period.last,
        "window_first": about.window.first,
        "window_last": about.window.last,
        "about": about.model_dump(mode="json"),
        "tax_class": tax_class,
        "tax_percent": rates.pop(),
        "tax_rounding": book.carrier.tax.rounding.mode,
        "in_force_from": since if published else value.in_force.first,
        "recorded": since if published else value.recorded,
        "source": found["source"],
        "clause": found["clause"],
    }


def _hold(kinds: set[str], partner: str, about: About, username: str) -> Any:
    """What is held: the window's months, of one kind or partner where the incident is of one."""
    months = Month.of(about.window.first), Month.of(about.window.last)
    one_kind, one_partner = min(kinds) if len(kinds) == 1 else "", "" if " " in partner else partner
    return hold_for_incident(Held(*months, one_kind, one_partner), f"incident {about.incident}", username)


def _stage(cursor: CursorWrapper, engine: DuckDB, of_audit: dict[str, ir.Table]) -> dict[str, int]:
    """The audit's rows in temporary tables, and how many there will be of each."""
    cursor.execute(
        "CREATE TEMP TABLE opening (account text, contract text, records bigint, over bigint, under bigint)"
        " ON COMMIT DROP"
    )
    cursor.execute(
        "CREATE TEMP TABLE opening_records (source text, record_id text, account text, contract text, day date,"
        " billed bigint, by_terms bigint, published bigint, refund bigint) ON COMMIT DROP"
    )
    columns = ("account", "contract", "records", "over", "under")
    copy_in(cursor, engine, of_audit["affected"].select(*columns), "opening")
    copy_in(cursor, engine, of_audit["refundable"].drop("incident"), "opening_records")
    cursor.execute(_UNKNOWN)
    if unknown := cursor.fetchone():
        raise Refused("incident.unknown_account", values={"account": unknown[0]})
    cursor.execute("SELECT count(*), count(DISTINCT (account, contract)) FROM opening")
    _, affected = cursor.fetchone()
    cursor.execute("SELECT count(*) FROM opening_records")
    return {"affected": affected, "refundable": cursor.fetchone()[0]}
