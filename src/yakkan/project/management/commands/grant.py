"""`yakkan manage grant USER [--create]`: the right to confirm bill runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yakkan.apps.billing.actions import give_right_to_confirm
from yakkan.messages import locale_language, say


class Command(BaseCommand):
    """Give a user the right to confirm bill runs."""

    help = "Give a user the right to confirm bill runs."

    def add_arguments(self, parser: CommandParser) -> None:
        """The user's name; `--create` makes him, without a password, where there is none of that name."""
        parser.add_argument("user")
        parser.add_argument("--create", action="store_true", help="make the user, without a password, if need be")

    def handle(self, *args: Any, **options: Any) -> None:
        """Give it; Refused where there is no such user."""
        give_right_to_confirm(options["user"], create=options["create"])
        self.stdout.write(say(locale_language(), "issue.right_given", user=options["user"]))
