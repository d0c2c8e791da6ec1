"""How much memory an engine may take: `--memory` sets it for a command and all that it starts."""

import os
import re

VARIABLE = "YAKKAN_MEMORY"
"""The environment variable that says it, such as `2GB` or `25%`."""
_MOST = "50%"
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)? ?([KMGT]i?B|%)", re.IGNORECASE)


def limit() -> str:
    """The limit: what the environment says, else half of the machine's memory."""
    return os.environ.get(VARIABLE) or _MOST


def is_amount(text: str) -> bool:
    """Whether a text is an amount of memory.

    >>> [is_amount(text) for text in ("2GB", "1.5 GiB", "25%", "much")]
    [True, True, True, False]
    """
    return _AMOUNT.fullmatch(text) is not None
