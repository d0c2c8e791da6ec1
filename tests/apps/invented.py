"""An invented run folder, its amounts worked out by hand.

A1 (Sato, invented) uses 80 yen of calls, pays 560 yen of basic charge, earns 3 yen of discount: 637 yen at 8 percent is
50.96, so 50 yen of tax; beside them 60 yen of roaming, out of scope of the tax. 697 + 50 = 747 yen. A2 (Suzuki,
invented) owes nothing. The bill of A3 could not be made.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from yakkan.engines import DuckDB

CUSTOMERS = {name: "string" for name in ("customer", "name", "kana", "language", "email", "postal_code", "address")}
ACCOUNTS = {name: "string" for name in ("account", "customer", "method", "delivery")}
CONTRACTS = {
    **{name: "string" for name in ("contract", "account", "customer", "service", "number", "plan", "group", "options")},
    "start": "date",
    "end": "date",
    "line": "int64",
}


def load_people() -> None:
    """Three invented customers, each with a billing account."""
    from yakkan.apps.customers.actions import load_accounts, load_customers

    engine = DuckDB()
    names = {"K1": "架空 佐藤", "K2": "架空 鈴木", "K3": "架空 田中"}
    customers = engine.put("customers", CUSTOMERS, [(k, name, "", "", "", "", "") for k, name in names.items()])
    accounts = engine.put("accounts", ACCOUNTS, [(f"A{k[1]}", k, "", "") for k in names])
    load_customers(engine, customers, who="test")
    load_accounts(engine, accounts, who="test")


def run_folder(runs: Path, month: str = "2015-06", **changes: Sequence[Sequence[Any]]) -> Path:
    """The folder of the run, some of its tables changed."""
    from yakkan.apps.billing import runfolder

    folder = runs / f"{month}-{hashlib.sha256(repr((month, changes)).encode()).hexdigest()[:12]}"
    folder.mkdir(parents=True)
    for name, schema in {
        "bills": runfolder.BILLS,
        "lines": runfolder.LINES,
        "citations": runfolder.CITATIONS,
        "taxes": runfolder.TAXES,
    }.items():
        _write(folder / f"{name}.parquet", schema, changes.get(name, tables(month)[name]))
    parked = "account,contract,month,reason,detail\n" + f'A3,C3,{month},unknown_service,"what, ""this"""\n'
    (folder / "parked.csv").write_text(parked, encoding="utf-8")
    (folder / "book.json").write_text('{"terms": "invented"}\n', encoding="utf-8")
    describe(folder, month)
    return folder


def describe(folder: Path, month: str) -> None:
    """`run.json`, with the hashes of the files as they are."""
    made = ["bills.parquet", "citations.parquet", "lines.parquet", "parked.csv", "taxes.parquet"]
    record = {
        "run": folder.name,
        "month": month,
        "as_known_on": "2015-07-01",
        "version": "0.1.0",
        "inputs": {
            "files": _hashes(folder, ["book.json"]),
            "months": {month: {"facts": "f", "usage": {}}},
            "confirmed": [],
        },
        "earlier": {},
        "issued_on": "2015-07-10",
        "due_on": "2015-07-31",
        "settled": {month: "f"},
        "files": _hashes(folder, made),
        "counts": {"received": 2, "rated": 2, "quarantined": 0, "bills": 2, "parked": 1},
        "totals": {"before_tax": 697, "tax": 50, "total": 747},
    }
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")


def tables(month: str) -> dict[str, list[tuple[Any, ...]]]:
    issued, due = date(2015, 7, 10), date(2015, 7, 31)
    a1, a2 = f"A1-{month}", f"A2-{month}"
    service = "ocn-dotphone"

    def line(place: tuple[str, int], what: tuple[str, str], amounts: tuple[int, int, int], tax: tuple[str, int]):
        bill, position = place
        records, quantity, yen = amounts
        names = ("名", "name", records, quantity, "second", yen, *tax, f"{yen}")
        return (f"{bill}-{position:03}", bill, position, "C1", service, month, *what, *names)

    standard, outside = ("standard", 8), ("out_of_scope", 0)
    cited = (date(2006, 12, 1), date(2006, 11, 15), "example")
    return {
        "bills": [
            (a1, "A1", "K1", month, issued, due, 697, 50, 747, 4),
            (a2, "A2", "K2", month, issued, due, 0, 0, 0, 1),
        ],
        "lines": [
            line((a1, 1), ("monthly", "monthly"), (0, 1, 560), standard),
            line((a1, 2), ("usage", "domestic-fixed"), (1, 1800, 80), standard),
            line((a1, 3), ("usage", "packet-de-o2"), (1, 100, 60), outside),
            line((a1, 4), ("discount", "incoming-call"), (2, 360, -3), standard),
            line((a2, 1), ("usage", "incoming"), (1, 90, 0), standard),
        ],
        "citations": [
            (f"{a1}-001", 1, "monthly", *cited, "料金表 1", 0, 1, 5_600_000),
            (f"{a1}-002", 1, "domestic-fixed", *cited, "料金表 2", 1, 1800, 800_000),
            (f"{a1}-003", 1, "packet-de-o2", *cited, "料金表 3", 1, 100, 600_000),
            (f"{a1}-004", 1, "incoming-call", *cited, "第3条", 1, 180, 15_000),
            (f"{a1}-004", 2, "incoming-call", *cited, "第4条", 1, 180, 15_000),
            (f"{a2}-001", 1, "incoming", *cited, "料金表 4", 1, 90, 0),
        ],
        "taxes": [(a1, "out_of_scope", 0, 60, 0), (a1, "standard", 8, 637, 50), (a2, "standard", 8, 0, 0)],
    }


def _write(file: Path, schema: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    engine = DuckDB()
    engine.write(engine.put("made", schema, rows), file)


def _hashes(folder: Path, names: Sequence[str]) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
