"""The book's cases as the oracle reads them: plain YAML, every scalar as text, nothing of yakkan."""

from pathlib import Path

import yaml

import oracle

CASES = Path(__file__).parent.parent / "book" / "cases"
BESIDE_ACCOUNTS = ("quarantined", "parked", "differences")


def case_paths() -> list[Path]:
    """The cases by the book's own terms: the oracle knows no others."""
    return [path for path in sorted(CASES.rglob("*.yaml")) if "terms" not in read(path)]


def read(path: Path) -> dict:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def contract_rows(case: dict) -> list[dict]:
    """One row a number, as in the CSV file; a contract without an account has its own, of the same name."""
    rows = []
    for given in case.get("given", {}).get("contracts", []):
        for number in given.get("numbers", [""]):
            row = {key: value for key, value in given.items() if key != "numbers"}
            row["options"] = " ".join(given.get("options", []))
            rows.append({"account": given["contract"], **row, "number": number})
    return rows


def usage_rows(case: dict) -> list[dict]:
    """Each row and each of its `times` is a record of its own, unless it gives `record_id`."""
    rows = []
    for line, given in enumerate(case.get("given", {}).get("usage", []), start=1):
        for time in range(int(given.get("times", "1"))):
            row = {key: value for key, value in given.items() if key not in ("at", "times")}
            rows.append({"record_id": f"{line}-{time}", "started_at": given["at"], **row})
    return rows


def expected(case: dict) -> dict:
    """What the case expects, in the shape of `found`."""
    wanted: dict = {"quarantined": int(case["expect"].get("quarantined", "0")), "parked": set(), "bills": {}}
    if "parked" in case["expect"]:
        wanted["parked"] |= set(case["expect"]["parked"].split(", "))
    for account, bill in case["expect"].items():
        if account not in BESIDE_ACCOUNTS:
            wanted["bills"][account] = {
                "charges": _amounts(bill.get("charges", {})),
                "discounts": _amounts(bill.get("discounts", {})),
                "tax": _amounts(bill.get("tax", {})),
                "before_tax": int(bill.get("before_tax", "0")),
                "total": int(bill.get("total", "0")),
            }
    return wanted


def found(case: dict, bill_month=oracle.bill_month) -> dict:
    """What the oracle says. A 0 is left out, and so is a bill of nothing."""
    contracts = contract_rows(case)
    result = bill_month(case["month"], contracts, usage_rows(case))
    said: dict = {"quarantined": len(result.quarantined), "parked": set(), "bills": {}}
    for reasons in result.parked.values():
        said["parked"] |= reasons
    for account, bill in result.bills.items():
        several = len({row["contract"] for row in contracts if row["account"] == account}) > 1
        if bill.charges:
            said["bills"][account] = {
                "charges": _by_entry(bill.charges, several),
                "discounts": _by_entry(bill.discounts, several),
                "tax": {rate: yen for rate, yen in bill.tax.items() if yen},
                "before_tax": bill.before_tax,
                "total": bill.total,
            }
    return said


def _amounts(texts: dict) -> dict:
    return {key: int(yen) for key, yen in texts.items() if int(yen)}


def _by_entry(amounts: dict, several: bool) -> dict:
    return {f"{contract}.{entry}" if several else entry: yen for (contract, entry), yen in amounts.items()}
