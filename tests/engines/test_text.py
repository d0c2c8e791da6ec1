"""The door for text files: what it reads, what it lists as unreadable with its line, and what it refuses whole."""

import gzip
import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yakkan.engines import DuckDB
from yakkan.engines.text import Shape, read_text
from yakkan.messages import Refusals, Refused

ENGINE = DuckDB(threads=1)
AB = Shape(("a", "b"), header=False)


def read(folder, content, shape=AB):
    """The rows as (line, a, b) and the unreadable lines as (line, reason), both by line."""
    file = folder / "delivered.csv"
    file.write_bytes(content)
    found = read_text(ENGINE, file, shape)
    rows = sorted((row["line"], row["a"], row["b"]) for row in ENGINE.rows(found.table))
    unreadable = [(row["line"], row["reason"]) for row in ENGINE.rows(found.unreadable)]
    assert found.rows == len(rows) + len(unreadable)
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    return rows, unreadable


def refusals(folder, content, shape):
    with pytest.raises((Refused, Refusals)) as caught:
        read(folder, content, shape)
    wrong = caught.value.all if isinstance(caught.value, Refusals) else [caught.value]
    return [(each.code, each.line, (each.values or {}).get("column", "")) for each in wrong]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param(b"1,2\n3,4\n", [(1, "1", "2"), (2, "3", "4")], id="LF"),
        pytest.param(b"1,2\r\n3,4\r\n", [(1, "1", "2"), (2, "3", "4")], id="CRLF"),
        pytest.param(b"1,2\r3,4\r", [(1, "1", "2"), (2, "3", "4")], id="CR"),
        pytest.param(b"1,2\n3,4", [(1, "1", "2"), (2, "3", "4")], id="no last line end"),
        pytest.param(b"\n\n1,2\n\n3,4\n\n", [(3, "1", "2"), (5, "3", "4")], id="blank lines"),
        pytest.param(b"1,2\n\x1a", [(1, "1", "2")], id="DOS end of file"),
        pytest.param(b"\xef\xbb\xbf1,2\n", [(1, "1", "2")], id="byte order mark"),
        pytest.param(b',\n"",""\n', [(1, "", ""), (2, "", "")], id="empty is empty text"),
        pytest.param(b'"a,b","say ""x"""\n', [(1, "a,b", 'say "x"')], id="quotes"),
        pytest.param("電話,名前\n".encode(), [(1, "電話", "名前")], id="Japanese"),
        pytest.param(b" 1 ,NULL\n", [(1, " 1 ", "NULL")], id="nothing is interpreted"),
    ],
)
def test_readable(tmp_path, content, rows):
    assert read(tmp_path, content) == (rows, [])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'"open,2', "unclosed_quote"),
        (b'1,2"', "unclosed_quote"),
        (b'x"y,"z', "bad_quote"),
        (b'"1"x,2', "bad_quote"),
        (b"1\0,2", "nul_byte"),
        (b"\xa5,2", "undecodable"),
        (b"1", "wrong_columns"),
        (b"1,2,3", "wrong_columns"),
        (b"   ", "wrong_columns"),
        (b"x" * 100_001 + b",2", "line_too_long"),
    ],
)
def test_a_bad_line_is_listed_and_the_lines_after_it_keep_their_numbers(tmp_path, bad, reason):
    rows, unreadable = read(tmp_path, b"1,2\n\n" + bad + b"\n5,6\n" + bad + b"\n\n7,8")
    assert unreadable == [(3, reason), (5, reason)]
    assert rows == [(1, "1", "2"), (4, "5", "6"), (7, "7", "8")]


def test_a_line_of_many_megabytes_is_one_bad_line(tmp_path):
    assert read(tmp_path, b"1,2\n" + b"x" * 9_000_000 + b"\n3,4\n") == (
        [(1, "1", "2"), (3, "3", "4")],
        [(2, "line_too_long")],
    )


def test_line_numbers_hold_across_blocks(tmp_path):
    lines = [b"%d,x" % number for number in range(1, 700_001)]
    lines[0], lines[299_999], lines[599_999] = b"", b'"', b"only"
    rows, unreadable = read(tmp_path, b"\r\n".join(lines))
    assert unreadable == [(300_000, "unclosed_quote"), (600_000, "wrong_columns")]
    assert len(rows) == 699_997
    assert all(str(line) == a for line, a, _ in rows)


def test_cp932_is_read_as_declared(tmp_path):
    shape = Shape(("a", "b"), header=False, encoding="cp932")
    content = "表,ソ\n".encode("cp932") + b"\x81\xff,x\n" + "①,髙\n".encode("cp932")
    assert read(tmp_path, content, shape) == ([(1, "表", "ソ"), (3, "①", "髙")], [(2, "undecodable")])


def test_undecodable_bytes_are_replaced_where_the_shape_says_so(tmp_path):
    shape = Shape(("a", "b"), header=False, undecodable="replace")
    assert read(tmp_path, b"caf\xa5,1\n2,3\n", shape) == ([(1, "caf\ufffd", "1"), (2, "2", "3")], [])


def test_a_header_gives_the_order_and_optional_columns_may_be_missing(tmp_path):
    shape = Shape(("a", "b"), optional=("c",))
    assert read(tmp_path, b"b,a\n1,2\n", shape) == ([(2, "2", "1")], [])
    assert read(tmp_path, "a,c,b\n1,あ,2\n".encode(), shape) == ([(2, "1", "2")], [])
    assert read(tmp_path, b"a,b\n", shape) == ([], [])


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        (b"a\n", [("missing_column", 1, "b")]),
        (b"a,b,x\n", [("unknown_column", 1, "x")]),
        (b"a,b,a\n", [("duplicate_column", 1, "a")]),
        (b"a,a,x\n", [("duplicate_column", 1, "a"), ("unknown_column", 1, "x"), ("missing_column", 1, "b")]),
        (b"a;b\n", [("unknown_column", 1, "a;b"), ("missing_column", 1, "a"), ("missing_column", 1, "b")]),
        (b'"a,b\n', [("bad_header", 1, "")]),
        (b"\na,b\n", [("bad_header", 1, "")]),
        (b"\x81a,b\n", [("header_undecodable", 1, "")]),
    ],
)
def test_a_header_that_is_not_as_declared_refuses_the_file(tmp_path, header, wrong):
    assert refusals(tmp_path, header + b"1,2\n", Shape(("a", "b"))) == wrong


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\n\n", "empty", id="only blank lines"),
        pytest.param(gzip.compress(b"1,2\n"), "compressed", id="gzip"),
        pytest.param(b"PK\x03\x04" + b"x" * 40, "compressed", id="zip"),
        pytest.param("1,2\n".encode("utf-16"), "utf16", id="UTF-16"),
        pytest.param("1,2\n".encode("utf-16-le"), "not_text", id="UTF-16 without a mark"),
        pytest.param(bytes(range(256)) * 20, "not_text", id="binary"),
    ],
)
def test_what_is_no_text_file_is_refused(tmp_path, content, code):
    assert refusals(tmp_path, content, AB) == [(code, 0, "")]


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    for path, code in ((tmp_path, "text.directory"), (tmp_path / "none.csv", "input.no_such_file")):
        with pytest.raises(Refused) as caught:
            read_text(ENGINE, path, AB)
        assert caught.value.name == code


def test_a_name_may_come_from_a_file(tmp_path):
    file = tmp_path / """o'brien "2".csv"""
    file.write_bytes(b"1,2\n,\n")
    assert ENGINE.count(read_text(ENGINE, file, AB, file.stem).table) == 2


PIECES = st.lists(
    st.sampled_from([b"\n", b"\r\n", b"\r", b",", b'"', b'""', b"a", b"\x1a", b"\0", "あ".encode(), b"\x82", b" "])
    | st.binary(max_size=3)
).map(b"".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=PIECES, undecodable=st.sampled_from(["refuse", "replace"]), encoding=st.sampled_from(["utf-8", "cp932"]))
def test_any_bytes_are_rows_unreadable_lines_or_refused(tmp_path, content, undecodable, encoding):
    shape = Shape(("a", "b"), header=False, undecodable=undecodable, encoding=encoding)
    try:
        rows, unreadable = read(tmp_path, content, shape)
    except Refused:
        return
    lines = [line for line, *_ in rows] + [line for line, _ in unreadable]
    ends = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf").split(b"\n")
    assert sorted(lines) == [number for number, line in enumerate(ends, 1) if line not in (b"", b"\x1a")]
