"""The door for SQL dumps: real dumps of SQLite, what MySQL and PostgreSQL write, and what can't be read of them."""

import hashlib
import sqlite3

import pytest

from yakkan.engines import DuckDB
from yakkan.engines.sql_dump import Dump, read_sql_dump
from yakkan.engines.text import Shape
from yakkan.messages import Refusals, Refused

ENGINE = DuckDB(threads=1)
AB = Shape(("a", "b"))
AB_REPLACED = Shape(("a", "b"), undecodable="replace")


def read(folder, content, dialect="sqlite", shape=AB, table="t"):
    """The rows as (line, a, b) in the file's order and the unreadable lines as (line, reason)."""
    file = folder / "dump.sql"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read_sql_dump(ENGINE, file, Dump(shape, table, dialect))
    rows = [(row["line"], row["a"], row["b"]) for row in ENGINE.rows(found.table.order_by("file_row"))]
    unreadable = [(row["line"], row["reason"]) for row in ENGINE.rows(found.unreadable)]
    assert found.rows == len(rows) + len(unreadable)
    assert found.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    return rows, unreadable


def refusals(folder, content, dialect="sqlite", shape=AB):
    with pytest.raises((Refused, Refusals)) as caught:
        read(folder, content, dialect, shape)
    wrong = caught.value.all if isinstance(caught.value, Refusals) else [caught.value]
    return [(each.code, each.line, (each.values or {}).get("column", "")) for each in wrong]


def test_a_real_dump_of_sqlite_gives_what_stands_in_the_table(tmp_path):
    values = [
        ("it's", 'say "x"'),
        ("", None),
        (0.1, 2457176.5416608797),
        (2**53 + 1, -1.5e-7),
        (1e22, 10.5),
        ("あ\n--", ";'"),
    ]
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE other (x TEXT)")
    database.execute("INSERT INTO other VALUES ('a;\nINSERT INTO t VALUES(1,2);')")
    database.execute("CREATE TABLE t (a, -- it's the first\n b DEFAULT 'x,y', PRIMARY KEY (a, b))")
    database.executemany("INSERT INTO t VALUES (?, ?)", values)
    rows, unreadable = read(tmp_path, "\n".join(database.iterdump()) + "\n")
    assert [row[1:] for row in rows] == [
        ("it's", 'say "x"'),
        ("", ""),
        ("0.1", "2457176.5416608797"),
        ("9007199254740993", "-0.00000015"),
        ("10000000000000000000000", "10.5"),
        ("あ\n--", ";'"),
    ]
    assert unreadable == []


@pytest.mark.parametrize(
    ("dialect", "content", "rows"),
    [
        ("sqlite", "INSERT INTO t VALUES(1,'a\\');\n", [(1, "1", "a\\")]),
        ("sqlite", "INSERT INTO \"t\" VALUES(1,'''''');", [(1, "1", "''")]),
        (
            "sqlite",
            "INSERT INTO t VALUES(2457176.5416608797386,10.499999999999999999);",
            [(1, "2457176.5416608797", "10.5")],
        ),
        (
            "sqlite",
            "INSERT INTO t VALUES(1,'two\nlines');\r\nINSERT INTO t VALUES(2,3);\r\n",
            [(1, "1", "two\nlines"), (3, "2", "3")],
        ),
        (
            "mysql",
            "INSERT INTO `t` VALUES (1,'it\\'s'),(2,'a\\\\'),(3,'),(');\n",
            [(1, "1", "it's"), (1, "2", "a\\"), (1, "3", "),(")],
        ),
        ("mysql", "INSERT INTO `t` VALUES\n(1,'\\n\\t\\r'),\n(NULL,'\\\"''');\n", [(2, "1", "\n\t\r"), (3, "", "\"'")]),
        (
            "mysql",
            "INSERT IGNORE INTO `d`.`t` VALUES (-1.5,1e-05);REPLACE INTO t VALUES (1,2);",
            [(1, "-1.5", "0.00001"), (1, "1", "2")],
        ),
        ("mysql", "INSERT INTO `t` (`b`,`a`) VALUES (1,2);", [(1, "2", "1")]),
        (
            "mysql",
            "DELIMITER ;;\nINSERT INTO t VALUES (9,9);;\nDELIMITER ;\nINSERT INTO t VALUES (1,2);",
            [(4, "1", "2")],
        ),
        (
            "postgresql",
            "COPY public.t (b, a) FROM stdin;\n1\t\\N\n\\\\N\t\\t\\n\n\\.\nSELECT 1;\n",
            [(2, "", "1"), (3, "\t\n", "\\N")],
        ),
        ("postgresql", "COPY t (a, b) FROM stdin;\n\\.\n", []),
        (
            "postgresql",
            "INSERT INTO public.t VALUES (1, 'a\\');\nINSERT INTO t (a, b) OVERRIDING USER VALUE VALUES (true, NULL);",
            [(1, "1", "a\\"), (2, "true", "")],
        ),
        (
            "postgresql",
            "INSERT INTO t VALUES (1, 2) ON CONFLICT DO NOTHING;\nINSERT INTO t VALUES (3, 4);",
            [(1, "1", "2"), (2, "3", "4")],
        ),
        (
            "postgresql",
            "\\restrict abc'\n/* it's */ -- it's\nSELECT '--';\nINSERT INTO t VALUES (1, 2);",
            [(4, "1", "2")],
        ),
        (
            "postgresql",
            "CREATE FUNCTION f() AS $_$ it's; \nINSERT INTO t VALUES (1,2); $_$;\nINSERT INTO t VALUES (3, 4);",
            [(3, "3", "4")],
        ),
    ],
)
def test_readable(tmp_path, dialect, content, rows):
    assert read(tmp_path, content, dialect) == (rows, [])


@pytest.mark.parametrize("dialect", ["sqlite", "mysql", "postgresql"])
def test_what_belongs_to_others_is_passed_over(tmp_path, dialect):
    content = (
        "-- it's a comment; INSERT INTO t VALUES (8,8);\nCREATE TABLE t (a int, b int);\n"
        "INSERT INTO tt VALUES (1,'x;\nINSERT INTO t VALUES (9,9);\n');\nINSERT INTO t VALUES (1,2);\n"
        "INSERT INTO other (a, b) VALUES (7,'INSERT INTO t VALUES (9,9);');\nDROP TABLE other;\n"
    )
    assert read(tmp_path, content, dialect) == ([(6, "1", "2")], [])


COPIED = b"COPY other (x) FROM stdin;\nINSERT INTO t VALUES (1,2);\n\\.\nCOPY t FROM stdin;\n"


@pytest.mark.parametrize(
    ("dialect", "bad", "reason"),
    [
        ("sqlite", "INSERT INTO t VALUES(1,2,3);", "wrong_values"),
        ("sqlite", "INSERT INTO t VALUES('a)');", "wrong_values"),
        ("sqlite", "INSERT INTO t VALUES(1,replace('a\\nb','\\n',char(10)));", "no_literal"),
        ("sqlite", "INSERT INTO t VALUES(1,X'00');", "no_literal"),
        ("sqlite", "INSERT INTO t VALUES(1,1+1);", "no_literal"),
        ("sqlite", "INSERT INTO t VALUES(1,now());", "no_literal"),
        ("sqlite", "INSERT INTO t SELECT 1, 2;", "no_literal"),
        ("sqlite", "INSERT INTO t VALUES(1,'open);", "bad_tuple"),
        ("sqlite", "INSERT INTO t VALUES('a,'b');", "bad_tuple"),
        ("sqlite", "INSERT INTO t VALUES(1,2) x;", "bad_tuple"),
        ("sqlite", "INSERT INTO t VALUES(1,2", "bad_tuple"),
        ("sqlite", f"INSERT INTO t VALUES(1,'{'x' * 100_001}');", "bad_tuple"),
        ("sqlite", "INSERT INTO t VALUES(1,'\0');", "nul_byte"),
        ("mysql", "INSERT INTO t VALUES (1,'\\0');", "nul_byte"),
        ("mysql", "INSERT INTO t VALUES (1,_binary 'a');", "no_literal"),
        ("mysql", "INSERT INTO t VALUES (1,'a\\');", "bad_tuple"),
        ("mysql", "INSERT INTO t VALUES (1,'a'b'),(1,2);", "bad_tuple"),
    ],
)
def test_a_bad_tuple_is_listed_and_what_comes_after_it_keeps_its_line(tmp_path, dialect, bad, reason):
    content = f"INSERT INTO t VALUES(1,2);\n{bad}\nINSERT INTO t VALUES(3,4);\n{bad}\nINSERT INTO t VALUES(5,6);\n"
    assert read(tmp_path, content, dialect) == (
        [(1, "1", "2"), (3, "3", "4"), (5, "5", "6")],
        [(2, reason), (4, reason)],
    )


def test_of_many_tuples_on_a_line_only_the_bad_ones_are_lost(tmp_path):
    content = "INSERT INTO t VALUES (1,2),(3),(4,now()),(5,6),\n(7,'a'b'),(8,8),\n(9,10);\n"
    assert read(tmp_path, content, "mysql") == (
        [(1, "1", "2"), (1, "5", "6"), (3, "9", "10")],
        [(1, "wrong_values"), (1, "no_literal"), (2, "bad_tuple")],
    )


@pytest.mark.parametrize(
    ("lines", "rows", "unreadable"),
    [
        (b"1\t2\t3\n4\t5\n\\.\n", [(6, "4", "5")], [(5, "wrong_values")]),
        (b"1\t\\x41\n4\t5\n\\.\n", [(6, "4", "5")], [(5, "bad_tuple")]),
        (b"1\ta\\\n4\t5\n\\.\n", [(6, "4", "5")], [(5, "bad_tuple")]),
        (b"\n4\t5\n\\.\n", [(6, "4", "5")], [(5, "wrong_values")]),
        (b"1\t" + b"x" * 100_001 + b"\n4\t5\n\\.\n", [(6, "4", "5")], [(5, "line_too_long")]),
        (b"1\t" + b"x" * 9_000_000 + b"\n4\t5\n\\.\n", [(6, "4", "5")], [(5, "line_too_long")]),
        (b"1\t2\n4\t5\n", [(5, "1", "2")], [(6, "cut_off_copy")]),
        (b"1\t2\n4\t", [(5, "1", "2")], [(6, "cut_off_copy")]),
    ],
)
def test_bad_lines_of_copy(tmp_path, lines, rows, unreadable):
    assert read(tmp_path, COPIED + lines, "postgresql") == (rows, unreadable)


def test_bytes_of_no_encoding_are_quarantined_or_replaced(tmp_path):
    content = b"INSERT INTO t VALUES (1,'\xa5'),(2,'\xe3\x81\x82');\n"
    assert read(tmp_path, content, "mysql") == ([(1, "2", "あ")], [(1, "undecodable")])
    assert read(tmp_path, content, "mysql", AB_REPLACED)[0] == [(1, "1", "\ufffd"), (1, "2", "あ")]


def test_create_table_tells_the_order_of_columns_that_insert_does_not_name(tmp_path):
    content = (
        'CREATE TABLE t (\n  "b" numeric(10,2) DEFAULT 0, -- (the second)\n  a text, CONSTRAINT k UNIQUE (a, b));\n'
    )
    assert read(tmp_path, content + "INSERT INTO t VALUES (1,2);\n")[0] == [(4, "2", "1")]


def test_optional_columns_may_be_missing(tmp_path):
    shape = Shape(("a", "c"), optional=("b",))
    assert read(tmp_path, "INSERT INTO t (c,a) VALUES (1,2);", shape=shape)[0] == [(1, "2", "")]
    assert read(tmp_path, "INSERT INTO t (c,b,a) VALUES (1,2,3);", shape=shape)[0] == [(1, "3", "2")]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("INSERT INTO other VALUES (1,2);", [("no_such_table", 0, "")]),
        ("SELECT 1;\nINSERT INTO t (a,b,c) VALUES (1,2,3);", [("unknown_table_column", 2, "c")]),
        ("CREATE TABLE t (a int);", [("missing_table_column", 1, "b")]),
        ("COPY t (a, c) FROM stdin;\n\\.\n", [("unknown_table_column", 1, "c"), ("missing_table_column", 1, "b")]),
        ("INSERT INTO t (a,b,a) VALUES (1,2,3);", [("duplicate_column", 1, "a")]),
        ("CREATE TABLE t (a int, b text DEFAULT 'x;\n", [("bad_table", 1, "")]),
        ("", [("empty", 0, "")]),
    ],
)
def test_a_dump_that_is_not_as_declared_is_refused(tmp_path, content, wrong):
    assert refusals(tmp_path, content) == wrong


def test_an_empty_table_has_no_rows(tmp_path):
    assert read(tmp_path, "CREATE TABLE t (a int, b int);\n") == ([], [])


def test_of_two_schemas_the_one_that_is_named_is_read(tmp_path):
    content = "INSERT INTO old.t VALUES (1,2);\nINSERT INTO public.t VALUES (3,4);\n"
    assert read(tmp_path, content, "postgresql", table="public.t")[0] == [(2, "3", "4")]


def test_a_dump_longer_than_what_is_read_at_once(tmp_path):
    tuples = ",".join(f"({number},'x{number}')" for number in range(200_000))
    comment = "-- it's " + "x" * 3_000_000
    content = (
        f"{comment}\nINSERT INTO other VALUES {tuples};\nINSERT INTO t VALUES {tuples};\nINSERT INTO t VALUES (7,8);\n"
    )
    rows, unreadable = read(tmp_path, content, "mysql")
    assert unreadable == []
    assert rows == [(3, str(number), f"x{number}") for number in range(200_000)] + [(4, "7", "8")]
