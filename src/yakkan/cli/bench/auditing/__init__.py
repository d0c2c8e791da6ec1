"""The month that is audited: June 2015 of the plain month, with what was billed; one kind of eight by a wrong rate."""

from yakkan.cli.bench.auditing.records import make_files, make_lake
from yakkan.cli.bench.contest import Entrant
from yakkan.cli.bench.plain import numbers

_HERE = "yakkan.cli.bench.auditing.contestants"
AT_HAND = [Entrant("at hand: audit", f"{_HERE}:AuditAtHand"), Entrant("at hand: rating", f"{_HERE}:RatingAtHand")]
FROM_FILES = [Entrant("files: audit", f"{_HERE}:AuditOfFiles"), Entrant("files: rating", f"{_HERE}:RatingOfFiles")]

__all__ = ["AT_HAND", "FROM_FILES", "make_files", "make_lake", "numbers"]
