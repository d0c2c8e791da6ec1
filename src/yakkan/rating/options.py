"""Options: which rows of a contract have one that its terms charge for, since when, and how long in a month.

A row's `options` are words with blanks between them; a contract has an option on the days of its rows that have it.
"""

import ibis
import ibis.expr.types as ir

from yakkan.days import FIRST_DAY
from yakkan.rating.contract_months import contract_months
from yakkan.rating.tables import TermsTables


def held(rows: ir.Table, terms: TermsTables) -> ir.Table:
    """Contract rows beside each `option` of theirs that a fee of their service is for."""
    charged = terms.entries.filter(terms.entries.option != "").select("service", "option").distinct()
    both = rows.join(charged, "service")
    return both.filter((ibis.literal(" ") + both.options + " ").contains(ibis.literal(" ") + both.option + " "))


def months(held: ir.Table, terms: TermsTables) -> ir.Table:
    """A row a month, contract and `option`: `first_day` and `days` on which the contract has it there."""
    return contract_months(held, terms.months, by=["option"])


def added(held: ir.Table) -> ir.Table:
    """Each `day` on which a contract has an `option` and had it not the day before; options of long ago were not added.

    An option that was given up and is taken again is added again.
    """
    others = held.view().select("contract", "option", before="start", after="end")
    whose = held.filter(held.start > FIRST_DAY)
    continued = [
        whose.contract == others.contract,
        whose.option == others.option,
        whose.start > others.before,
        whose.start <= others.after,
    ]
    return whose.anti_join(others, continued).select("account", "contract", "service", "option", day="start")
