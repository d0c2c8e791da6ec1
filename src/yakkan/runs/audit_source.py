"""What an audit is of: where the records come from, with what was billed for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir

from yakkan import usage
from yakkan.engines.text import TextTable
from yakkan.runs import folder
from yakkan.runs.audit_given import Window
from yakkan.runs.audit_prices import Known
from yakkan.runs.intake import Delivery
from yakkan.runs.rate import AtHand, RateInputs, at_the_door
from yakkan.terms import Book
from yakkan.usage import BILLED, BILLED_SCHEMA


class Source(Protocol):
    """Where billed records come from."""

    def at_the_door(self, book: Book, known_on: date, work: Path) -> AtHand:
        """The records, of BILLED_SCHEMA, and their contracts, in the folder `work`."""

    def known(self, book: Book, known_on: date) -> list[Known]:
        """The prices that are known to have been billed in the place of those of the terms."""

    def window(self) -> Window | None:
        """The days of which there are records, where more is known of them than the records themselves show."""

    def described(self, at_hand: AtHand) -> dict[str, Any]:
        """What the audit's `run.json` says of it."""


class BilledDelivery(Delivery):
    """A delivered file of usage with what was billed for it, on its way in."""

    def _entries(self, delivered: TextTable) -> ir.Table:
        return usage.billed_entries(delivered.table)

    def _drafts(self, entries: ir.Table) -> ir.Table:
        return usage.with_billed_content(super()._drafts(entries))

    def _records(self, judged: ir.Table) -> ir.Table:
        of_format = judged.mutate(source=ibis.literal(self.mapping.format))
        return usage.records(of_format, self.name, BILLED_SCHEMA)


@dataclass(frozen=True)
class BilledFiles:
    """Files of what any billing system billed (their mapping is `usage.BILLED`), and a file of contracts."""

    files: Sequence[Path]
    contracts: Path

    def at_the_door(self, book: Book, known_on: date, work: Path) -> AtHand:
        """Takes the files in."""
        return at_the_door(RateInputs(self.files, BILLED, self.contracts, known_on), work, BilledDelivery)

    def known(self, book: Book, known_on: date) -> list[Known]:
        """What a billing system is said to be set up to charge."""
        return Known.configured(book, known_on)

    def window(self) -> Window | None:
        """The records show it."""
        return None

    def described(self, at_hand: AtHand) -> dict[str, Any]:
        """The hash of each file."""
        return {
            "contracts": folder.sha256(self.contracts),
            "billed": [{"file": each.file, "sha256": each.sha256} for each in at_hand.taken],
        }
