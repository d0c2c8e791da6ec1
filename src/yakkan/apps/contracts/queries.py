"""What is asked of contracts."""

from datetime import date

import ibis.expr.types as ir
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

from yakkan.apps.contracts.models import Contract
from yakkan.apps.records.rows import copy_out
from yakkan.engines import DuckDB
from yakkan.rating import CONTRACTS

_ALL = """
    SELECT contract, account, customer, service, number, plan, "group", options, start, "end", 0 FROM contracts_contract
"""


def contracts_of(account: str, day: date) -> QuerySet[Contract]:
    """The rows of an account's contracts that are in force on `day`."""
    found = Contract.objects.filter(account=account, start__lte=day, end__gt=day)
    return found.order_by("contract", "number", "start")


def all_contracts(cursor: CursorWrapper, engine: DuckDB) -> ir.Table:
    """Every contract there is, of CONTRACTS, as the table `contracts` of the engine."""
    return copy_out(cursor, _ALL, engine, "contracts", CONTRACTS)
