"""What a run's folder says of one bill: the rows that `bill.explain` tells of."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from yakkan.bill import arithmetic, explain
from yakkan.bill.assemble import BILL_CITATIONS, BILL_LINES, BILLS
from yakkan.bill.tax import TAXES
from yakkan.engines import DuckDB
from yakkan.messages import Language, Refused
from yakkan.runs import waiting
from yakkan.runs.calculation import NUMBERS
from yakkan.runs.folder import read_run
from yakkan.terms.load import thaw

Row = dict[str, Any]


@dataclass(frozen=True)
class ToldBill:
    """A bill with its lines, what they cite, its taxes, the month's numbers of its account, the frozen book, and
    the notices that came with its refunds."""

    bill: Row
    lines: list[Row]
    citations: list[Row]
    taxes: list[Row]
    numbers: list[Row]
    book: str
    notices: list[Row] = field(default_factory=list)

    def text(self, line: str | None, language: Language) -> str:
        """The whole bill explained, or one line of it: by its id, or by its place on the bill.

        Raises Refused for a line that it does not have.
        """
        telling = explain.Telling(language, thaw(self.book, self.bill["bill"]))
        wanted = [row for row in self.lines if line is None or line in (row["line"], str(row["position"]))]
        if not wanted:
            raise Refused(
                "runs.no_such_line", values={"line": line, "bill": self.bill["bill"], "count": len(self.lines)}
            )
        texts = [] if line else [explain.bill(self.bill, self.taxes, telling)]
        for row in wanted:
            if arithmetic.value(row["arithmetic"]) != row["yen"]:
                raise Refused("runs.line_was_altered", values={"line": row["line"]})
            cited = [citation for citation in self.citations if citation["line"] == row["line"]]
            texts.append(explain.line(row, cited, self.numbers, telling))
        return "\n\n".join(texts)


def of_folder(folder: Path, bill: str) -> ToldBill | None:
    """A bill of a run's folder; None where the run has none of that name. Raises Refused where there is no run."""
    read_run(folder)
    engine = DuckDB()
    bills = engine.read("bills", BILLS, [folder / "bills.parquet"])
    found = engine.rows(bills.filter(bills.bill == bill))
    if not found:
        return None
    lines = engine.read("lines", BILL_LINES, [folder / "lines.parquet"])
    citations = engine.read("citations", BILL_CITATIONS, [folder / "citations.parquet"])
    taxes = engine.read("taxes", TAXES, [folder / "taxes.parquet"])
    of_bill = lines.filter(lines.bill == bill)
    file = folder / waiting.FILE
    waited = engine.read("waiting", waiting.WAITING, [file] if file.is_file() else [])
    notices = waited.join(of_bill.select(origin="entry", place="position"), "origin").order_by("place")
    return ToldBill(
        bill=found[0],
        lines=engine.rows(of_bill.order_by("position")),
        citations=engine.rows(citations.semi_join(of_bill, "line").order_by("line", "position")),
        taxes=engine.rows(taxes.filter(taxes.bill == bill).order_by("tax_class", "percent")),
        numbers=numbers_of(engine, folder, found[0]["account"]),
        book=(folder / "book.json").read_text(encoding="utf-8"),
        notices=engine.rows(notices.select("notice_ja", "notice_en")),
    )


def numbers_of(engine: DuckDB, folder: Path, account: str) -> list[Row]:
    """What the numbers of an account used in the month of a run; none where the folder is gone."""
    file = folder / "numbers.parquet"
    numbers: ir.Table = engine.read("numbers", NUMBERS, [file] if file.is_file() else [])
    return engine.rows(numbers.filter(numbers.account == account).order_by("contract", "number", "entry"))
