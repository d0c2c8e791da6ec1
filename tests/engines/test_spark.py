"""Spark beside DuckDB: every case of the book, 2,000 random months, and what two engines may well see differently."""

import csv
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import ibis
import pytest

from random_month import BATCHES, CONTRACT_COLUMNS, MONTHS_OF_A_BATCH, write_csv
from random_usage import USAGE_COLUMNS
from rated_months import rate_months
from spark_needed import ENGINES, needs_spark
from yakkan.cli import main
from yakkan.days import Month
from yakkan.engines import opened
from yakkan.messages import Refused
from yakkan.money import divide
from yakkan.runs import cases
from yakkan.runs.rate import CHARGES, RateInputs, rate
from yakkan.terms import load
from yakkan.usage import CANONICAL

BOOK = Path(__file__).parents[2] / "book"
TEXTS = ("", " ", "a'b", 'a"b', "a\\b", "\\n", "a`b", "${x}", "%d", "料金🗾", "é", "e\u0301", "a\x07b", "null", "NULL")


def files(out: Path) -> dict[str, bytes]:
    """Every file of a run's folder."""
    return {file.name: file.read_bytes() for file in out.iterdir()}


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    with opened(request.param, tmp_path / "spill", small=True) as one:
        yield one


@needs_spark
def test_every_random_month_is_the_same_on_both_engines(tmp_path):
    """Those that agree with the oracle on one engine leave the same files on the other, byte for byte."""
    counts = {}
    for engine in ("duckdb", "spark"):
        (tmp_path / engine).mkdir()
        run = rate_months(range(len(BATCHES) * MONTHS_OF_A_BATCH), tmp_path / engine, engine)
        assert len(run.months) == 2_000
        counts[engine] = run.counts
    assert counts["duckdb"] == counts["spark"]
    assert min(counts["duckdb"].values()) > 1_000
    out = files(tmp_path / "duckdb" / "out")
    assert set(out) >= {"charges.parquet", "lines.parquet", "quarantine.csv", "taxes.parquet"}
    assert files(tmp_path / "spark" / "out") == out


@needs_spark
def test_every_case_by_the_terms_of_the_book_comes_out_to_the_yen():
    """Those that bring terms of their own are left to `yakkan check --engine spark`, which takes them all: the random
    months have every shape of theirs."""
    folders = sorted(folder for folder in (BOOK / "cases").iterdir() if folder.name != "clause-shapes")
    verdicts = cases.check(BOOK, folders, date(2026, 1, 1), "spark")
    assert len(verdicts) > 100
    assert [verdict for verdict in verdicts if verdict.differences] == []


def test_texts_empty_and_missing_values_pass_through(engine, tmp_path):
    rows = [(i, text) for i, text in enumerate(TEXTS)] + [(len(TEXTS), None)]
    table = engine.put("texts", {"nth": "int64", "text": "string"}, rows)
    kept = engine.keep("kept", table.mutate(twice=table.text + table.text))
    found = engine.rows(kept.order_by("nth"))
    assert [(row["nth"], row["text"]) for row in found] == rows
    assert [row["twice"] for row in found] == [text + text for text in TEXTS] + [None]
    engine.write(kept.order_by(kept.nth.desc()), tmp_path / "texts.parquet")
    with opened("duckdb", tmp_path) as reader:
        written = reader.read("texts", {"nth": "int64", "text": "string"}, [tmp_path / "texts.parquet"])
        assert [tuple(row.values()) for row in reader.rows(written)] == rows[::-1]


def test_empty_tables_and_no_files_at_all(engine, tmp_path):
    schema = {"name": "string", "day": "date", "at": "timestamp", "yen": "int64", "free": "boolean"}
    for table in (engine.put("nothing", schema, []), engine.read("no_file", schema, [])):
        kept = engine.keep("kept", table.filter(table.yen > 0))
        assert engine.count(kept) == 0
        assert engine.rows(kept.agg(yen=kept.yen.sum())) == [{"yen": None}]
        engine.write(kept.order_by("name"), tmp_path / "nothing.parquet")
        engine.write_csv(kept.order_by("name"), tmp_path / "nothing.csv")
        assert (tmp_path / "nothing.csv").read_text() == "name,day,at,yen,free\n"


def test_whole_numbers_stay_whole_and_an_overflow_is_an_error(engine):
    exact = 2**53 + 1  # no DOUBLE has it
    table = engine.put(
        "numbers", {"whose": "string", "n": "int64"}, [("a", exact), ("a", 0), ("b", 2**62), ("b", 2**62)]
    )
    small = table.filter(table.whose == "a")
    found = engine.rows(small.agg(sum=small.n.sum(), third=divide(small.n.sum(), ibis.literal(3, "int64"), "ceil")))
    assert found == [{"sum": exact, "third": (exact + 2) // 3}]
    with pytest.raises((Refused, duckdb.ConversionException)):
        engine.rows(table.group_by("whose").agg(sum=table.n.sum()))


def test_missing_values_in_least_greatest_and_orders(engine):
    table = engine.put("pairs", {"a": "int64", "b": "int64"}, [(1, None), (2, 1), (None, 3), (None, None)])
    found = table.mutate(least=ibis.least(table.a, table.b), greatest=ibis.greatest(table.a, table.b))
    assert [tuple(row.values()) for row in engine.rows(found.order_by("a", "b"))] == [
        (1, None, 1, 1),
        (2, 1, 1, 2),
        (None, 3, 3, 3),
        (None, None, None, None),
    ]


def test_texts_are_joined_in_order_and_numbered_from_nought(engine):
    table = engine.put("texts", {"who": "string", "nth": "int64", "text": "string"}, [("a", 2, "y"), ("a", 1, "z")])
    joined = table.group_by("who").agg(text=table.text.group_concat(" + ", order_by=table.nth))
    assert engine.rows(joined) == [{"who": "a", "text": "z + y"}]
    numbered = table.mutate(place=ibis.row_number().over(order_by=table.nth)).order_by("place")
    assert [(row["place"], row["text"]) for row in engine.rows(numbered)] == [(0, "z"), (1, "y")]


def test_timestamps_have_no_zone(engine, tmp_path):
    last, first = datetime.fromisoformat("2015-06-30 23:59:59"), datetime.fromisoformat("2015-07-01")
    call = timedelta(seconds=90)
    rows = [(last, date(2015, 6, 30)), (first, date(2015, 7, 1))]
    table = engine.put("moments", {"at": "timestamp", "day": "date"}, rows)
    told = table.mutate(
        month=table.at.strftime("%Y-%m"),
        own_day=table.at.cast("date") == table.day,
        later=table.at + ibis.literal(90, "int64").as_interval("s"),
        since=table.at.delta(ibis.literal(first).cast("timestamp"), unit="second"),
    )
    assert [tuple(row.values()) for row in engine.rows(told.order_by("at"))] == [
        (last, date(2015, 6, 30), "2015-06", True, last + call, -1),
        (first, date(2015, 7, 1), "2015-07", True, first + call, 0),
    ]
    engine.write(table.order_by("at"), tmp_path / "moments.parquet")
    with opened("duckdb", tmp_path) as reader:
        read = reader.read("moments", {"at": "timestamp", "day": "date"}, [tmp_path / "moments.parquet"])
        assert [tuple(row.values()) for row in reader.rows(read)] == rows


def rated(folder: Path, record_ids: list[str], started: list[str], engine: str) -> Path:
    """A call of one minute by each record, rated for June 2015, into a folder whose name means something to a shell."""
    blank = dict.fromkeys((*CONTRACT_COLUMNS, *USAGE_COLUMNS), "")
    contract = {"contract": "C1", "account": "A1", "service": "ocn-dotphone", "number": "05011110001"}
    call = {"number": "05011110001", "kind": "voice", "direction": "out", "peer": "fixed", "quantity": "60"}
    usage = [blank | call | {"record_id": each, "started_at": at} for each, at in zip(record_ids, started, strict=True)]
    write_csv(folder / "contracts.csv", CONTRACT_COLUMNS, [blank | contract])
    with (folder / "usage.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, USAGE_COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(usage)
    files = [folder / "usage.csv"], CANONICAL, folder / "contracts.csv"
    out = folder / f"{engine} [a-b] {{c,d}} *料金"
    rate(load(BOOK), RateInputs(*files, date(2026, 1, 1), Month.parse("2015-06"), engine), out)
    return out


@needs_spark
def test_ids_of_any_text_and_calls_at_the_month_s_borders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ids = [f"R{i}{text}" for i, text in enumerate(TEXTS) if "\a" not in text]
    borders = ["2015-05-31T14:59:59Z", "2015-05-31T15:00:00Z", "2015-06-30T14:59:59Z", "2015-06-30T15:00:00Z"]
    started = [borders[i % 4] for i in range(len(ids))]
    out = [rated(tmp_path, ids, started, engine) for engine in ("duckdb", "spark")]
    assert files(out[1]) == files(out[0])
    assert {path.name for path in tmp_path.iterdir()} == {"contracts.csv", "usage.csv", *(each.name for each in out)}
    with opened("duckdb", tmp_path) as reader:
        charges = reader.rows(reader.read("charges", CHARGES, [out[1] / "charges.parquet"]))
    with (out[1] / "quarantine.csv").open(encoding="utf-8", newline="") as stream:
        outside = {row["record_id"]: row["reason"] for row in csv.DictReader(stream)}
    in_june = {each for i, each in enumerate(ids) if i % 4 in (1, 2)}
    assert {row["record_id"]: row["amount"] for row in charges} == dict.fromkeys(in_june, 80_000)
    assert outside == dict.fromkeys(set(ids) - in_june, "other_month")


def refusal(start: str, language: str, **environment: str) -> tuple[int, str]:
    """The exit code and the error of `yakkan check --engine spark` in a process of its own."""
    call = (
        f"{start}; from yakkan.cli import main; sys.exit(main(['check', '--engine', 'spark', '--book', {str(BOOK)!r}]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", f"import sys; {call}"],
        env={"LANG": language, **environment},
        capture_output=True,
        text=True,
    )
    return said.returncode, said.stderr


@pytest.mark.parametrize(("language", "cure"), [("C.UTF-8", "Install it with"), ("ja_JP.UTF-8", "で入れるか")])
def test_without_the_extra_the_cure_is_named(language, cure):
    code, said = refusal("sys.modules['pyspark'] = None", language)  # what Python finds where it is not installed
    assert (code, cure in said, "make install EXTRA=spark" in said) == (2, True, True)


@needs_spark
@pytest.mark.parametrize(("language", "cure"), [("C.UTF-8", "there is none"), ("ja_JP.UTF-8", "見つかりません")])
def test_without_java_the_cure_is_named(language, cure, tmp_path):
    code, said = refusal("pass", language, PATH=str(tmp_path))
    assert (code, cure in said, "openjdk-17-jre-headless" in said) == (2, True, True)


@pytest.mark.parametrize("verb", ["load", "bill", "verify", "explain", "demo"])
def test_a_verb_that_cannot_use_it_refuses_it(verb, capsys):
    arguments = {"load": ["customers", "x.csv"], "bill": ["2015-06"], "verify": ["x"], "explain": ["x"], "demo": []}[
        verb
    ]
    assert main([verb, *arguments, "--engine", "spark"]) == 2
    assert f"{verb} works with duckdb only" in capsys.readouterr().err
