"""`yakkan manage ...`: Django's management commands, and ours beside them, on an open state."""

from collections.abc import Sequence

from django.core.management import execute_from_command_line


def manage(arguments: Sequence[str]) -> None:
    """Run one command, such as `["grant", "hanako"]`; open the state first. Ends the process where Django says so."""
    execute_from_command_line(["yakkan manage", *arguments])
