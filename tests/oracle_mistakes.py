"""Plausible misreadings of the requirements, each as a change of the oracle's own text."""

# what someone might believe: (what the oracle says, what he would have written)
MISTAKES = {
    "a remainder under a minute earns too": ("(seconds // 60)", "ceil(Fraction(seconds, 60))"),
    "seconds earn by the fraction of a minute": ("(seconds // 60)", "Fraction(seconds, 60)"),
    "each call is counted in whole minutes": (
        "self.seconds[use.item, number] += use.quantity",
        "self.seconds[use.item, number] += use.quantity // 60 * 60",
    ),
    "seconds are taken for minutes": ("(seconds // 60)", "seconds"),
    "the seconds of a contract's numbers are pooled": (
        'result, number = self.result, str(use.record["number"])',
        'result, number = self.result, "any"',
    ),
    "each number's amount is rounded up": (
        "(seconds // 60) * DISCOUNT_PER_MINUTE",
        "ceil((seconds // 60) * DISCOUNT_PER_MINUTE)",
    ),
    "the discount is rounded down": ("left = ceil(earned)", "left = floor(earned)"),
    "a minute earns 0.54 yen": ("DISCOUNT_PER_MINUTE = Fraction(1, 2)", 'DISCOUNT_PER_MINUTE = Fraction("0.54")'),
    "the discount has no cap": (
        "taken = min(left, sum(self.left[charge] for cell in cells for charge in cell))",
        "taken = left",
    ),
    "each contract is capped by its own calls before they are pooled": (
        "of_number[number] += seconds",
        "of_number[number] += min(seconds, (sum(self.charges[item].values()) - 280) * 120)",
    ),
    "the monthly charge can be discounted": (
        "return [entry.id for entry in entries if",
        "return [entry.id for entry in (*entries, Entry('monthly', {}, ())) if",
    ),
    "calls to 050 numbers are no call charges": (
        "if entry.tax == tax and (item",
        "if entry.tax == tax and entry.id != 'ip050' and (item",
    ),
    "the discount is taken from international calls first": (
        'for side in ("standard", "export_exempt")',
        'for side in ("export_exempt", "standard")',
    ),
    "international calls can't be discounted": (
        'for side in ("standard", "export_exempt")',
        'for side in ("standard",)',
    ),
    "the split over contracts ignores their charges": (
        "Fraction(total * weight, whole)",
        "Fraction(total, len(weights))",
    ),
    "what a split leaves over goes to the first": ("key=lambda i: (parts[i] - exact[i], i)", "key=lambda i: i"),
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
    "roaming has the discount too": ("Service(ROAMING)", "Service(ROAMING, earns_discount=True)"),
    "a number may be in two contracts": ('one["contract"] != other["contract"]', "False"),
    "what a split leaves over is lost": ("parts[i] += 1", "parts[i] += 0"),
    "only completed units are charged": (
        "steps = {id(step): step for step in begun}",
        "begun = begun[:-1] if left else begun\n    steps = {id(step): step for step in begun}",
    ),
    "a step's units count from the start of the call": (
        "left = step.increment or step.per",
        "left = (step.increment or step.per) - (used - free) % (step.increment or step.per)",
    ),
    "the first step holds one packet more": ("Step(50, Fraction(50), up_to=50)", "Step(50, Fraction(50), up_to=51)"),
    "the billed price of o2-de": ("Step(50, Fraction(50), up_to=50)", "Step(100, Fraction(100), up_to=100)"),
    "each record is rounded to the yen": (".id] += priced.yen", ".id] += floor(priced.yen)"),
    "a month's line is rounded half up": ('line_rounding: str = "floor"', 'line_rounding: str = "half_up"'),
    "a month's line is rounded up": ('line_rounding: str = "floor"', 'line_rounding: str = "ceil"'),
    "the prorated charge is rounded up": ("ROUNDINGS[fee.prorated](share)", "ceil(share)"),
    "every month has 30 days": (
        "Fraction(yen * len(days), len(self.days))",
        "Fraction(yen * min(len(days), 30), 30)",
    ),
    "February has 28 days": (
        "len(days), len(self.days))",
        "len(days), min(len(self.days), 28 if len(self.days) == 29 else 31))",
    ),
    "the last day is not part of the contract": ("begins(row) <= day <= last", "begins(row) <= day < last"),
    "the first day is not part of the contract": (
        "begins(row) <= day <= last",
        "begins(row) < day <= last or day == date.min",
    ),
    "each row pays its own monthly charge": (
        "Fraction(yen * len(days),",
        "Fraction(yen * sum(holds_on(row, day) for row in self.rows_of(item) for day in self.days),",
    ),
    "nothing is prorated": ("Fraction(yen * len(days),", "Fraction(yen * len(self.days),"),
    "months go by UTC": (
        "moment if moment.tzinfo is None else moment.astimezone(JAPAN).replace(tzinfo=None)",
        "(moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)).astimezone(timezone.utc).replace(tzinfo=None)",
    ),
    "an offset is ignored": ("moment.astimezone(JAPAN).replace(tzinfo=None)", "moment.replace(tzinfo=None)"),
    "the dotphone prices begin a day later": (
        "DOTPHONE_SINCE = date(2006, 12, 1)",
        "DOTPHONE_SINCE = date(2006, 12, 2)",
    ),
    "the dotphone prices begin a day earlier": (
        "DOTPHONE_SINCE = date(2006, 12, 1)",
        "DOTPHONE_SINCE = date(2006, 11, 30)",
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
        "                bases[rate] -= yen",
        "                bases[f'{percent_on(self.days[0])}%' if rate.endswith('%') else rate] -= yen",
    ),
    "tax is taken before the discount": ("                bases[rate] -= yen", "                pass"),
    "tax is rounded up": ("floor(Fraction(base * int", "ceil(Fraction(base * int"),
    "tax is rounded half up": (
        "floor(Fraction(base * int(name[:-1]), 100))",
        "floor(Fraction(base * int(name[:-1]) + 50, 100))",
    ),
    "international calls are taxed": (
        'each(60, "9", DOTPHONE_SINCE), "export_exempt"',
        'each(60, "9", DOTPHONE_SINCE)',
    ),
    "roaming is taxed": (
        'Entry(entry, only, each(60, yen, ROAMING_SINCE), "out_of_scope")',
        "Entry(entry, only, each(60, yen, ROAMING_SINCE))",
    ),
    "a record delivered twice counts twice": ("if not wrong and name in seen:", "if False:"),
    "what has no price is free": (
        "if not entries:",
        "if owners and not entries:\n            return\n        if not entries:",
    ),
    # allowances
    "an allowance covers nothing": ("free[i] = of_call", "free[i] = 0"),
    "an allowance is used up in the order of the file": (
        "sorted(range(len(calls)), key=lambda i: calls[i][:2])",
        "range(len(calls))",
    ),
    "of two records at one start the first of the file comes first": (
        "key=lambda i: calls[i][:2]",
        "key=lambda i: calls[i][0]",
    ),
    "each number has the monthly data": ('("data",)),),\n)', '("data",), per="number"),),\n)'),
    "the minutes to mobile phones are the contract's": ('("mobile",), per="number")', '("mobile",))'),
    "all contracts share an allowance": ("granted[use.item.contract, use.item", "granted[use.item"),
    "each account of a contract has the allowance": ("granted[use.item.contract,", "granted[use.item,"),
    "the allowance is a byte less": ("(MOBILE_SINCE, 3 * 1024**3)", "(MOBILE_SINCE, 3 * 1024**3 - 1)"),
    "the allowance is a byte more": ("(MOBILE_SINCE, 3 * 1024**3)", "(MOBILE_SINCE, 3 * 1024**3 + 1)"),
    "a gigabyte is a thousand megabytes": ("3 * 1024**3", "3 * 1000**3"),
    "the free hour is prorated": (
        "whose, quantity].append(i)",
        "whose, quantity * len(self.days_in_force(use.item)) // len(self.days)].append(i)",
    ),
    "the free hour begins a day later": (
        "((date(2010, 4, 1), 3600),)",
        "((date(2010, 4, 2), 3600),)",
    ),
    "units are begun before an allowance is taken off": (
        "for used in range(free, quantity)",
        "for used in range(free // 60 * 60, quantity)",
    ),
    "what is left of a call starts at the step that it has reached": (
        "now, charged = days[day][time // 60], used - free",
        "now, charged = days[day][time // 60], used",
    ),
    "what is free of a call is its end": ("divmod(began + used, DAY)", "divmod(began + used - free, DAY)"),
    "what is covered costs no set-up": (
        "setup = rate.setup + week(rate)",
        "setup = free < quantity and rate.setup + week(rate)",
    ),
    # bands, increments, maximum
    "a call has the band in which it starts": ("divmod(began + used, DAY)", "(0, began)"),
    "midnight is always a border": ("if now is not band or", "if now is not band or time == 0 or"),
    "units go on over a border": (
        "            met += now is not band\n            band, left = now, 0",
        "            met += now is not band\n            band = now",
    ),
    "the kind of day is that of the call's start": ("timedelta(days=n))]", "timedelta(days=0))]"),
    "a holiday is a weekday": ('    if day in HOLIDAYS:\n        return "holiday"\n', ""),
    "New Year's Eve is a holiday": ("if day in HOLIDAYS:", "if day in HOLIDAYS or (day.month, day.day) == (12, 31):"),
    "the night begins at 22": (
        'Band(KINDS, "08:00", "23:00"',
        'Band(KINDS, "22:00", "08:00", (Step(240, Fraction(9)),)),\n        Band(KINDS, "08:00", "23:00"',
    ),
    "set-up of each band": (
        "steps = {id(step): step for step in begun}",
        "met and (begun := begun + [Step(1, now.setup)] * (met - 1))\n    steps = {id(step): step for step in begun}",
    ),
    "steps begin anew in each band": (
        "step = next(step for step in now.steps if step.up_to is None or charged < step.up_to)",
        "step = now.steps[0]",
    ),
    "increments are of 60 seconds": ("Step(60, Fraction(24), increment=6)", "Step(60, Fraction(24))"),
    "each begun increment costs a whole unit": (
        "return step.yen * (step.increment or step.per) / step.per",
        "return step.yen",
    ),
    "the maximum comes before the set-up": (
        "whole if rate.maximum is None else min(whole, rate.maximum)",
        "whole if rate.maximum is None else setup + min(yen, rate.maximum)",
    ),
    "calls have no maximum": ("maximum=Fraction(5000)", "maximum=None"),
    # fees and options
    "the option is prorated": (
        'Fee("device-protection", ((MOBILE_SINCE, 350),),',
        'Fee("device-protection", ((MOBILE_SINCE, 350),), "floor",',
    ),
    "voicemail is paid in full": ('200),), prorated="floor", option', "200),), option"),
    "everybody pays for the options": ('if not option or option in str(row.get("options", "")).split()]', "]"),
    "an option is any that begins with its name": (
        'if not option or option in str(row.get("options", "")).split()]',
        'if option in str(row.get("options", ""))]',
    ),
    "every number is installed": ("return [day for day in days if day == self.began(item.contract)]", "return days"),
    "each row with an option sets it up": (
        "return [day for day in days if not any(holds_on(row, day - timedelta(days=1)) for row in of_contract)]",
        "return days",
    ),
    # discounts of percent and yen
    "a tenth is of each call": (
        'Fraction(10, 100)),), ("intl-uk",), "floor")',
        'Fraction(10, 100)),), ("intl-uk",), "ceil")',
    ),
    "a tenth is off the monthly charge too": (
        'Fraction(10, 100)),), ("intl-uk",)',
        'Fraction(10, 100)),), ("intl-uk", "monthly")',
    ),
    "a fixed discount may go below zero": ("min(amount, sum(self.left[charge] for charge in of))", "amount"),
    "the discounts begin a month later": ("((date(2012, 1, 1), Fraction", "((date(2012, 2, 1), Fraction"),
    "the discounts begin a month earlier": ("((date(2012, 1, 1), 150),)", "((date(2011, 12, 1), 150),)"),
    "another record with an id is a duplicate": ("if content(record) == seen[name]:", "if True:"),
}
