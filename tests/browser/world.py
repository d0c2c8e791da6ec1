"""A small carrier with twelve issued months and one that is open: `python -m tests.browser.world DATA`.

Hanako (K1) has one 050 number and pays by direct debit; Ray (K2) reads English and has two accounts, one of them with
two services; Jiro (K3) is somebody else. An error of roaming, of which Ray's C4 may have cost too much before
2008-03-24, is announced as `roaming-2008`. November 2026 is loaded and not billed: Jiro's second contract cannot be
billed in it, and one call of it is of a number that nobody has.
"""

import os
import sys
from datetime import date
from pathlib import Path

from tests.apps import incident_folder
from yakkan.cli import main
from yakkan.days import Month
from yakkan.project import state

BOOK = Path(__file__).parents[2] / "book"
MONTHS = [str(Month(2025, 11).after(n)) for n in range(12)]
OPEN = "2026-11"
PASSWORD = "an invented passphrase"
STAFF = ("clerk", "supervisor", "auditor", "engineer")
MEMBERS = {"hanako@mail.example": "K1", "ray@mail.example": "K2", "jiro@mail.example": "K3"}
CALLER = "09099994649"
"""Who called Hanako, in each month and in each kind of record: nobody may ever see this number."""

CUSTOMERS = """customer,name,kana,language,email,postal_code,address
K1,例示 花子,レイジ ハナコ,ja,hanako@mail.example,100-0000,東京都例示区1-2-3
K2,Ray Example,,en,ray@mail.example,100-0000,1-2-3 Reiji-ku
K3,例示 次郎,レイジ ジロウ,ja,jiro@mail.example,100-0000,東京都例示区4-5-6
"""
ACCOUNTS = """account,customer,method,delivery
A1,K1,,
A2,K2,bill,web
A3,K2,card,web
A4,K3,,
"""
CONTRACTS = """contract,account,customer,service,number,plan,group,options,from,until
C1,A1,K1,ocn-dotphone,05099990001,,,,,
C2,A2,K2,ocn-dotphone,05099990002,,,,,
C3,A2,K2,ocn-mobile-one,09099990003,,,,,
C4,A3,K2,world-wing,09099990004,,,,,
C5,A4,K3,ocn-dotphone,05099990005,,,,,
C6,A4,K3,no-such-service,05099990006,,,,2026-11-01,
"""
_HEADER = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity\n"


def usage_of(month: str, nth: int) -> str:
    """Hanako calls a fixed line once more each month (8 yen each), and is called for two minutes (1 yen)."""
    rows = [
        f"{month}-{n},05099990001,voice,out,fixed,0399990001,,,,{month}-05T10:{n:02}:00,100" for n in range(nth + 1)
    ]
    rows += [
        f"{month}-in,05099990001,voice,in,mobile,{CALLER},,,,{month}-06T11:00:00,120",
        f"{month}-m,05099990002,voice,out,mobile,09099991111,,,,{month}-07T12:00:00,61",
        f"{month}-us,05099990002,voice,out,international,,US,,,{month}-08T12:00:00,61",
        f"{month}-v,09099990003,voice,out,fixed,0399990002,,,,{month}-09T12:00:00,31",
        f"{month}-p,09099990004,packet,out,,,,DEUE2,,{month}-10T12:00:00,101",
        f"{month}-j,05099990005,voice,out,fixed,0399990003,,,,{month}-11T12:00:00,200",
    ]
    if month == OPEN:
        rows.append(f"{month}-q,05099990099,voice,in,mobile,{CALLER},,,,{month}-12T12:00:00,60")
    return _HEADER + "\n".join(rows) + "\n"


def make(data: Path) -> None:
    """Load all, issue twelve months, enrol staff and members; Refused or an exit code where a step fails."""
    folder = data.parent / "files"
    folder.mkdir()
    with state.open(data, BOOK):  # so that the database runs all the while
        _make(data, folder)


def _make(data: Path, folder: Path) -> None:
    for what, text in {"customers": CUSTOMERS, "accounts": ACCOUNTS, "contracts": CONTRACTS}.items():
        _do(data, "load", what, str(_written(folder / f"{what}.csv", text)))
    files = [_written(folder / f"{m}.csv", usage_of(m, n)) for n, m in enumerate([*MONTHS, OPEN])]
    _do(data, "load", "usage", *map(str, files))
    _do(data, "manage", "grant", "supervisor", "--create")
    for month in MONTHS:
        _do(data, "bill", month, "--confirm", "--as", "supervisor")
    _enrol(data)
    _announce(data, folder)


def _written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def _do(data: Path, *words: str) -> None:
    code = main([words[0], "--data", str(data), "--book", str(BOOK), *words[1:]])
    if code:
        sys.exit(f"{' '.join(words)} ended with {code}")


def _enrol(data: Path) -> None:
    with state.open(data, BOOK):
        from allauth.account.models import EmailAddress
        from django.contrib.auth import get_user_model

        from yakkan.apps.desk.actions import enrol
        from yakkan.apps.portal.models import Member

        for role in STAFF:
            enrol(role, role, f"{role}@staff.example", password=PASSWORD)
        for email, customer in MEMBERS.items():
            user = get_user_model().objects.create_user(email.partition("@")[0], email, PASSWORD)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            Member.objects.create(user=user, customer_id=customer)


def _announce(data: Path, folder: Path) -> None:
    """The incident of `incident_folder`, approved and announced."""
    with state.open(data, BOOK):
        from yakkan.apps.incidents.actions import Opening, announce, open_incident, take_step

        audit = incident_folder.write(folder / "audit")
        open_incident(Opening(audit, ["1"], incident_folder.about(audit, "o2-de"), BOOK), "clerk")
        for step, who in (("examined", "clerk"), ("confirmed", "clerk"), ("approved", "supervisor")):
            take_step("o2-de", step, "as the records say", who)
        announce("roaming-2008", ["o2-de"], date(2008, 9, 10), "supervisor")


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    make(Path(sys.argv[1]))
