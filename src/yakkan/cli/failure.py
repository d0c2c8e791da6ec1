"""What is said where the surroundings fail: disk, memory, rights, the database. Each message has its cure.

An engine and a database may quote data in what they say, so no more of it is told than its kind and the file's name.
"""

import errno
import re

import duckdb
import psycopg
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError

from yakkan.memory import limit
from yakkan.messages import Language, say

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_TEXT = re.compile(r"No space left|File too large|quota exceeded|max_temp_directory_size", re.IGNORECASE)
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NAMED = re.compile(r'file \\*"([^"\\\n]+)')
_OF_SQLSTATE = {
    "53100": "cli.database_full",
    "53200": "cli.database_memory",
    "53300": "cli.database_busy",
    "55P03": "cli.database_busy",
}


def told(failure: Exception, language: Language) -> str:
    """What failed and what to do; nothing for an error that is a mistake in the code."""
    if isinstance(failure, OSError):
        return _system(failure, language)
    if isinstance(failure, MemoryError):
        return say(language, "cli.memory_full", limit=limit())
    if isinstance(failure, duckdb.Error):
        return _engine(failure, language)
    return _database(failure, language) if isinstance(failure, DatabaseError | psycopg.Error) else ""


def _system(failure: OSError, language: Language) -> str:
    file = str(failure.filename or "")
    if failure.errno in _FULL:
        return say(language, "cli.disk_full", file=_in_brackets(file))
    if failure.errno in _CLOSED:
        return say(language, "cli.no_access", file=_in_brackets(file))
    return say(language, "cli.failed", problem=": ".join(filter(None, [failure.strerror, file])))


def _engine(failure: duckdb.Error, language: Language) -> str:
    if _FULL_TEXT.search(str(failure)):
        named = _NAMED.search(str(failure))
        return say(language, "cli.disk_full", file=_in_brackets(named[1] if named else ""))
    if isinstance(failure, duckdb.OutOfMemoryException):
        return say(language, "cli.memory_full", limit=limit())
    return say(language, "cli.failed", problem=type(failure).__name__)


def _database(failure: Exception, language: Language) -> str:
    reason = failure.__cause__ if isinstance(failure.__cause__, psycopg.Error) else failure
    state = getattr(reason, "sqlstate", None) or ""
    lost = isinstance(failure, OperationalError | InterfaceError | psycopg.OperationalError | psycopg.InterfaceError)
    if state in _OF_SQLSTATE:
        return say(language, _OF_SQLSTATE[state])
    if lost and (not state or state.startswith(("08", "57P"))):
        return say(language, "cli.database_gone")
    problem = f"{type(failure).__name__} {state}".strip()
    return say(language, "cli.failed", problem=problem)


def _in_brackets(file: str) -> str:
    return f" ({file})" if file else ""
