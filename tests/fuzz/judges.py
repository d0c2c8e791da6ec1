"""What may come of a file, judged: `Refused`, `Refusals`, or what is whole and in its declared shape."""

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from yakkan.engines import DuckDB
from yakkan.engines.detail import read_detail
from yakkan.engines.sql_dump import Dump, read_sql_dump
from yakkan.engines.text import Shape, read_text
from yakkan.messages import Refusals, Refused
from yakkan.runs import cases, delivered
from yakkan.runs.intake import Inputs, Intake, take_in
from yakkan.terms import load
from yakkan.usage import CANONICAL, FIELDS, SCHEMA, Mapping, load_mapping

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
OURS = ["05011110001", "05011110002", "09011110001", "09011110002"]
ALLOWED = (Refused, Refusals)
CALL_OF_31_DAYS = 31 * 86_400
TEN_TERABYTES = 10**13
_KINDS = ("voice", "video", "sms", "packet", "data")
_ENGINE = DuckDB(threads=1)

Judge = Callable[[Path, bytes], str]
"""Judges a file's content in a folder that is empty and stays so; says `refused` or `taken`."""


def usage_by(mapping: Mapping, name: str = "delivered") -> Judge:
    """Usage of a format: refused, or each row accounted for and each record in its shape."""

    def judge(folder: Path, content: bytes) -> str:
        (folder / name).write_bytes(content)
        return _taken_in(folder, folder / name, mapping)

    return judge


def usage_of(format_name: str) -> Judge:
    """Usage of a format of the book; `canonical` is one too."""
    return usage_by(CANONICAL if format_name == "canonical" else load_mapping(BOOK, format_name))


def read_by(format_name: str) -> Judge:
    """The reader of a format alone, which is quick: refused, or each row a row of the table or unreadable, by line."""
    mapping = load_mapping(BOOK, format_name)
    said = mapping.file
    shape = Shape(said.columns, said.header == "yes", said.optional, said.separator, said.encoding, said.undecodable)

    def judge(folder: Path, content: bytes) -> str:
        file = folder / "delivered"
        file.write_bytes(content)
        try:
            if said.dialect and said.table:
                found = read_sql_dump(_ENGINE, file, Dump(shape, said.table, said.dialect))
            else:
                found = (read_detail if said.type == "radius-detail" else read_text)(_ENGINE, file, shape)
        except ALLOWED as refused:
            assert refused.text("ja") and refused.text("en")
            return "refused"
        places = _ENGINE.rows(found.table)
        unreadable = _ENGINE.rows(found.unreadable)
        both = [*places, *unreadable]
        lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        assert found.rows == len(places) + len(unreadable)
        assert len({row["file_row"] for row in both}) == len(both)
        assert all(1 <= row["line"] <= lines for row in both)
        return "taken"

    return judge


def _taken_in(folder: Path, file: Path, mapping: Mapping) -> str:
    contracts = _ENGINE.put(
        "contracts",
        {"number": "string", "start": "date", "end": "date"},
        [(number, date(1, 1, 1), date(9999, 12, 31)) for number in OURS],
    )
    try:
        (intake,) = take_in([file], mapping, Inputs(_ENGINE, contracts), folder / "out")
    except ALLOWED as refused:
        assert refused.text("ja") and refused.text("en")
        assert not (folder / "out").exists() and not list(folder.glob(".*"))
        return "refused"
    records = _ENGINE.rows(
        _ENGINE.read("records", SCHEMA, sorted(intake.folder.glob("usage/month=*/usage.parquet"))).order_by("line")
    )
    _is_whole(intake, len(records), mapping, file.read_bytes())
    for record in records:
        _is_in_shape(record, file)
    return "taken"


def _is_whole(intake: Intake, records: int, mapping: Mapping, content: bytes) -> None:
    assert intake.balances and intake.accepted == records
    quarantine = (intake.folder / "quarantine.csv").read_text(encoding="utf-8")
    assert quarantine.count("\n") == 1 + intake.quarantined
    if mapping.file.type == "csv" and not content.startswith(b"PAR1"):
        ends = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        lines = [line for line in ends[mapping.file.header == "yes" :] if line not in (b"", b"\x1a")]
        assert intake.rows == len(lines), (intake.rows, len(lines))


def _is_in_shape(record: dict, file: Path) -> None:
    assert list(record) == list(SCHEMA) and None not in record.values()
    assert re.fullmatch("[0-9]{5,15}", record["number"]) and record["kind"] in _KINDS and record["record_id"]
    assert record["direction"] in ("out", "in", "forwarded")
    limit = CALL_OF_31_DAYS if record["kind"] in ("voice", "video") else TEN_TERABYTES
    assert 0 <= record["quantity"] <= limit
    assert record["started_at"] - record["started_utc"] == timedelta(hours=9)
    assert 1899 <= record["started_utc"].year <= 2200
    assert not any(re.search(r"[\x00-\x1f\x7f]", str(record[field])) for field in FIELDS)
    content = file.read_bytes()
    assert record["line"] >= 1
    if not content.startswith(b"PAR1"):
        lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        assert record["number"][-9:].encode() in b"\n".join(lines[record["line"] - 1 :]), "it is not from its line"


def table(which: str) -> Judge:
    """A table of customers, accounts or contracts: refused, or ids that are ids."""

    def judge(folder: Path, content: bytes) -> str:
        (folder / "delivered.csv").write_bytes(content)
        try:
            rows = _ENGINE.rows(getattr(delivered, which)(_ENGINE, folder / "delivered.csv"))
        except ALLOWED as refused:
            assert refused.text("ja") and refused.text("en")
            return "refused"
        assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", row[which[:-1]]) for row in rows)
        assert all("\ufffd" not in str(row) and "\0" not in str(row) for row in rows)
        return "taken"

    return judge


def mapping_file(format_name: str, twin: Path) -> Judge:
    """A format: refused, or one by which a sound file of it is refused or taken in whole."""

    def judge(folder: Path, content: bytes) -> str:
        (folder / "formats").mkdir()
        (folder / "formats" / f"{format_name}.yaml").write_bytes(content)
        try:
            mapping = load_mapping(folder, format_name)
        except ALLOWED as refused:
            assert refused.text("ja") and refused.text("en")
            return "refused"
        shutil.copy(twin, folder / "delivered")
        return _taken_in(folder, folder / "delivered", mapping)

    return judge


def terms_file(name: str) -> Judge:
    """A file of the book: refused, or a book."""

    def judge(folder: Path, content: bytes) -> str:
        shutil.copytree(BOOK, folder / "book", ignore=shutil.ignore_patterns("cases"))
        (folder / "book" / name).write_bytes(content)
        try:
            load(folder / "book")
        except ALLOWED as refused:
            assert refused.text("ja") and refused.text("en")
            return "refused"
        return "taken"

    return judge


def case_file(folder: Path, content: bytes) -> str:
    """A case: refused, or one that passes or fails."""
    (folder / "case.yaml").write_bytes(content)
    try:
        cases.check(BOOK, [folder / "case.yaml"], date(2026, 1, 1))
    except ALLOWED as refused:
        assert refused.text("ja") and refused.text("en")
        return "refused"
    return "taken"
