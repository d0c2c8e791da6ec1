"""The cases alone notice each plausible misreading of the requirements.

Each mistake is made once in the oracle's own text; then some case of the book must disagree. A mistake that no case
notices is a case that is still to be written.
"""

import types
from pathlib import Path

import pytest

import case_files
import oracle

CASES = {path: case_files.read(path) for path in case_files.case_paths()}
SOURCE = Path(oracle.__file__).read_text(encoding="utf-8")

# what someone might believe: (what the oracle says, what he would have written)
MISTAKES = {
    "a remainder under a minute earns too": ("(seconds // 60)", "ceil(Fraction(seconds, 60))"),
    "seconds earn by the fraction of a minute": ("(seconds // 60)", "Fraction(seconds, 60)"),
    "each call is counted in whole minutes": (
        "self.seconds[item, number] += quantity",
        "self.seconds[item, number] += quantity // 60 * 60",
    ),
    "seconds are taken for minutes": ("(seconds // 60)", "seconds"),
    "the seconds of a contract's numbers are pooled": (
        'number = str(record["number"])\n',
        'number = "any"\n',
    ),
    "each number's amount is rounded up": (
        "(seconds // 60) * DISCOUNT_PER_MINUTE",
        "ceil((seconds // 60) * DISCOUNT_PER_MINUTE)",
    ),
    "the discount is rounded down": ("left = ceil(earned)", "left = floor(earned)"),
    "a minute earns 0.54 yen": ("DISCOUNT_PER_MINUTE = Fraction(1, 2)", 'DISCOUNT_PER_MINUTE = Fraction("0.54")'),
    "the discount has no cap": ("taken = min(left, sum(yen for _, yen in weights))", "taken = left"),
    "each contract is capped by its own calls before they are pooled": (
        "of_number[number] += seconds",
        "of_number[number] += min(seconds, (sum(self.charges[item].values()) - 280) * 120)",
    ),
    "the monthly charge can be discounted": (
        "for entry in DOTPHONE if entry.tax == tax)",
        "for entry in (*DOTPHONE, Entry('monthly', {})) if entry.tax == tax)",
    ),
    "calls to 050 numbers are no call charges": (
        "for entry in DOTPHONE if entry.tax == tax)",
        "for entry in DOTPHONE if entry.tax == tax and entry.id != 'ip050')",
    ),
    "the discount is taken from international calls first": (
        'for tax in ("standard", "export_exempt")',
        'for tax in ("export_exempt", "standard")',
    ),
    "international calls can't be discounted": (
        'for tax in ("standard", "export_exempt")',
        'for tax in ("standard",)',
    ),
    "the split over contracts ignores their charges": (
        "Fraction(total * weight, whole)",
        "Fraction(total, len(weights))",
    ),
    "what a split leaves over goes to the first": (
        "key=lambda i: (parts[i] - exact[i], weights[i][0])",
        "key=lambda i: weights[i][0]",
    ),
    "of equal remainders the later contract is served": (
        "order[: total - sum(parts)]",
        "order[::-1][: total - sum(parts)]",
    ),
    "calls from 050 numbers count": ('("fixed", "mobile", "phs",', '("fixed", "mobile", "phs", "ip050",'),
    "calls that bypassed the gateway count": ('return record.get("gateway", "") != "bypassed"', "return True"),
    "IP telephones on fixed-line numbers don't count": (
        'return record.get("gateway", "") != "bypassed"',
        "return False",
    ),
    "withheld calls count": ('"phs", "international")', '"phs", "international", "")'),
    "international calls don't count": ('"phs", "international")', '"phs")'),
    "calls from a PHS don't count": ('"mobile", "phs", "international")', '"mobile", "international")'),
    "outgoing calls count": (
        'if record["kind"] != "voice" or record["direction"] != "in":',
        'if record["kind"] != "voice":',
    ),
    "plans are not pooled": ('elif row.get("plan"):', 'elif row.get("no-such-column"):'),
    "groups are not pooled": ('item.service == OFFICE and row.get("group")', "False"),
    "a group takes in other services": ('item.service == OFFICE and row.get("group")', 'row.get("group")'),
    "an account's contracts are pooled": ('pools["contract", item.contract]', 'pools["account", item.account]'),
    "a plan is pooled within an account only": (
        'pools["plan", str(row["plan"])]',
        'pools["plan", str(row["plan"]) + item.account]',
    ),
    "roaming has the discount too": ("date(2004, 9, 7), ROAMING", "date(2004, 9, 7), ROAMING, 0, True"),
    "a number may be in two contracts": ('one["contract"] != other["contract"]', "False"),
    "what a split leaves over is lost": ("parts[i] += 1", "parts[i] += 0"),
    "only completed units are charged": ("% per == 0", "% per == per - 1"),
    "a step's units count from the start of the call": ("(used - start) % per", "used % (per + start)"),
    "the first step holds one packet more": ("steps[step][0] == used", "steps[step][0] == used - 1"),
    "the billed price of o2-de": (
        "PACKETS = ((50, 50, Fraction(50))",
        "PACKETS = ((100, 100, Fraction(100))",
    ),
    "each record is rounded to the yen": ("+= price(entries[0], quantity)", "+= floor(price(entries[0], quantity))"),
    "a month's line is rounded half up": ("= floor(exact)", "= floor(exact + Fraction(1, 2))"),
    "a month's line is rounded up": ("= floor(exact)", "= ceil(exact)"),
    "the prorated charge is rounded up": ("floor(Fraction(service.monthly", "ceil(Fraction(service.monthly"),
    "every month has 30 days": (
        "floor(Fraction(service.monthly * days, len(self.days)))",
        "floor(Fraction(service.monthly * min(days, 30), 30))",
    ),
    "February has 28 days": ("len(self.days)))", "min(len(self.days), 28 if len(self.days) == 29 else 31)))"),
    "the last day is not part of the contract": ("begins(row) <= day <= last", "begins(row) <= day < last"),
    "the first day is not part of the contract": (
        "begins(row) <= day <= last",
        "begins(row) < day <= last or day == date.min",
    ),
    "each row pays its own monthly charge": (
        "days = len(self.days_in_force(item))",
        "days = sum(holds_on(row, day) for row in self.rows_of(item) for day in self.days)",
    ),
    "nothing is prorated": ("days = len(self.days_in_force(item))", "days = len(self.days)"),
    "months go by UTC": (
        "moment if moment.tzinfo is None else moment.astimezone(JAPAN).replace(tzinfo=None)",
        "(moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)).astimezone(timezone.utc).replace(tzinfo=None)",
    ),
    "an offset is ignored": ("moment.astimezone(JAPAN).replace(tzinfo=None)", "moment.replace(tzinfo=None)"),
    "the dotphone prices begin a day later": (
        "Service(date(2006, 12, 1), DOTPHONE",
        "Service(date(2006, 12, 2), DOTPHONE",
    ),
    "the dotphone prices begin a day earlier": (
        "Service(date(2006, 12, 1), DOTPHONE",
        "Service(date(2006, 11, 30), DOTPHONE",
    ),
    "the discount begins a day later": ("DISCOUNT_SINCE = date(2006, 12, 1)", "DISCOUNT_SINCE = date(2006, 12, 2)"),
    "the roaming prices begin a day later": ("date(2004, 9, 7)", "date(2004, 9, 8)"),
    "the roaming prices begin a day earlier": ("date(2004, 9, 7)", "date(2004, 9, 6)"),
    "the 8% began a month later": ("(date(2014, 4, 1), 8)", "(date(2014, 5, 1), 8)"),
    "the 10% began a month later": ("(date(2019, 10, 1), 10)", "(date(2019, 11, 1), 10)"),
    "there is no transitional rule of 2014": ("date(1997, 4, 1), date(2014, 4, 1), date", "date(1997, 4, 1), date"),
    "there is no transitional rule of 2019": (", date(2019, 10, 1))", ")"),
    "the transitional rule holds for new contracts": ("and contract_began < first", ""),
    "a contract of the day of the change is an old one": ("contract_began < first", "contract_began <= first"),
    "the monthly charge keeps the old rate too": (
        "flat = percent_on(self.days_in_force(item)[0])",
        "flat = metered",
    ),
    "a new number is a new contract": ("min(begins(row) for row", "max(begins(row) for row"),
    "the discount is taken at the monthly charge's rate": (
        'bases[f"{metered}%" if tax == "standard" else tax] -= yen',
        'bases[f"{flat}%" if tax == "standard" else tax] -= yen',
    ),
    "tax is taken before the discount": (
        'bases[f"{metered}%" if tax == "standard" else tax] -= yen',
        "pass",
    ),
    "tax is rounded up": ("floor(Fraction(base * int", "ceil(Fraction(base * int"),
    "tax is rounded half up": (
        "floor(Fraction(base * int(name[:-1]), 100))",
        "floor(Fraction(base * int(name[:-1]) + 50, 100))",
    ),
    "international calls are taxed": ('"export_exempt",\n    ),', '"standard",\n    ),'),
    "roaming is taxed": ("else tax] += yen", 'else "5%"] += yen'),
    "a record delivered twice counts twice": ('if record["record_id"] in seen:', "if False:"),
    "what has no price is free": (
        "if not entries:",
        "if owners and not entries:\n            return\n        if not entries:",
    ),
}


def with_mistake(right: str, wrong: str) -> types.ModuleType:
    assert right in SOURCE, f"the oracle no longer says: {right}"
    module = types.ModuleType("mistaken_oracle")
    exec(compile(SOURCE.replace(right, wrong), "mistaken_oracle.py", "exec"), module.__dict__)
    return module


def disagreeing(bill_month) -> list[str]:
    """The cases that disagree with a working."""
    return [
        f"{path.parent.name}/{path.stem}"
        for path, case in CASES.items()
        if case_files.found(case, bill_month) != case_files.expected(case)
    ]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_some_case_notices_that(mistake):
    assert disagreeing(with_mistake(*MISTAKES[mistake]).bill_month)
