"""Which database, and as which role: the embedded one's, or a server's by URL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from yakkan.messages import Refused

OWNER = "yakkan_owner"
"""Owns the schema and runs its migrations."""
APP = "yakkan_app"
"""Everything else: web, worker, command. Owns nothing."""
NAME = "yakkan"
_OPTIONS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name"})


@dataclass(frozen=True)
class Database:
    """A database and the role to use it as. `host` may be the folder of a Unix socket."""

    host: str
    role: str
    name: str = NAME
    port: str = ""
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    def for_django(self) -> dict[str, Any]:
        """The entry of Django's `DATABASES`."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": self.port,
            "NAME": self.name,
            "USER": self.role,
            "PASSWORD": self.password,
            "OPTIONS": dict(self.options),
            "TIME_ZONE": None,
        }


@dataclass(frozen=True)
class Databases:
    """The same database as the application's role and, where this process may migrate it, as its owner."""

    app: Database
    owner: Database | None


def embedded(socket: Path) -> Databases:
    """The embedded server's."""
    return Databases(Database(str(socket), APP), Database(str(socket), OWNER))


def from_environment(environment: Mapping[str, str]) -> Databases | None:
    """What `DATABASE_URL` and `DATABASE_OWNER_URL` name; None where neither is set: the embedded server is used."""
    urls = {name: environment.get(name, "") for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    app, owner = (parse(name, url) if url else None for name, url in urls.items())
    if app is None:
        if owner is not None:
            raise Refused("state.owner_without_database")
        return None
    if owner and (app.host, app.port or "5432", app.name) != (owner.host, owner.port or "5432", owner.name):
        raise Refused("state.two_databases")
    return Databases(app, owner)


def parse(name: str, url: str) -> Database:
    """`postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE?sslmode=...`; Refused, without the password, for anything else.

    HOST may be the folder of a Unix socket, its slashes written `%2F`.
    """

    def refuse(why: str) -> Refused:
        return Refused("state.bad_url", values={"name": name, "why": why})

    if re.search(r"[\s\x00-\x1f]", url) or re.search(r"%(?![0-9A-Fa-f]{2})", url):
        raise refuse("a blank, or a % that stands for nothing")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refuse("host or port") from None
    if parts.scheme not in ("postgresql", "postgres"):
        raise refuse("the scheme")
    place = parts.netloc.rpartition("@")[2]  # not parts.hostname: it makes the folder of a socket small letters
    host = unquote(place[1:].partition("]")[0] if place.startswith("[") else place.partition(":")[0])
    database = unquote(parts.path.removeprefix("/"))
    if not host or not parts.username or not database or "/" in database or parts.fragment:
        raise refuse("role, host or database")
    options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=False)
    unknown = [key for key, value in options if key not in _OPTIONS or not value]
    if unknown or len(dict(options)) != len(options) or (parts.query and not options):
        raise refuse("the options")
    return Database(
        host, unquote(parts.username), database, str(port or ""), unquote(parts.password or ""), dict(options)
    )
