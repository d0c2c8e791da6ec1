"""Each kind of broken contracts file, usage file, format, case and call is refused, and nothing is written."""

import gzip
import os

import pytest
from refusal import CONTRACTS, RATE, USAGE, message, pattern, prepare, refused

HEADER, ROW, *_ = CONTRACTS.splitlines()
USAGE_HEADER, RECORD, *_ = USAGE.splitlines()
IN_FORMAT = [*RATE, "--format", "roaming-partner"]
PARTNER = "book/formats/roaming-partner.yaml"


def text(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


# kind: (what the file holds, message, line; 0 is the whole file)
CONTRACTS_FILES = {
    "nothing": (b"", "text.empty", 0),
    "gzip": (gzip.compress(CONTRACTS.encode()), "text.compressed", 0),
    "UTF-16": (CONTRACTS.encode("utf-16"), "text.utf16", 0),
    "no text": (bytes(range(32)) * 40, "text.not_text", 0),
    "a header in Shift_JIS": ("契約,account\n".encode("cp932"), "text.header_undecodable", 1),
    "an empty header": (text(",,", ROW), "text.bad_header", 1),
    "a column that is missing": (text(HEADER.replace("contract,", ""), ROW), "text.missing_column", 1),
    "a column that is unknown": (text(HEADER + ",tariff", ROW + ","), "text.unknown_column", 1),
    "a column that is there twice": (text(HEADER + ",plan", ROW + ","), "text.duplicate_column", 1),
    "a column name in full-width letters": (text(HEADER.replace("plan", "ｐｌａｎ"), ROW), "text.unknown_column", 1),
    "a row too short": (text(HEADER, ROW, "C2,A1"), "text.wrong_columns", 3),
    "a row too long": (text(HEADER, ROW + ",more"), "text.wrong_columns", 2),
    "a quote that is not closed": (text(HEADER, ROW.replace("K1", '"K1')), "text.unclosed_quote", 2),
    "a quote in the middle": (text(HEADER, ROW.replace("K1", 'K"1"')), "text.bad_quote", 2),
    "a NUL": (text(HEADER, ROW.replace("K1", "K\0")), "text.nul_byte", 2),
    "a row in Shift_JIS": (text(HEADER) + ROW.replace("K1", "顧客").encode("cp932") + b"\n", "text.undecodable", 2),
    "no contract": (text(HEADER, ROW.replace("C1", "")), "delivered.missing", 2),
    "no account": (text(HEADER, ROW.replace("A1", "")), "delivered.missing", 2),
    "an account with a space": (text(HEADER, ROW.replace("A1", "A 1")), "delivered.bad_id", 2),
    "no service": (text(HEADER, ROW.replace("ocn-dotphone", "")), "delivered.missing", 2),
    "a number with hyphens": (text(HEADER, ROW.replace("05011110001", "050-1111-0001")), "delivered.bad_number", 2),
    "a number in full-width digits": (text(HEADER, ROW.replace("0501", "０５０１")), "delivered.bad_number", 2),
    "a day that does not exist": (text(HEADER, ROW.replace("06-01", "06-31")), "delivered.bad_day", 2),
    "February 29 of a common year": (text(HEADER, ROW + "2015-02-29"), "delivered.bad_day", 2),
    "a day written otherwise": (text(HEADER, ROW.replace("2015-06-01", "2015/6/1")), "delivered.bad_day", 2),
    "an end before the beginning": (text(HEADER, ROW + "2015-05-31"), "delivered.days_reversed", 2),
    "one row twice": (text(HEADER, ROW, ROW), "delivered.row_twice", 3),
    "an unprintable character": (text(HEADER, ROW.replace("K1", "K\x07")), "delivered.unprintable", 2),
}

USAGE_FILES = {
    "nothing": (b"", "text.empty", 0),
    "gzip": (gzip.compress(USAGE.encode()), "text.compressed", 0),
    "UTF-16": (USAGE.encode("utf-16"), "text.utf16", 0),
    "no text": (bytes(range(32)) * 40, "text.not_text", 0),
    "a header in Shift_JIS": ("明細,number\n".encode("cp932"), "text.header_undecodable", 1),
    "no header": (text(RECORD), "text.unknown_column", 1),
    "a column that is missing": (text(USAGE_HEADER.replace(",kind", ""), RECORD), "text.missing_column", 1),
    "a column that is unknown": (text(USAGE_HEADER + ",price", RECORD + ","), "text.unknown_column", 1),
    "a column that is there twice": (text(USAGE_HEADER + ",kind", RECORD + ",voice"), "text.duplicate_column", 1),
    "half a Parquet file": (b"PAR1" + b"\0" * 40, "text.bad_parquet", 0),
}

# kind: (what the format says, what it says now, message, what stands on the line that is named)
FORMATS = {
    "another name": ("format: roaming-partner", "format: partner", "usage.other_format", "format: partner"),
    "a column that it does not have": (
        "partner: 事業者コード",
        "partner: 事業者",
        "usage.no_such_column",
        "  partner: 事業者",
    ),
    "a field that is unknown": ("  partner:", "  operator:", "usage.unknown_field", "  operator:"),
    "a field that is missing": ("  number: 電話番号\n", "", "usage.field_missing", "fields:"),
    "a field given twice": ("  number: 電話番号", "  record_id: 明細番号", "usage.field_twice", "  record_id:"),
    "no origin": ("number: 電話番号", "number: {otherwise: x}", "usage.bad_origin", "otherwise: x"),
    "a column called line": ("[備考]", "[line]", "usage.bad_column", "  columns: [明細番号"),
    "an unknown key": ("times:", "clock:", "terms.unknown_key", "clock:"),
    "an unknown time zone": ("Asia/Tokyo", "Europe/Berlin", "terms.not_one_of", "Europe/Berlin"),
    "an unknown encoding": ("encoding: utf-8", "encoding: latin-1", "terms.not_one_of", "latin-1"),
    "a bracket that is not closed": (
        "[事業者コード, 明細番号]",
        "[事業者コード, 明細番号",
        "terms.not_yaml",
        "numbers:",
    ),
}

CASE = """\
case: 例の1件
month: 2015-06
given:
  contracts:
    - {contract: C1, service: ocn-dotphone}
expect:
  C1: {charges: {monthly: 280}, before_tax: 280, tax: {"8%": 22}, total: 302}
"""
CASES = {
    "no sentence": ("case: 例の1件", 'case: ""', "terms.no_words", 1),
    "an unknown key": ("given:", "gives:", "terms.unknown_key", 3),
    "no month": ("month: 2015-06\n", "", "terms.missing_key", 1),
    "a month that does not exist": ("2015-06", "2015-13", "terms.bad_month", 2),
    "an amount with a fraction": ("total: 302", "total: 302.5", "terms.not_whole", 7),
    "an unknown key of a bill": ("total: 302", "sum: 302", "terms.unknown_key", 7),
    "a contract without a service": (", service: ocn-dotphone", "", "terms.missing_key", 5),
    "two lines for one account": ("expect:\n", "expect:\n  C1: {total: 302}\n", "terms.duplicate_key", 8),
}

CALLS = {
    "no verb": ([], "cli.bad_call"),
    "a name of a file that is no UTF-8": (["rate", "\udc90\udcbf.csv", *RATE[2:]], "cli.not_utf8"),
    "an unknown verb": (["invoice"], "cli.bad_call"),
    "no contracts": (["rate", "usage.csv", "--out", "out"], "cli.bad_call"),
    "no folder to write": (["rate", "usage.csv", "--contracts", "contracts.csv"], "cli.bad_call"),
    "an unknown option": ([*RATE, "--fast"], "cli.bad_call"),
    "an unknown engine": ([*RATE, "--engine", "abacus"], "cli.bad_call"),
    "a month that does not exist": ([*RATE, "--month", "2015-13"], "cli.bad_call"),
    "a day that does not exist": ([*RATE, "--as-known-on", "2015-02-30"], "cli.bad_call"),
}


@pytest.mark.parametrize("kind", CONTRACTS_FILES)
def test_a_contracts_file_of(kind, command, tmp_path):
    content, name, line = CONTRACTS_FILES[kind]
    (prepare(tmp_path) / "contracts.csv").write_bytes(content)
    refused(command, RATE, tmp_path, name, ("contracts.csv", line))


@pytest.mark.parametrize("kind", USAGE_FILES)
def test_a_usage_file_of(kind, command, tmp_path):
    content, name, line = USAGE_FILES[kind]
    (prepare(tmp_path) / "usage.csv").write_bytes(content)
    refused(command, RATE, tmp_path, name, ("usage.csv", line))


def test_of_two_usage_files_a_broken_one_leaves_nothing_of_the_other(command, tmp_path):
    (prepare(tmp_path) / "second.csv").write_bytes(b"")
    refused(command, ["rate", "usage.csv", "second.csv", *RATE[2:]], tmp_path, "text.empty", ("second.csv", 0))


@pytest.mark.parametrize("file", ["usage.csv", "contracts.csv"])
def test_a_file_that_is_not_there(file, command, tmp_path):
    (prepare(tmp_path) / file).unlink()
    refused(command, RATE, tmp_path, "input.no_such_file", (file, 0))
    (tmp_path / file).mkdir()
    refused(command, RATE, tmp_path, "text.directory", (file, 0))


@pytest.mark.parametrize("file", ["usage.csv", "contracts.csv"])
def test_a_pipe_that_nobody_writes_into(file, command, tmp_path):
    (prepare(tmp_path) / file).unlink()
    os.mkfifo(tmp_path / file)
    refused(command, RATE, tmp_path, "text.not_text", (file, 0))


def test_an_output_that_is_there_already(command, tmp_path):
    (prepare(tmp_path) / "out").mkdir()
    refused(command, RATE, tmp_path, "runs.out_exists", ("out", 0))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_format_with(kind, command, tmp_path):
    old, new, name, marker = FORMATS[kind]
    path = prepare(tmp_path) / PARTNER
    before = path.read_text(encoding="utf-8")
    assert old in before, f"the format no longer says: {old}"
    after = before.replace(old, new, 1)
    path.write_text(after, encoding="utf-8")
    line = next(i for i, said in enumerate(after.splitlines(), start=1) if marker in said)
    refused(command, IN_FORMAT, tmp_path, name, (PARTNER, line))


def test_a_format_that_is_not_there(command, tmp_path):
    place = ("book/formats/telegraph.yaml", 0)
    refused(command, [*RATE, "--format", "telegraph"], prepare(tmp_path), "usage.no_such_format", place)


@pytest.mark.parametrize("kind", CASES)
def test_a_case_with(kind, command, tmp_path):
    old, new, name, line = CASES[kind]
    assert old in CASE
    (prepare(tmp_path) / "case.yaml").write_text(CASE.replace(old, new, 1), encoding="utf-8")
    refused(command, ["check", "case.yaml"], tmp_path, name, ("case.yaml", line))


def test_a_case_that_is_not_there(command, tmp_path):
    refused(command, ["check", "case.yaml"], prepare(tmp_path), "input.no_such_file", ("case.yaml", 0))


@pytest.mark.parametrize("kind", CALLS)
def test_a_call_with(kind, command, tmp_path):
    arguments, name = CALLS[kind]
    prepare(tmp_path)
    for language in ("en", "ja"):
        said = command.run(arguments, tmp_path, language)
        assert said.code == 2
        assert said.out == ""
        assert pattern(name, language).fullmatch(said.err.strip()), said.err
        assert not (tmp_path / "out").exists()


def test_a_sound_case_passes_and_a_wrong_one_fails(command, tmp_path):
    """1 is the answer no: not a broken file, but a case that does not come out."""
    case = prepare(tmp_path) / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    assert command.run(["check", "case.yaml"], tmp_path).code == 0
    case.write_text(CASE.replace("280}", "281}"), encoding="utf-8")
    for language in ("en", "ja"):
        said = command.run(["check", "case.yaml"], tmp_path, language)
        assert (said.code, said.err) == (1, "")
        assert said.out.splitlines()[-1] == "0 passed, 1 failed"
        assert "case.yaml: 例の1件" in said.out
        assert pattern("cli.case_difference", language).fullmatch(said.out.splitlines()[1])
        assert "（" not in message("cli.cases_passed", language)
