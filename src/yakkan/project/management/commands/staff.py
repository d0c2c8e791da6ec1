"""`yakkan manage staff USER ROLE --email ADDRESS`: a user of the operator's pages, with the rights of a role."""

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yakkan.apps.desk.actions import enrol
from yakkan.apps.desk.roles import ROLES
from yakkan.messages import locale_language, say


class Command(BaseCommand):
    """Make a user staff, or give him another role."""

    help = "Make a user of the operator's pages: clerk, supervisor, auditor or engineer."

    def add_arguments(self, parser: CommandParser) -> None:
        """The user's name, his role, and the address that he resets his password by."""
        parser.add_argument("user")
        parser.add_argument("role", choices=list(ROLES))
        parser.add_argument("--email", required=True, help="the address that a link to set the password is mailed to")
        parser.add_argument("--password", action="store_true", help="ask for a password now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Enrol him."""
        password = getpass.getpass() if options["password"] else None
        enrol(options["user"], options["role"], options["email"], password=password)
        self.stdout.write(say(locale_language(), "desk.enrolled", user=options["user"], role=options["role"]))
