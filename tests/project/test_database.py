"""A server by URL: what is understood, what is refused, and never the password in a message."""

import pytest

from yakkan.messages import Refused
from yakkan.project.database import Database, from_environment, parse


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://yakkan_app@db.example/yakkan", Database("db.example", "yakkan_app", "yakkan")),
        ("postgres://a:p%40%3A%2F@db:6432/x", Database("db", "a", "x", "6432", "p@:/")),
        ("postgresql://a@[::1]:5432/x", Database("::1", "a", "x", "5432")),
        ("postgresql://a@%2Frun%2FPg/x", Database("/run/Pg", "a", "x")),
        (
            "postgresql://a@h/x?sslmode=verify-full&connect_timeout=3",
            Database("h", "a", "x", options={"sslmode": "verify-full", "connect_timeout": "3"}),
        ),
    ],
)
def test_a_url_is_understood(url: str, expected: Database) -> None:
    assert parse("DATABASE_URL", url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "mysql://a:secret@h/x",
        "a:secret@h/x",
        "postgresql://:secret@h/x",
        "postgresql://a:secret@/x",
        "postgresql://a:secret@h",
        "postgresql://a:secret@h/",
        "postgresql://a:secret@h/x/y",
        "postgresql://a:secret@h:port/x",
        "postgresql://a:secret@h:99999/x",
        "postgresql://a:secret@h/x#y",
        "postgresql://a:secret@h/x?options=-c%20role%3Dyakkan_owner",
        "postgresql://a:secret@h/x?sslmode=",
        "postgresql://a:secret@h/x?sslmode=require&sslmode=disable",
        "postgresql://a:secret@h/x?sslmode",
        "postgresql://a:secret%@h/x",
        "postgresql://a:secret@h/x y",
        "postgresql://a:secret@[::1/x",
    ],
)
def test_a_url_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(Refused, match="DATABASE_URL cannot be read") as refused:
        parse("DATABASE_URL", url)
    assert "secret" not in refused.value.text("ja") + refused.value.text("en")


def test_the_password_is_not_shown_by_accident() -> None:
    assert "secret" not in repr(parse("DATABASE_URL", "postgresql://a:secret@h/x"))


def test_both_urls_name_one_database() -> None:
    assert from_environment({}) is None
    app, owner = "postgresql://a@h/x", "postgresql://o@h:5432/x"
    assert from_environment({"DATABASE_URL": app, "DATABASE_OWNER_URL": owner}).owner.role == "o"
    assert from_environment({"DATABASE_URL": app}).owner is None
    with pytest.raises(Refused, match="set alone"):
        from_environment({"DATABASE_OWNER_URL": owner})
    with pytest.raises(Refused, match="different databases"):
        from_environment({"DATABASE_URL": app, "DATABASE_OWNER_URL": "postgresql://o@h/y"})
