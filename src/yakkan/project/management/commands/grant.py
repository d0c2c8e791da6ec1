"""`yakkan manage grant USER [--right RIGHT] [--create]`: the right to confirm bill runs, or another."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yakkan.apps.billing.actions import RIGHTS, give_right
from yakkan.messages import locale_language, say


class Command(BaseCommand):
    """Give a user a right."""

    help = (
        "Give a user a right: to confirm bill runs, to delete usage after its period, to hold usage, to accept"
        " differences between books."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The user's name and the right; `--create` makes him, without a password, where there is none of that name."""
        parser.add_argument("user")
        parser.add_argument("--right", choices=list(RIGHTS), default="confirm", help="the right (default: confirm)")
        parser.add_argument("--create", action="store_true", help="make the user, without a password, if need be")

    def handle(self, *args: Any, **options: Any) -> None:
        """Give it; Refused where there is no such user."""
        give_right(options["user"], options["right"], create=options["create"])
        self.stdout.write(say(locale_language(), "issue.right_given", user=options["user"], right=options["right"]))
