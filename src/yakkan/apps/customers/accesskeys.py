"""The access key of a billing account: printed on its bill, asked for where nobody has signed in.

Twelve characters out of 32 (no I, O, 0, 1: 60 bits), printed in fours. It is kept encrypted, not
hashed, since each bill prints it.
"""

import hmac
import secrets
import unicodedata
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 12


def new() -> str:
    """A new access key, such as `7KQD-M2XA-9HTB`."""
    drawn = "".join(_CHARACTERS[byte % len(_CHARACTERS)] for byte in secrets.token_bytes(_LENGTH))  # 256 is 8 x 32
    return "-".join(drawn[first : first + 4] for first in range(0, _LENGTH, 4))


def encrypt(key: str) -> str:
    """The key as the database keeps it."""
    return _fernet().encrypt(key.encode("ascii")).decode("ascii")


def decrypt(kept: str) -> str:
    """The key as a bill prints it."""
    return _fernet().decrypt(kept.encode("ascii")).decode("ascii")


def rotate(kept: str) -> str:
    """The same key, encrypted with the newest of the encryption keys."""
    return _fernet().rotate(kept.encode("ascii")).decode("ascii")


def same(given: str, key: str) -> bool:
    """Whether a person has given the key; full-width letters, small ones, blanks and hyphens do not matter.

    Takes the same time wherever they differ.
    """
    return hmac.compare_digest(_plain(given).encode(), _plain(key).encode())


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum())


def _fernet() -> MultiFernet:
    return _fernet_of(tuple(settings.ACCESS_KEYS))


@lru_cache(maxsize=4)
def _fernet_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
