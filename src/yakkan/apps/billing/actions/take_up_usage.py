"""Taking up again what is in quarantine, with the book and the contracts as they are now."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from django.db import connection, transaction

from yakkan.apps.billing.actions.load_usage import aside_of_lake, become_the_writer, commit, place
from yakkan.apps.billing.models import Delivery
from yakkan.apps.billing.queries import closed_residues, lake, open_deliveries, residue_of
from yakkan.messages import Refusals, Refused
from yakkan.runs.again import Left, NothingTakenUp, TakenUp, take_up
from yakkan.runs.folder import sha256_of
from yakkan.runs.intake import Inputs
from yakkan.usage import CANONICAL, Mapping, load_mapping


@dataclass(frozen=True)
class Again:
    """An open delivery and what became of its quarantine."""

    before: Delivery
    became: TakenUp | NothingTakenUp


@transaction.atomic
def take_up_usage(book: Path, data: Path, format_name: str | None = None, *, who: str) -> list[Again]:
    """Take up all open quarantine, or that of one format; a delivery of which something can be taken up is closed.

    A successor stands for what was in quarantine. One writer of the lake at a time; until the transaction ends, the
    lake's new folders count for nothing. Deliveries of whose quarantine nothing is kept are passed by.
    """
    with connection.cursor() as cursor:
        inputs = become_the_writer(cursor, data)
    mapping_of = cache(partial(_mapping, book))
    became: dict[str, TakenUp | NothingTakenUp] = {}
    left: dict[str, Left] = {}
    rows = [row for row in open_deliveries(format_name) if residue_of(data, row).is_file()]
    for row in rows:
        try:
            name = sha256_of(["again", row.sha256])
            left[row.sha256] = Left(row.file, mapping_of(row.format), residue_of(data, row), name)
        except (Refused, Refusals) as refused:
            became[row.sha256] = NothingTakenUp(refused=refused)
    taken = _into_lake(list(left.values()), inputs, data)
    became |= dict(zip(left, taken, strict=True))
    for row in rows:
        one = became[row.sha256]
        if isinstance(one, TakenUp):
            _commit(one, left[row.sha256].mapping, row, who)
    transaction.on_commit(partial(_forget, data))
    return [Again(row, became[row.sha256]) for row in rows]


def _mapping(book: Path, name: str) -> Mapping:
    return CANONICAL if name == CANONICAL.format else load_mapping(book, name)


def _into_lake(left: list[Left], inputs: Inputs, data: Path) -> list[TakenUp | NothingTakenUp]:
    """Takes them up, aside; then each successor becomes a folder of the lake."""
    if not left:
        return []
    with aside_of_lake(data) as aside:
        return [
            replace(one, folder=place(one.folder, lake(data) / one.folder.name)) if isinstance(one, TakenUp) else one
            for one in take_up(left, inputs, aside)
        ]


def _commit(one: TakenUp, mapping: Mapping, before: Delivery, who: str) -> None:
    if one.rows != before.quarantined:
        raise AssertionError(f"{before.quarantined} records were in quarantine, {one.rows} were taken up: {one}")
    commit(one, mapping, who, before)


def _forget(data: Path) -> None:
    """Removes the residues of what was closed; where that fails, the next writer does it."""
    with suppress(OSError):
        for residue in closed_residues(data):
            residue.unlink()
