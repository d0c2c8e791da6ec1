"""What is done with contracts."""

import ibis.expr.types as ir
from django.db import connection, transaction

from yakkan.apps.records.actions import record
from yakkan.apps.records.rows import Loaded, first_twice, merge, stage, unknown
from yakkan.engines import DuckDB
from yakkan.messages import Refusals, Refused

CONTRACTS = (
    "contract", "account", "customer", "service", "number", "plan", "group", "options", "start", "end",
)  # fmt: skip
"""The columns of a table of contracts; `end` is exclusive."""
_KEY = ("contract", "number", "start")
_UNKNOWN_ROWS = """
    SELECT contract, line FROM incoming
    WHERE NOT EXISTS (SELECT FROM contracts_contract known
        WHERE (known.contract, known.number, known.start) = (incoming.contract, incoming.number, incoming.start))
    ORDER BY line LIMIT 10
"""
_WITHDRAW = """
    DELETE FROM contracts_contract known USING incoming
    WHERE (known.contract, known.number, known.start) = (incoming.contract, incoming.number, incoming.start)
"""


@transaction.atomic
def load_contracts(engine: DuckDB, contracts: ir.Table, *, who: str, file: str = "") -> Loaded:
    """Add new rows of contracts and change known ones; a row is known by contract, number and first day.

    `contracts` has the columns of `CONTRACTS` and may have `line`, for errors. Refused where a row stands twice, or its
    account or customer is not known. Whether periods contradict one another is for the bill run to say.
    """
    columns = (*CONTRACTS, "line") if "line" in contracts.columns else CONTRACTS
    with connection.cursor() as cursor:
        stage(cursor, engine, contracts.select(*columns), "contracts_contract")
        if twice := first_twice(cursor, _KEY):
            raise Refused("register.twice", file, twice[1], {"key": twice[0]})
        wrong = [
            Refused(f"register.unknown_{column}", file, line, {column: name})
            for column, table in (("account", "customers_billingaccount"), ("customer", "customers_customer"))
            for name, line in unknown(cursor, column, table)
        ]
        if wrong:
            raise Refusals(sorted(wrong, key=lambda refused: refused.line))
        loaded = merge(cursor, "contracts_contract", CONTRACTS, _KEY)
    record(who, "load contracts", file, f"added {loaded.added}, changed {loaded.changed}, unchanged {loaded.unchanged}")
    return loaded


@transaction.atomic
def withdraw_contracts(engine: DuckDB, contracts: ir.Table, *, who: str, file: str = "") -> int:
    """Take back rows of contracts that were loaded by mistake: those with the contract, number and first day of a row.

    Says how many. Refused, and nothing taken back, where a row is not known.
    """
    with connection.cursor() as cursor:
        stage(cursor, engine, contracts.select(*_KEY, "line"), "contracts_contract")
        cursor.execute(_UNKNOWN_ROWS)
        if missing := cursor.fetchall():
            raise Refusals([Refused("register.unknown_row", file, line, {"contract": name}) for name, line in missing])
        cursor.execute(_WITHDRAW)
        withdrawn: int = cursor.rowcount
    record(who, "withdraw contracts", file, f"withdrawn {withdrawn}")
    return withdrawn
