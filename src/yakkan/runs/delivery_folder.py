"""What a delivery's folder in the lake holds, and what was deleted of it after its retention period.

    months.json       which months it holds, and the hash of each file
    deleted.json      what was deleted: month, kind, how many records, on which day; the file's hash before and after
    usage/month=2015-06/usage.parquet                 as it was loaded
    usage/month=2015-06/usage-1f0c....parquet         what was left of it, named after its hash

A file of usage is never written over: `months.json` says which one counts, and is replaced by one rename.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from yakkan.days import Month
from yakkan.engines import lake
from yakkan.messages import Refused
from yakkan.runs import folder as run_folder
from yakkan.runs.intake import MONTHS

DELETED = "deleted.json"
QUARANTINE = "quarantine"
"""Stands in place of a kind where the detail of quarantined records was deleted: no kind is known of them."""
_DETAIL = "quarantine.csv"
_RESIDUE = "residue*"
WRITING = ".writing.parquet"
"""What a file of usage is called until it is whole."""


@dataclass(frozen=True)
class Deletion:
    """That the records of a kind and month were deleted from a delivery, on a day.

    `before` is the SHA-256 of the file that held them, `after` of the one that took its place, '' where none was left.
    Of QUARANTINE the month is that in which the delivery was received, and there is no hash.
    """

    month: str
    kind: str
    records: int
    on: str
    before: str
    after: str


def months(folder: Path) -> dict[str, str]:
    """The hash of the file of each month that the delivery holds usage of. Raises Refused where the folder is gone."""
    file = folder / MONTHS
    if not file.is_file():
        raise _gone(folder)
    held: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return held


def file_of(folder: Path, month: Month) -> tuple[str, Path] | None:
    """The hash and file of the delivery's usage of a month; None where it holds none.

    Raises Refused where the file is gone or is another.
    """
    hashed = months(folder).get(str(month))
    if hashed is None:
        return None
    for file in _candidates(folder, month, hashed):
        if file.is_file() and run_folder.sha256(file) == hashed:
            return hashed, file
    raise _gone(folder)


def named(folder: Path, month: Month) -> tuple[str, Path] | None:
    """The same, without a look at what is in the file: its hash is the one that the delivery says."""
    hashed = months(folder).get(str(month))
    if hashed is None:
        return None
    for file in _candidates(folder, month, hashed):
        if file.is_file():
            return hashed, file
    raise _gone(folder)


def _candidates(folder: Path, month: Month, hashed: str) -> list[Path]:
    """What the file of a month may be called: as it was named after its hash or, before anything was deleted, not."""
    of_month = folder / "usage" / f"month={month}"
    return [of_month / _named(hashed), of_month / "usage.parquet"]


def _gone(folder: Path) -> Refused:
    return Refused("runs.delivery_gone", str(folder.parent), 0, {"deliveries": folder.name})


def _named(hashed: str) -> str:
    return f"usage-{hashed[:16]}.parquet"


def name_after_hash(written: Path) -> str:
    """Gives a file of usage that is whole now its name, for good; returns its SHA-256."""
    hashed = run_folder.sha256(written)
    named = written.with_name(_named(hashed))
    lake.rename(written, named)
    return hashed


def deletions(folder: Path) -> list[Deletion]:
    """What was deleted of a delivery."""
    file = folder / DELETED
    return [Deletion(**row) for row in json.loads(file.read_text(encoding="utf-8"))] if file.is_file() else []


def deleted_on(lake_folder: Path, usage: Mapping[str, str]) -> date | None:
    """The day on which usage (file's hash: delivery) was deleted after its period; None where none of it was."""
    days = [
        deletion.on
        for hashed, delivery in usage.items()
        for deletion in deletions(lake_folder / delivery)
        if deletion.before == hashed and hashed not in months(lake_folder / delivery).values()
    ]
    return date.fromisoformat(min(days)) if days else None


def settle(folder: Path, decided: Sequence[Deletion]) -> None:
    """Makes a delivery's folder agree with all deletions that were ever decided of it, and removes what counts no more.

    It can be stopped anywhere and done again.
    """
    held = months(folder)
    now = {month: _followed(folder, month, hashed, decided) for month, hashed in held.items()}
    if decided and list(decided) != deletions(folder):
        lake.replace(folder / DELETED, run_folder.json_text([asdict(deletion) for deletion in decided]))
    if now != held:
        lake.replace(folder / MONTHS, run_folder.json_text({month: hashed for month, hashed in now.items() if hashed}))
    for of_month in sorted((folder / "usage").glob("month=*")):
        _keep_only(of_month, now.get(of_month.name.removeprefix("month="), ""))
    if any(deletion.kind == QUARANTINE for deletion in decided):
        _empty_quarantine(folder)


def _followed(folder: Path, month: str, hashed: str, decided: Iterable[Deletion]) -> str:
    """The hash of what is left of a month's file after these deletions; '' where nothing is."""
    for deletion in decided:
        whole = folder / "usage" / f"month={month}" / _named(deletion.after)
        if (deletion.month, deletion.before) == (month, hashed) and (not deletion.after or whole.is_file()):
            hashed = deletion.after
    return hashed


def _keep_only(of_month: Path, hashed: str) -> None:
    """Removes the files of a month but for the one that counts; nothing where that is lost, so that it is missed."""
    kept = next((file for file in (of_month / _named(hashed), of_month / "usage.parquet") if file.is_file()), None)
    if hashed and not kept:
        return
    for file in of_month.iterdir():
        if not hashed or file != kept:
            file.unlink()
    if not hashed:
        of_month.rmdir()


def _empty_quarantine(folder: Path) -> None:
    """What is known of quarantined records goes: the lines themselves, and all of the list but its header."""
    for residue in folder.glob(_RESIDUE):
        residue.unlink()
    file = folder / _DETAIL
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.is_file() else []
    if len(lines) > 1:
        lake.replace(file, lines[0])
