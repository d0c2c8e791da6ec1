"""Customers, accounts, contracts are loaded by sets; access keys are given once."""

from datetime import date
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.apps import invented
from yakkan.engines import DuckDB
from yakkan.messages import Refusals, Refused

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)


def load_customers(*rows: tuple[str, ...]):
    from yakkan.apps.customers.actions import load_customers as load

    engine = DuckDB()
    numbered = [(*row, line) for line, row in enumerate(rows, 2)]
    table = engine.put("customers", {**invented.CUSTOMERS, "line": "int64"}, numbered)
    return load(engine, table, who="test", file="customers.csv")


def load_accounts(*rows: tuple[str, ...]):
    from yakkan.apps.customers.actions import load_accounts as load

    engine = DuckDB()
    numbered = [(*row, line) for line, row in enumerate(rows, 2)]
    table = engine.put("accounts", {**invented.ACCOUNTS, "line": "int64"}, numbered)
    return load(engine, table, who="test", file="accounts.csv")


def load_contracts(*rows: tuple[object, ...]):
    from yakkan.apps.contracts.actions import load_contracts as load

    engine = DuckDB()
    numbered = [(*row, line) for line, row in enumerate(rows, 2)]
    return load(engine, engine.put("contracts", invented.CONTRACTS, numbered), who="test", file="contracts.csv")


K1 = ("K1", "架空 太郎", "カクウ タロウ", "en", "taro@example.jp", "100-0001", '千代田区 "1", 2\n3階')
K2 = ("K2", "架空 花子", "", "", "", "", "")
C1 = ("C1", "A1", "K1", "ocn-dotphone", "05011110001", "", "", "", FIRST, LAST)


def test_customers_are_added_changed_and_left_alone(data: Path) -> None:
    from yakkan.apps.customers.models import Customer
    from yakkan.apps.records.models import AuditEvent
    from yakkan.apps.records.rows import Loaded

    assert load_customers(K1, K2) == Loaded(2, 0, 0)
    assert load_customers(K1, (*K2[:6], "新住所")) == Loaded(0, 1, 1)
    assert load_customers(K1) == Loaded(0, 0, 1)
    assert Customer.objects.values_list().get(pk="K1") == K1
    assert (Customer.objects.get(pk="K2").language, Customer.objects.get(pk="K2").address) == ("ja", "新住所")
    assert AuditEvent.objects.latest("id").details == "added 0, changed 0, unchanged 1"


def test_a_reload_of_accounts_keeps_the_access_keys(data: Path) -> None:
    from yakkan.apps.customers import queries
    from yakkan.apps.customers.models import BillingAccount
    from yakkan.apps.records.rows import Loaded

    load_customers(K1, K2)
    assert load_accounts(("A1", "K1", "", ""), ("A2", "K2", "card", "paper")) == Loaded(2, 0, 0)
    kept = {account: queries.access_key(account) for account in ("A1", "A2")}
    assert load_accounts(("A1", "K1", "bill", ""), ("A2", "K2", "card", "paper")) == Loaded(0, 1, 1)
    assert {account: queries.access_key(account) for account in ("A1", "A2")} == kept
    found = BillingAccount.objects.get(pk="A1")
    assert (found.method, found.delivery) == ("bill", "web")
    assert kept["A1"] not in found.access_key


def test_an_access_key_opens_its_own_account_however_it_is_typed(data: Path) -> None:
    from yakkan.apps.customers import queries

    load_customers(K1)
    load_accounts(("A1", "K1", "", ""), ("A2", "K1", "", ""))
    key = queries.access_key("A1")
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in key)
    assert all(queries.opens("A1", given) for given in (key, key.lower(), key.replace("-", " "), wide))
    assert not any(queries.opens("A1", given) for given in ("", key[:-1], key + "2", queries.access_key("A2")))
    assert not queries.opens("A9", key)


def test_access_keys_survive_a_change_of_the_encryption_key(data: Path) -> None:
    from django.conf import settings
    from django.test import override_settings

    from yakkan.apps.customers import queries
    from yakkan.apps.customers.actions import rotate_access_keys

    load_customers(K1)
    load_accounts(("A1", "K1", "", ""))
    key = queries.access_key("A1")
    new = Fernet.generate_key().decode()
    with override_settings(ACCESS_KEYS=(new, *settings.ACCESS_KEYS)):
        assert rotate_access_keys(who="test") == 1
    with override_settings(ACCESS_KEYS=(new,)):
        assert queries.access_key("A1") == key


def test_contracts_are_known_by_number_and_first_day(data: Path) -> None:
    from yakkan.apps.contracts.queries import contracts_of
    from yakkan.apps.records.rows import Loaded

    load_customers(K1)
    load_accounts(("A1", "K1", "", ""))
    later = (*C1[:4], "05011110002", "", "", "", date(2015, 6, 11), LAST)
    assert load_contracts(C1, later) == Loaded(2, 0, 0)
    assert load_contracts(C1, (*later[:9], date(2015, 7, 1))) == Loaded(0, 1, 1)
    assert [row.number for row in contracts_of("A1", date(2015, 6, 10))] == ["05011110001"]
    assert len(contracts_of("A1", date(2015, 6, 11))) == 2
    assert len(contracts_of("A1", date(2015, 7, 1))) == 1


@pytest.mark.parametrize(
    ("load", "rows", "expected"),
    [
        (load_customers, [K1, K2, K1], [("register.twice", 4)]),
        (load_customers, [(*K1[:3], "fr", *K1[4:])], [("register.not_one_of", 2)]),
        (load_accounts, [("A1", "K1", "", ""), ("A1", "K1", "", "")], [("register.twice", 3)]),
        (load_accounts, [("A1", "K9", "", "")], [("register.unknown_customer", 2)]),
        (load_accounts, [("A1", "K1", "cash", "")], [("register.not_one_of", 2)]),
        (load_accounts, [("A0", "K2", "", "")], [("register.other_customer", 2)]),
        (load_contracts, [(*C1[:1], "A9", *C1[2:])], [("register.unknown_account", 2)]),
        (load_contracts, [(*C1[:1], "A0", "K9", *C1[3:])], [("register.unknown_customer", 2)]),
        (load_contracts, [(*C1[:1], "A0", *C1[2:])] * 2, [("register.twice", 3)]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_nothing_is_loaded(data: Path, load, rows, expected) -> None:
    from yakkan.apps.customers.models import BillingAccount, Customer

    load_customers(K1, K2)
    load_accounts(("A0", "K1", "", ""))
    with pytest.raises((Refused, Refusals)) as refused:
        load(*rows)
    found = getattr(refused.value, "all", [refused.value])
    assert [(one.name, one.line) for one in found] == expected
    assert {one.file for one in found} <= {"customers.csv", "accounts.csv", "contracts.csv"}
    assert Customer.objects.count() == 2
    assert BillingAccount.objects.count() == 1
