"""What processes have used: CPU seconds, and their peak of memory."""

import os
import resource
import sys
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(others: Iterable[int] = ()) -> float:
    """CPU seconds of this process, and of others that work for it with their finished children."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + sum(_cpu_of(process) for process in others)


def peak_megabytes(others: Iterable[int] = ()) -> int:
    """The peak of this process's resident memory, and those of others that work for it, added up."""
    own = _peak_of(os.getpid())
    if not own:  # not on Linux
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    return (own + sum(_peak_of(process) for process in others)) // 1024


def read_bytes() -> int:
    """The bytes that this process has asked of files, whether or not they came from the disk; 0 where nobody counts."""
    try:
        text = Path("/proc/self/io").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("rchar:")), 0)


def _cpu_of(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / _TICKS


def _peak_of(process: int) -> int:
    """In KiB. (`ru_maxrss` would count what a parent held when this process was forked off.)"""
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("VmHWM:")), 0)
