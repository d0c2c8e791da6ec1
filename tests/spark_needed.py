"""Spark is an extra: a machine that does not have it skips the tests that need it, and says so. CI has it."""

import os
import shutil
from importlib.util import find_spec

import pytest


def missing() -> str:
    """What of Spark this machine lacks."""
    if find_spec("pyspark") is None:
        return "Spark is not installed: make install EXTRA=spark"
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        return "Spark needs Java 17, and there is none"
    return ""


needs_spark = pytest.mark.skipif(bool(missing()), reason=missing())
ENGINES = ("duckdb", pytest.param("spark", marks=needs_spark))
"""Both engines, for tests that take one by its name."""
