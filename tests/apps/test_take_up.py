"""Quarantine is taken up again once, by a successor that is committed as a load is; all counts by hand."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.apps import invented
from tests.apps.test_load import LAST, load_contracts
from yakkan.days import Month
from yakkan.usage import CANONICAL, FIELDS, load_mapping

_BOOK = Path(__file__).parents[2] / "book"
_KAMAILIO = "id,start_time,end_time,duration,src_user,dst_user,callid\n"
_JUNE_3 = "2457176.5416666667"  # 2015-06-03 at 01:00 UTC, 10:00 in Japan


@pytest.fixture(autouse=True)
def lake(data: Path) -> Iterator[Path]:
    """The lake, gone afterwards."""
    yield data / "lake"
    shutil.rmtree(data / "lake", ignore_errors=True)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one's own, whose formats can be mended."""
    shutil.copytree(_BOOK / "formats", tmp_path / "book" / "formats")
    return tmp_path / "book"


def kamailio(*calls: tuple[str, str, str], seconds: int = 30) -> str:
    """Calls (caller, called, callid) of 2015-06-03 at 10:00 in Japan."""
    rows = (f"1,{_JUNE_3},{_JUNE_3},{seconds},{src},{dst},{call}\n" for src, dst, call in calls)
    return _KAMAILIO + "".join(rows)


def canonical(*records: str) -> str:
    """Canonical records `id kind`, one call of ours each."""
    rows = (f"{one.split()[0]},05011110001,{one.split()[1]},out,fixed,,,,,2015-06-03T10:00:00,90" for one in records)
    return "\n".join([",".join(FIELDS), *rows]) + "\n"


def load(data: Path, file: Path, text: str, by=CANONICAL):
    from yakkan.apps.billing.actions import load_usage

    file.write_text(text, encoding="utf-8")
    (loaded,) = load_usage([file], by, data, who="test")
    return loaded


def take_up(data: Path, book: Path, format_name: str | None = None):
    """Taken up: (file, rows, added, left out, accepted, quarantined, duplicate); or why not: (file, reasons)."""
    from yakkan.apps.billing.actions import take_up_usage
    from yakkan.runs.again import TakenUp

    found = []
    for one in take_up_usage(book, data, format_name, who="test"):
        became = one.became
        if isinstance(became, TakenUp):
            names = ("rows", "added", "left_out", "accepted", "quarantined", "duplicate")
            found.append((one.before.file, *(getattr(became, name) for name in names)))
        else:
            found.append((one.before.file, became.refused.name if became.refused else became.reasons))
    return found


def balance() -> tuple[int, ...]:
    """received, added, accepted, duplicate, open, left out; and that they balance."""
    from yakkan.apps.billing.queries import usage_balance

    found = usage_balance()
    assert found.received + found.added == found.accepted + found.duplicate + found.open + found.left_out
    return tuple(vars(found).values())


def contracts(*numbers: str) -> None:
    invented.load_people()
    load_contracts(*(("C1", "A1", "K1", "ocn-dotphone", each, "", "", "", date(2015, 6, 1), LAST) for each in numbers))


def records_of_june(data: Path) -> list[tuple[str, str, int]]:
    from yakkan.apps.billing import queries
    from yakkan.engines import DuckDB
    from yakkan.usage import SCHEMA

    june = Month.parse("2015-06")
    folders = queries.deliveries_by_month(data, [june])[june].folders
    files = [queries.lake(data) / folder / "usage" / f"month={june}" / "usage.parquet" for folder in folders]
    engine = DuckDB()
    table = engine.read("usage", SCHEMA, files)
    rows = engine.rows(table.order_by("file", "line", "record_id"))
    return [(row["record_id"], row["file"], row["line"]) for row in rows]


def folders(lake: Path) -> list[str]:
    return sorted(folder.name for folder in lake.iterdir())


def test_contracts_that_came_late(data: Path, lake: Path, book: Path, tmp_path: Path) -> None:
    from yakkan.apps.billing.models import Delivery
    from yakkan.apps.billing.queries import open_quarantine
    from yakkan.apps.records.models import AuditEvent

    calls = kamailio(
        ("05011110001", "0312345678", "a"),
        ("05011110002", "0312345678", "b"),
        ("0312345678", "05011110009", "c"),
        ("05011110002", "05011110003", "d"),
    )
    contracts("05011110001")
    load(data, tmp_path / "calls.csv", calls, load_mapping(book, "kamailio"))
    assert balance() == (4, 0, 1, 0, 3, 0)
    assert open_quarantine(data) == [("usage.no_number_of_ours", 3)]
    before = folders(lake)
    assert take_up(data, book) == [("calls.csv", [("no_number_of_ours", 3)])]
    assert (folders(lake), Delivery.objects.count()) == (before, 1)

    contracts("05011110001", "05011110002", "05011110003")
    first = Delivery.objects.get()
    assert take_up(data, book) == [("calls.csv", 3, 1, 0, 3, 1, 0)]  # b, and both sides of d; c is nobody's
    assert balance() == (4, 1, 4, 0, 1, 0)
    found = [("a/out", 2), ("b/out", 3), ("d/in", 5), ("d/out", 5)]
    assert records_of_june(data) == [(record, "calls.csv", line) for record, line in found]
    successor = Delivery.objects.get(again_of=first)
    assert (successor.rows, successor.received, successor.format) == (3, 4, "kamailio")
    assert open_quarantine(data) == [("usage.no_number_of_ours", 1)]
    event = AuditEvent.objects.latest("id")
    assert (event.who, event.what, event.subject) == ("test", "take usage up again", "calls.csv")
    assert event.details == "received 4: accepted 3, quarantined 1, duplicate 0"
    assert [path.parent.name for path in lake.glob("*/residue.parquet")] == [successor.folder]
    assert take_up(data, book) == [("calls.csv", [("no_number_of_ours", 1)])]


def test_a_chain_of_two_and_what_a_known_file_says(data: Path, lake: Path, book: Path, tmp_path: Path) -> None:
    from yakkan.apps.billing.models import Delivery

    text = canonical("R1 voice", "R2 tel", "R3 fax", "R4 tel")
    own = (book / "formats" / "own.yaml").write_text
    fields = "\n".join(f"  {field}: {field}" for field in FIELDS if field not in ("record_id", "kind"))
    said = f"""format: own
name: {{ja: 自社, en: Our own}}
file: {{header: "yes", columns: [{", ".join(FIELDS)}]}}
natural_key: [record_id]
fields:
{fields}
  kind: {{column: kind, values: {{voice: voice@}}}}
"""
    own(said.replace("@", ""))
    load(data, tmp_path / "own.csv", text, load_mapping(book, "own"))
    assert load(data, tmp_path / "same.csv", text, load_mapping(book, "own")).open == 3
    own(said.replace("@", ", tel: voice"))
    assert take_up(data, book) == [("own.csv", 3, 0, 0, 2, 1, 0)]
    assert load(data, tmp_path / "same.csv", text, load_mapping(book, "own")).open == 1
    assert balance() == (4, 0, 3, 0, 1, 0)
    own(said.replace("@", ", tel: voice, fax: voice"))
    assert take_up(data, book) == [("own.csv", 1, 0, 0, 1, 0, 0)]
    assert take_up(data, book) == []
    assert load(data, tmp_path / "same.csv", text, load_mapping(book, "own")).open == 0
    assert balance() == (4, 0, 4, 0, 0, 0)
    assert records_of_june(data) == [(f"R{i}", "own.csv", i + 1) for i in range(1, 5)]
    assert list(lake.glob("*/residue.parquet")) == []
    assert [row.rows for row in Delivery.objects.order_by("received_at")] == [4, 3, 1]


def test_what_came_mended_meanwhile_is_a_duplicate(data: Path, book: Path, tmp_path: Path) -> None:
    contracts("05011110001")
    calls = [("05011110002", "0312345678", "a"), ("05011110002", "0312345678", "b")]
    by = load_mapping(book, "kamailio")
    load(data, tmp_path / "first.csv", kamailio(*calls), by)
    contracts("05011110001", "05011110002")
    load(data, tmp_path / "mended.csv", kamailio(calls[0]), by)
    load(data, tmp_path / "other.csv", kamailio(calls[1], seconds=31), by)
    assert take_up(data, book) == [("first.csv", 2, 0, 0, 0, 1, 1)]  # a came before, b with other seconds
    assert balance() == (4, 0, 2, 1, 1, 0)
    assert take_up(data, book) == [("first.csv", [("other_content", 1)])]


def test_tuples_of_a_dump_that_share_a_line(data: Path, lake: Path, book: Path, tmp_path: Path) -> None:
    """a is accepted, b's contract comes late, a comes twice, c is no literal, d's number is never ours."""
    at = "'2015-06-03 10:00:00'"
    own = [("05011110001", "a"), ("05011110002", "b"), ("05011110001", "a"), ("05011110003", "d")]
    tuples = [f"(1,{at},{at},30.000,'{src}','0312345678','{call}')" for src, call in own]
    tuples.insert(3, f"(1,{at},{at},now(),'05011110001','0312345678','c')")
    contracts("05011110001")
    dump = f"INSERT INTO `acc_cdrs` VALUES {','.join(tuples)};\n"
    load(data, tmp_path / "acc.sql", dump, load_mapping(book, "kamailio-mysql"))
    assert balance() == (5, 0, 1, 1, 3, 0)
    assert take_up(data, book) == [("acc.sql", [("no_literal", 1), ("no_number_of_ours", 2)])]
    contracts("05011110001", "05011110002")
    assert take_up(data, book) == [("acc.sql", 3, 0, 0, 1, 2, 0)]
    assert take_up(data, book) == [("acc.sql", [("no_literal", 1), ("no_number_of_ours", 1)])]
    assert balance() == (5, 0, 2, 1, 2, 0)
    assert records_of_june(data) == [("a/out", "acc.sql", 1), ("b/out", "acc.sql", 1)]
    assert len(list(lake.glob("*/residue.parquet"))) == 1


def test_two_files_with_one_record_in_quarantine_give_it_once(data: Path, book: Path, tmp_path: Path) -> None:
    contracts("05011110001")
    call = ("05011110002", "0312345678", "a")
    by = load_mapping(book, "kamailio")
    load(data, tmp_path / "one.csv", kamailio(call), by)
    load(data, tmp_path / "two.csv", kamailio(call, ("05011110002", "0312345678", "b")), by)
    contracts("05011110001", "05011110002")
    assert take_up(data, book) == [("one.csv", 1, 0, 0, 1, 0, 0), ("two.csv", 2, 0, 0, 1, 0, 1)]
    assert balance() == (3, 0, 2, 1, 0, 0)


def test_two_at_once_take_it_up_once(data: Path, book: Path, tmp_path: Path) -> None:
    contracts("05011110001")
    load(data, tmp_path / "calls.csv", kamailio(("05011110002", "0312345678", "a")), load_mapping(book, "kamailio"))
    contracts("05011110001", "05011110002")

    def one_of_two(_: int):
        try:
            return take_up(data, book)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        found = sorted(threads.map(one_of_two, range(2)))
    assert found == [[], [("calls.csv", 1, 0, 0, 1, 0, 0)]]
    assert balance() == (1, 0, 1, 0, 0, 0)


def test_what_is_not_committed_is_swept_and_taken_up_again(data: Path, lake: Path, book: Path, tmp_path: Path) -> None:
    contracts("05011110001")
    load(data, tmp_path / "calls.csv", kamailio(("05011110002", "0312345678", "a")), load_mapping(book, "kamailio"))
    contracts("05011110001", "05011110002")
    before = folders(lake)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        take_up(data, book)
        raise KeyboardInterrupt
    assert balance() == (1, 0, 0, 0, 1, 0)
    (left,) = set(folders(lake)) - set(before)
    (lake / left / "half").touch()
    assert take_up(data, book) == [("calls.csv", 1, 0, 0, 1, 0, 0)]
    assert folders(lake) == sorted([*before, left])
    assert not (lake / left / "half").exists()


def test_of_one_format_and_of_one_that_is_gone(data: Path, lake: Path, book: Path, tmp_path: Path) -> None:
    contracts("05011110001")
    load(data, tmp_path / "calls.csv", kamailio(("05011110002", "0312345678", "a")), load_mapping(book, "kamailio"))
    load(data, tmp_path / "usage.csv", canonical("R1 tel"))
    contracts("05011110001", "05011110002")
    assert take_up(data, book, "canonical") == [("usage.csv", [("unknown_kind", 1)])]
    (book / "formats" / "kamailio.yaml").rename(tmp_path / "away")
    nothing = ("usage.csv", [("unknown_kind", 1)])
    assert take_up(data, book) == [("calls.csv", "usage.no_such_format"), nothing]
    (tmp_path / "away").rename(book / "formats" / "kamailio.yaml")
    assert take_up(data, book) == [("calls.csv", 1, 0, 0, 1, 0, 0), nothing]


def test_what_nothing_is_kept_of_is_passed_by_and_stays_open(
    data: Path, lake: Path, book: Path, tmp_path: Path
) -> None:
    load(data, tmp_path / "usage.csv", canonical("R1 tel"))
    (residue,) = lake.glob("*/residue.parquet")
    residue.unlink()
    assert take_up(data, book) == []
    assert load(data, tmp_path / "same.csv", canonical("R1 tel")).open == 0
    assert balance() == (1, 0, 0, 0, 1, 0)


def test_what_waits_for_a_contract_to_be_rated_is_not_in_quarantine(data: Path, book: Path, tmp_path: Path) -> None:
    """A canonical record says itself whose it is: it is accepted, and rated whenever its contract is known."""
    load(data, tmp_path / "usage.csv", canonical("R1 voice"))
    assert take_up(data, book) == []
    assert balance() == (1, 0, 1, 0, 0, 0)
