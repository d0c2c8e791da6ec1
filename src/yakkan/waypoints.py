"""Named points between one durable effect and the next, where a test kills the process to see what is left.

Without these environment variables a point is nothing:

    YAKKAN_KILL_AT=recorded     the process kills itself (SIGKILL) as it passes this point; `written:3`: the third time
    YAKKAN_STOP_AT=recorded     it stops there (SIGSTOP) until it is told to go on (SIGCONT)
    YAKKAN_WAYPOINTS=FILE       each point that is passed is added to FILE, a line each

Rooms have no effects, so they pass no points.
"""

import os
import signal
from collections import Counter

KILL_AT = "YAKKAN_KILL_AT"
STOP_AT = "YAKKAN_STOP_AT"
TELL = "YAKKAN_WAYPOINTS"

POINTS = {
    "key.aside": "a new secret key is written aside, not yet under its name",
    "server.made": "the embedded server's files are made aside, not yet under their name",
    "server.started": "the embedded server runs; its roles and database may not be there",
    "server.ready": "roles and database are there; the tables may not be",
    "aside.made": "an empty folder is there, under a name that nobody reads",
    "written": "one more file is written, aside",
    "aside.written": "all files of the folder are written, not yet through to the disk",
    "aside.synced": "all files are on the disk, the folder not yet renamed into place",
    "aside.renamed": "the folder is in place",
    "copied": "rows are copied into one more table, in the transaction",
    "merged": "rows are brought together with those known, in the transaction",
    "load.taken_in": "usage is read and judged, none of it in the lake",
    "load.in_the_lake": "one more folder is in the lake, no row commits it",
    "load.row": "its row is written, in the transaction",
    "confirm.issued": "bills and lines are in their tables, the ledger is not, in the transaction",
    "confirm.posted": "the ledger is written, in the transaction",
    "refund.chosen": "the records of a refund are on record, nothing waits or is owed for them, in the transaction",
    "refund.waiting": "lines wait for a bill, in the transaction",
    "refund.withdrawn": "lines wait no more, what is owed instead is not in the ledger, in the transaction",
    "refund.owed": "payouts are in the ledger, in the transaction",
    "kept": "some more issued documents are in their table, in the transaction",
    "recorded": "the audit trail says what was done, in the transaction",
    "committed": "the transaction has ended, nobody was told",
}
"""Every point, and what stands when it is passed."""

_times: Counter[str] = Counter()


def passed(point: str) -> None:
    """The process passes `point`, and is killed or stopped there where a test wants it to be."""
    asked = {name: value for name in (KILL_AT, STOP_AT, TELL) if (value := os.environ.get(name))}
    if not asked:
        return
    _times[point] += 1
    names = (f"{point}:{_times[point]}", point if _times[point] == 1 else "")
    if TELL in asked:
        _tell(asked[TELL], point)
    if asked.get(KILL_AT) in names:
        os.kill(os.getpid(), signal.SIGKILL)
    if asked.get(STOP_AT) in names:
        os.kill(os.getpid(), signal.SIGSTOP)


def _tell(file: str, point: str) -> None:
    stream = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(stream, f"{point}\n".encode())
    finally:
        os.close(stream)
