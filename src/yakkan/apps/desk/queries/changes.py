"""Changes of customers, accounts and contracts: each row as it was before, kept by the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

_KINDS = {
    "customer": ("customers", "Customer"),
    "account": ("customers", "BillingAccount"),
    "contract": ("contracts", "Contract"),
}
_KEYS = {"customer": ("customer",), "account": ("account",), "contract": ("contract", "number", "start")}


@dataclass(frozen=True)
class Change:
    """A row that was changed or removed: `fields` are what differs, before and after (None: it is gone)."""

    at: datetime
    kind: str
    key: str
    removed: bool
    who: str
    fields: list[tuple[str, str, str | None]]


def changes(customer: str = "", most: int = 100) -> list[Change]:
    """The latest changes, of all or of what belongs to a customer, the latest first."""
    found = [change for kind in _KINDS for change in _of_kind(kind, customer, most)]
    return sorted(found, key=lambda change: change.at, reverse=True)[:most]


def _of_kind(kind: str, customer: str, most: int) -> Iterator[Change]:
    app, name = _KINDS[kind]
    events: Any = apps.get_model(app, f"{name}Event").objects.order_by("-pgh_id")
    if customer:
        events = events.filter(customer=customer)
    kept = list(events[:most])
    wanted = [field.attname for field in apps.get_model(app, f"{name}Event")._meta.fields if _is_ours(field.name)]
    later = _as_they_are(apps.get_model(app, name), kind, kept)
    for event in kept:  # from the latest back: what a row became is what stands one later
        key = _key(kind, event)
        now = {field: str(getattr(event, field)) for field in wanted}
        after = None if event.pgh_label == "delete" else later.get(key)
        differing = [(field, now[field], None if after is None else after.get(field)) for field in wanted]
        fields = (
            [each for each in differing if each[1] != each[2]] if after else [each for each in differing if each[1]]
        )
        who = (event.pgh_context or {}).get("user") or ""
        yield Change(event.pgh_created_at, kind, " ".join(map(str, key)), event.pgh_label == "delete", str(who), fields)
        later[key] = now


def _is_ours(name: str) -> bool:
    return not name.startswith("pgh_") and name != "id"


def _key(kind: str, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _KEYS[kind])


def _as_they_are(model: type[Model], kind: str, kept: Iterable[Any]) -> dict[tuple[Any, ...], dict[str, str]]:
    """The rows as they stand now, by key."""
    names = _KEYS[kind]
    wanted = Q(pk__in=[])
    for event in kept:
        wanted |= Q(**dict(zip(names, _key(kind, event), strict=True)))
    rows = model._default_manager.filter(wanted)
    fields = [field.attname for field in model._meta.concrete_fields if field.name not in ("id", "access_key")]
    return {_key(kind, row): {field: str(getattr(row, field)) for field in fields} for row in rows}
