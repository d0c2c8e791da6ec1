"""A carrier with two incidents: `python -m tests.browser.incident_world DATA`.

The people and amounts are those of `tests.apps.incident_folder`. Of the incident `o2-de` the money is on its way back:
a payout to A3, and a claim of A1 with a paper, which Chie entered. The incident `published` was found.
"""

import os
import sys
from datetime import date
from pathlib import Path

from tests.apps import incident_folder
from tests.apps.test_claims import PDF
from tests.browser.world import BOOK, PASSWORD, STAFF
from yakkan.project import state


def make(data: Path) -> None:
    """All of it, and staff in each role."""
    audit = incident_folder.write(data.parent / "audit")
    paper = data.parent / "boarding-pass.pdf"
    paper.write_bytes(PDF)
    with state.open(data, BOOK):
        from yakkan.apps.desk.actions import enrol
        from yakkan.apps.incidents.actions import Claiming, enter_claim

        incident_folder.people()
        for role in STAFF:
            enrol(role, role, f"{role}@staff.example", password=PASSWORD)
        incident_folder.approved(audit)
        incident_folder.refunded()
        incident_folder.opened(audit, "published", "2")
        days = (date(2007, 5, 1), date(2007, 5, 9))
        enter_claim(Claiming("o2-de", ("A1", "C1"), days, "was in Hamburg", [paper]), data, "chie")


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    make(Path(sys.argv[1]))
