"""`yakkan manage migrate`: Django's, run as the owner of the schema, the grants set anew after it."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections

from yakkan.project.grants import protect

_LOCK = "SELECT pg_advisory_lock(hashtextextended('yakkan.migrate', 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('yakkan.migrate', 0))"


class Command(migrate.Command):
    """Migrations as the owner, one process at a time."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's, with the owner as the database."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then give the application's role its grants."""
        alias = options["database"]
        if alias != "owner" or alias not in connections:
            raise CommandError("migrate runs as the owner: set DATABASE_OWNER_URL")
        connection = connections[alias]
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
            try:
                super().handle(*args, **options)
                protect(alias, settings.DATABASES["default"]["USER"])
            finally:
                cursor.execute(_UNLOCK)
                connection.close()
