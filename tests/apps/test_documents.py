"""Issued documents: kept once, as they are, and found by day, amount and partner."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg import sql

from tests.apps import invented
from tests.apps.conftest import superuser
from yakkan.project.state import State

COLUMNS = "kind, subject, language, format, content, sha256, made_at, customer, name, account, day, amount"
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"""The SHA-256 of the three letters `abc`, as its standard (FIPS 180-4) gives it."""


def insert(content: bytes, sha256: str) -> None:
    row = ["bill", "A1-2015-06", "ja", "pdf", content, sha256, "2015-07-10", "K1", "架空 佐藤", "A1", "2015-07-10", 747]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO records_issueddocument ({COLUMNS}) VALUES ({', '.join(['%s'] * 12)})", row)


def document(subject: str, whose: tuple[str, str], day: str, amount: int, **said: Any) -> Any:
    from yakkan import clock
    from yakkan.apps.records.models import IssuedDocument

    customer, name = whose
    content = said.pop("content", subject.encode())
    known = {"kind": "bill", "language": "ja", "format": "pdf", "made_at": clock.now(), "account": subject[:2], **said}
    return IssuedDocument(
        subject=subject, customer=customer, name=name, day=date.fromisoformat(day), amount=amount, content=content,
        sha256=hashlib.sha256(content).hexdigest(), **known,
    )  # fmt: skip


@pytest.mark.parametrize("wrong", ["", "0" * 64, ABC.upper(), ABC[:-1], f"{ABC} "])
def test_bytes_with_another_hash_than_theirs_are_refused_by_the_database(data: Path, wrong: str) -> None:
    with pytest.raises(IntegrityError, match="records_document_hash"):
        insert(b"abc", wrong)
    with pytest.raises(IntegrityError, match="records_document_hash"):
        insert(b"abd", ABC)
    insert(b"abc", ABC)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_issueddocument SET content = 'abd'",
        "UPDATE records_issueddocument SET amount = 0",
        "DELETE FROM records_issueddocument",
        "TRUNCATE records_issueddocument",
        "ALTER TABLE records_issueddocument DROP CONSTRAINT records_document_hash",
        f"INSERT INTO records_issueddocument ({COLUMNS}) SELECT {COLUMNS} FROM records_issueddocument"
        " ON CONFLICT (kind, subject, language, format) DO UPDATE SET content = 'abd'",
    ],
)
def test_what_is_kept_cannot_be_changed(data: Path, statement: str) -> None:
    insert(b"abc", ABC)
    with pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


def test_of_a_bill_in_a_language_the_first_document_stays(data: Path) -> None:
    from yakkan.apps.records.actions import keep_documents
    from yakkan.apps.records.queries import issued_document

    for content, language in ((b"first", "ja"), (b"second", "ja"), (b"third", "en")):
        keep_documents([document("A1-2015-06", ("K1", "架空"), "2015-07-10", 1, content=content, language=language)])
    kept = {language: bytes(issued_document("bill", "A1-2015-06", language).content) for language in ("ja", "en")}
    assert kept == {"ja": b"first", "en": b"third"}
    assert issued_document("bill", "A2-2015-06", "ja") is None


@pytest.fixture
def seven(data: Path) -> None:
    """Seven documents of three customers; K3 had another name when hers were issued, K2 writes his small."""
    from yakkan.apps.records.actions import keep_documents

    invented.load_people()
    sato, suzuki, tanaka = ("K1", "架空 佐藤"), ("K2", "Kakuu suzuki"), ("K3", "架空 中村")
    keep_documents(
        [
            document("A1-2015-06", sato, "2015-07-10", 747),
            document("A1-2015-07", sato, "2015-08-10", 1000),
            document("A1-2015-08", sato, "2015-09-10", -300),
            document("A2-2015-06", suzuki, "2015-07-10", 1000),
            document("A2-2015-07", suzuki, "2015-08-09", 999),
            document("A3-2015-07", tanaka, "2015-08-10", 1001),
            document("A3-2015-08", tanaka, "2015-09-10", 0),
        ]
    )


ALL = ["A1-2015-06", "A2-2015-06", "A2-2015-07", "A1-2015-07", "A3-2015-07", "A1-2015-08", "A3-2015-08"]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({}, ALL),
        ({"first": "2015-08-10"}, ["A1-2015-07", "A3-2015-07", "A1-2015-08", "A3-2015-08"]),
        ({"last": "2015-08-09"}, ["A1-2015-06", "A2-2015-06", "A2-2015-07"]),
        ({"first": "2015-08-09", "last": "2015-08-10"}, ["A2-2015-07", "A1-2015-07", "A3-2015-07"]),
        ({"least": 1000}, ["A2-2015-06", "A1-2015-07", "A3-2015-07"]),
        ({"most": 0}, ["A1-2015-08", "A3-2015-08"]),
        ({"least": 999, "most": 1000}, ["A2-2015-06", "A2-2015-07", "A1-2015-07"]),
        ({"least": 0, "most": 0}, ["A3-2015-08"]),
        ({"customer": "K1"}, ["A1-2015-06", "A1-2015-07", "A1-2015-08"]),
        ({"customer": "A2"}, ["A2-2015-06", "A2-2015-07"]),
        ({"customer": "SUZU"}, ["A2-2015-06", "A2-2015-07"]),
        ({"customer": "中村"}, ["A3-2015-07", "A3-2015-08"]),  # as the documents have it
        ({"customer": "田中"}, ["A3-2015-07", "A3-2015-08"]),  # as she is called now
        ({"customer": "%"}, []),
        ({"customer": "K"}, ["A2-2015-06", "A2-2015-07"]),  # in the name; an id is found as a whole
        ({"customer": "架空", "first": "2015-08-01", "least": 1, "most": 1000}, ["A2-2015-07", "A1-2015-07"]),
    ],
)
def test_they_are_found_by_ranges_and_combinations(seven: None, sought: dict[str, Any], found: Sequence[str]) -> None:
    from yakkan.apps.billing.queries import Sought, documents

    days = {name: date.fromisoformat(sought[name]) for name in ("first", "last") if name in sought}
    rows = documents(Sought(**{**sought, **days}))
    assert [row.subject for row in rows] == found
    assert rows.count() == len(found)


def test_who_looked_is_on_record_before_anything_is_shown(seven: None) -> None:
    from yakkan.apps.billing.actions import Reader, find_documents, hand_out_documents
    from yakkan.apps.billing.queries import Sought
    from yakkan.apps.records.queries import events_of
    from yakkan.messages import Refused

    reader = Reader("clerk")
    find_documents(Sought(customer="K1", least=1), reader)
    (event,) = events_of("documents")
    assert (event.who, event.what, event.details) == ("clerk", "look for documents", "least 1 customer K1, 2 found")
    handed = hand_out_documents(Sought(customer="K1"), reader)
    events = [event.details for event in events_of("A1") if event.what == "look at usage"]
    assert events == [f"bill A1-2015-{month}, handed out as pdf" for month in ("06", "07", "08")]
    assert [bytes(one.content) for one in handed] == [b"A1-2015-06", b"A1-2015-07", b"A1-2015-08"]
    for look in (find_documents, hand_out_documents):
        with pytest.raises(Refused):
            look(Sought(), Reader("clerk", "nobody"))
    assert events_of("documents").count() == 1


def test_bytes_that_a_superuser_altered_are_found(seven: None, opened: State) -> None:
    from yakkan.apps.billing.actions import Reader, check_documents
    from yakkan.apps.billing.queries import Sought

    assert check_documents(Sought(), Reader("clerk")) == (7, [])
    with superuser(opened) as administrator:
        (rule,) = administrator.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'records_document_hash'"
        ).fetchone()
        administrator.execute("ALTER TABLE records_issueddocument DROP CONSTRAINT records_document_hash")
        administrator.execute("SET session_replication_role = replica")
        administrator.execute("UPDATE records_issueddocument SET content = 'x' WHERE subject = 'A2-2015-07'")
    try:
        checked, wrong = check_documents(Sought(customer="K2"), Reader("clerk"))
        assert (checked, [one.subject for one in wrong]) == (2, ["A2-2015-07"])
        assert check_documents(Sought(customer="K1"), Reader("clerk"))[1] == []
    finally:
        with superuser(opened) as administrator:
            administrator.execute("SET session_replication_role = replica")
            administrator.execute("DELETE FROM records_issueddocument")
            administrator.execute(
                sql.SQL("ALTER TABLE records_issueddocument ADD CONSTRAINT records_document_hash {}").format(
                    sql.SQL(rule)
                )
            )


@pytest.mark.parametrize(
    ("where", "index"),
    [
        ("day BETWEEN '2015-07-01' AND '2015-07-31' ORDER BY day, subject", "records_document_day"),
        ("amount BETWEEN 1 AND 1000", "records_document_amount"),
        ("customer = 'K1'", "records_document_customer"),
        ("account = 'A1'", "records_document_account"),
        ("kind = 'bill' AND subject = 'A1-2015-06' AND language = 'ja' AND format = 'pdf'", "records_document_once"),
    ],
)
def test_each_search_has_its_index(data: Path, where: str, index: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT subject FROM records_issueddocument WHERE {where}")
        assert index in "\n".join(line for (line,) in cursor.fetchall())
