"""What is issued cannot be changed, as the role that this very process uses; tables come from the catalogue."""

import json
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import IntegrityError

from tests.apps import invented
from tests.apps.conftest import superuser
from yakkan.project.state import State

_OF_MIGRATIONS = {"django_migrations", "pghistory_context"}
"""Only the owner writes these."""
_OF_SIGNING_IN = {
    "account_emailaddress", "account_emailconfirmation", "auth_group", "auth_group_permissions", "auth_permission",
    "auth_user", "auth_user_groups", "auth_user_user_permissions", "axes_accessattempt",
    "axes_accessattemptexpiration", "axes_accessfailurelog", "axes_accesslog", "django_session", "portal_member",
}  # fmt: skip
_OF_THE_QUEUE = {"procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers", "procrastinate_workers"}
_CHANGEABLE = {
    "billing_job", "contracts_contract", "customers_billingaccount", "customers_customer", "django_content_type",
    *_OF_SIGNING_IN, *_OF_THE_QUEUE,
}  # fmt: skip
_ATTACKS = (
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "MERGE INTO {table} USING {table} other ON false WHEN MATCHED THEN DELETE",
    "SELECT 1 FROM {table} FOR UPDATE",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER never_changed",
    "ALTER TABLE {table} ADD COLUMN mine text",
    "ALTER TABLE {table} OWNER TO yakkan_app",
    "DROP TRIGGER never_changed ON {table}",
    "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION public.refuse_change()",
    "CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "CREATE INDEX ON {table} ({column})",
    "CREATE TABLE mine (LIKE {table})",
    "CREATE VIEW mine AS SELECT * FROM {table}",
    "CREATE TABLE mine () INHERITS ({table})",
    "DROP TABLE {table} CASCADE",
    "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
    "SET LOCAL session_replication_role = replica",
    "SET LOCAL ROLE yakkan_owner",
    "SET LOCAL ROLE postgres",
    "SET LOCAL SESSION AUTHORIZATION yakkan_owner",
    "GRANT yakkan_owner TO yakkan_app",
    "ALTER ROLE yakkan_app SUPERUSER",
    "CREATE ROLE mine",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION public.refuse_change() CASCADE",
    "DROP FUNCTION public.no_more_than_said() CASCADE",
    "DROP SCHEMA public CASCADE",
    "COPY {table} FROM PROGRAM 'true'",
)


@pytest.fixture
def confirmed(data: Path, tmp_path: Path) -> None:
    from yakkan.apps.billing.actions import confirm_run, give_right

    invented.load_people()
    give_right("hanako", create=True)
    confirm_run(invented.run_folder(tmp_path / "runs"), "hanako")


def tables() -> dict[str, str]:
    """Every table of the schema, with the name of its first column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum = 1"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"
        )
        return dict(cursor.fetchall())


def refused(statement: str, alias: str = "default") -> str:
    """What the database says of a statement; nothing where it was carried out (and undone)."""
    with transaction.atomic(using=alias):
        try:
            with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
                cursor.execute(statement)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except DatabaseError as error:
            return str(error)
        transaction.set_rollback(True, using=alias)
        return ""


def test_this_process_is_the_application(data: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user, usesuper FROM pg_user WHERE usename = session_user")
        assert cursor.fetchone() == ("yakkan_app", "yakkan_app", False)


def test_every_table_is_append_only_but_those_named_here(data: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'never_changed'")
        protected = {name for (name,) in cursor.fetchall()}
    assert set(tables()) - protected == _CHANGEABLE | _OF_MIGRATIONS
    assert {name for name in tables() if name.startswith("billing_")} - {"billing_job"} <= protected


def test_the_application_is_refused(confirmed: None) -> None:
    said = {
        (attack, table): refused(attack.format(table=f"public.{table}", column=f'"{column}"'))
        for attack in _ATTACKS
        for table, column in tables().items()
        if table not in _CHANGEABLE | _OF_MIGRATIONS
    }
    assert {table for _, table in said} >= {"billing_bill", "billing_billline", "billing_entry", "records_auditevent"}
    assert {what: text for what, text in said.items() if not any(word in text for word in _REFUSALS)} == {}


_REFUSALS = ("permission denied", "must be owner", "must be able to", "must be superuser", "must have", "cannot",
             "insufficient privilege", "Only roles with")  # fmt: skip


def test_the_owner_is_refused_by_the_triggers(confirmed: None) -> None:
    for table, column in tables().items():
        if table not in _CHANGEABLE | _OF_MIGRATIONS:
            for attack in _ATTACKS[:4]:
                said = refused(attack.format(table=table, column=f'"{column}"'), "owner")
                assert "append-only" in said or "cannot truncate" in said, (table, attack, said)


def test_no_foreign_key_cascades(data: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND (confdeltype, confupdtype) <> ('a', 'a')"
        )
        assert {table for (table,) in cursor.fetchall()} <= _OF_THE_QUEUE


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM customers_customer WHERE customer = 'K1'",
        "UPDATE customers_customer SET customer = 'K9' WHERE customer = 'K1'",
        "DELETE FROM contracts_contract; DELETE FROM customers_billingaccount WHERE account = 'A1'",
        "UPDATE customers_billingaccount SET account = 'A9' WHERE account = 'A1'",
        "DELETE FROM auth_user_user_permissions; DELETE FROM auth_user",
    ],
)
def test_what_a_bill_refers_to_stays(confirmed: None, statement: str) -> None:
    assert "violates foreign key constraint" in refused(statement)


_LINE = ("billing_billline", "line = 'A1-2015-06-001'")
_ENTRY = ("billing_entry", "journal = 'bill A1-2015-06' AND position = 4")
_ADDITIONS = {
    "a line": (*_LINE, {"line": "A1-2015-06-005", "position": 5, "yen": 0}),
    "a line of no bill": (*_LINE, {"line": "A9-2015-06-001", "bill": "A9-2015-06"}),
    "a citation": ("billing_linecitation", "line = 'A1-2015-06-001'", {"position": 2}),
    "a tax": ("billing_billtax", "bill = 'A2-2015-06'", {"tax_class": "exempt"}),
    "an entry": (*_ENTRY, {"position": 5}),
    "a bill": ("billing_bill", "bill = 'A2-2015-06'", {"bill": "A3-2015-06", "account": "A3"}),
    "a parked bill": ("billing_parkedbill", "true", {"id": 9}),
}


def addition(table: str, like: str, changes: dict[str, object]) -> str:
    """A row like another one, but for some columns."""
    changed = f"jsonb_populate_record(kept, '{json.dumps(changes)}')"
    return f"INSERT INTO public.{table} SELECT ({changed}).* FROM public.{table} kept WHERE {like}"


@pytest.mark.parametrize("what", _ADDITIONS)
def test_nothing_is_added_to_what_is_issued(confirmed: None, what: str) -> None:
    assert "nothing can be added to" in refused(addition(*_ADDITIONS[what]))


def test_a_run_that_was_checked_early_takes_no_further_bill(confirmed: None) -> None:
    """Its bills are checked by the trigger of the run: nothing can be added once that has been carried out."""
    new_run = addition("billing_billrun", "true", {"run": "R2", "bill_count": 0, "parked_count": 0})
    late = addition("billing_bill", "bill = 'A2-2015-06'", {"bill": "A3-2015-06", "account": "A3", "run": "R2"})
    assert "nothing can be added to R2" in refused(f"{new_run}; SET CONSTRAINTS ALL IMMEDIATE; {late}")
    assert "nothing can be added to R2" in refused(f"{new_run}; {late}")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"line_count": 0, "tax_count": 0}, "the lines of A3-2015-06 do not add up"),
        ({"line_count": 0, "tax_count": 1, "before_tax": 0, "tax": 0, "total": 0}, "the taxes of A3-2015-06 do not"),
    ],
)
def test_a_bill_without_its_rows_is_refused_when_the_transaction_ends(
    confirmed: None, changes: dict[str, int], said: str
) -> None:
    new_run = addition("billing_billrun", "true", {"run": "R2", "bill_count": 1, "parked_count": 0})
    empty = {"bill": "A3-2015-06", "account": "A3", "run": "R2", **changes}
    bill = addition("billing_bill", "bill = 'A1-2015-06'", empty)
    assert said in refused(f"{new_run}; {bill}")


def test_entries_that_balance_are_not_added_either(confirmed: None) -> None:
    values = "('bill A1-2015-06', 5, 'sales', 'standard', 8, 1), ('bill A1-2015-06', 6, 'sales', 'standard', 8, -1)"
    columns = "journal, position, kind, tax_class, tax_percent, yen"
    assert "nothing can be added to" in refused(f"INSERT INTO billing_entry ({columns}) VALUES {values}")


def test_granting_itself_more_gives_nothing(confirmed: None) -> None:
    grants = "SELECT array_agg(relacl::text ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    with connection.cursor() as cursor:
        cursor.execute(grants)
        before = cursor.fetchone()
        for table in tables():
            cursor.execute(f"GRANT ALL ON {table} TO yakkan_app")
        cursor.execute(grants)
        assert cursor.fetchone() == before


def test_a_line_cannot_slip_in_while_another_transaction_issues_the_bill(confirmed: None, opened: State) -> None:
    like = ("billing_bill", "bill = 'A2-2015-06'", {"bill": "A2-2015-07", "month": "2015-07", "run": "none"})
    with superuser(opened) as issuing:
        issuing.execute("SET session_replication_role = replica")
        issuing.execute(addition(*like))
        slipped = addition(*_LINE[:2], {"line": "A2-2015-07-001", "bill": "A2-2015-07", "position": 1})
        assert "nothing can be added to A2-2015-07" in refused(slipped)
        issuing.rollback()


def test_a_temporary_table_of_the_same_name_does_not_mislead_the_triggers(confirmed: None) -> None:
    shadow = (
        "CREATE TEMP TABLE billing_journal ON COMMIT DROP AS SELECT 'bill A1-2015-06' AS journal, 9 AS entry_count;"
    )
    assert "nothing can be added to" in refused(shadow + addition(*_ADDITIONS["an entry"]))


def test_an_unbalanced_journal_is_refused_when_the_transaction_ends(confirmed: None) -> None:
    from yakkan.apps.billing.models import Entry, Journal

    for amounts in ((100, -99), (100,), ()):
        with pytest.raises(IntegrityError, match="the journal J1 does not balance"), transaction.atomic():
            Journal.objects.create(journal="J1", day="2015-07-01", what="test", entry_count=len(amounts))
            for position, yen in enumerate(amounts, 1):
                Entry.objects.create(journal_id="J1", position=position, kind="sales", yen=yen)


def test_a_balanced_journal_is_kept(confirmed: None) -> None:
    from yakkan.apps.billing.models import Entry, Journal
    from yakkan.apps.billing.queries import balance

    with transaction.atomic():
        Journal.objects.create(journal="J1", day="2015-07-01", what="test", entry_count=2)
        Entry.objects.create(journal_id="J1", position=1, kind="receivable", account_id="A1", yen=-700)
        Entry.objects.create(journal_id="J1", position=2, kind="sales", yen=700)
    assert balance("A1") == 47


def test_a_table_that_nobody_declared_is_refused_by_the_owner(data: Path) -> None:
    from yakkan.project.grants import UndeclaredTables, protect

    with pytest.raises(UndeclaredTables, match="forgotten"), transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("CREATE TABLE forgotten (id int)")
        protect("owner", "yakkan_app")


def test_what_is_declared_is_what_is_granted(opened: State) -> None:
    from yakkan.project.grants import declared

    with superuser(opened) as found:
        rows = found.execute(
            "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
            " FROM information_schema.role_table_grants WHERE grantee = 'yakkan_app' GROUP BY 1"
        )
        granted = dict(rows.fetchall())
    meant = {"append": "INSERT SELECT", "change": "DELETE INSERT SELECT UPDATE", "read": "SELECT"}
    assert granted == {table: meant[grant] for table, grant in declared().items()}
