"""A small carrier by the book of the repository: two customers, a month that is issued, one that is worked out.

Hanako (K1, A1) has the number 05099990001. In September and October 2026 she makes two calls of 180 seconds to a fixed
line, 8 yen each, and is called once, for 3,660 seconds, by CALLER: 61 x 0.5 = 30.5, rounded up to 31, but no more than
the charges, 16 yen. So each month: 280 + 16 - 16 = 280 yen, 28 yen of tax at 10 percent, 308 yen. Jiro (K2, A2) has
05099990002 and makes no call: 280 + 28 = 308 yen. One record of each month is in quarantine: a call by CALLER with a
quantity that is none. Ken (K3, A3) has a service that the book does not know: his bill is parked.
"""

import shutil
from datetime import date
from pathlib import Path

from tests.apps.kept_world import KeptWorld
from yakkan.engines import DuckDB

BOOK = Path(__file__).parents[2] / "book"
CALLER = "09055527183"
"""Who called Hanako: nobody may see this number."""
ISSUED, MADE = "2026-09", "2026-10"
BILL_YEN, TAX_YEN = 308, 28
_HEADER = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity\n"
_CUSTOMERS = """customer,name,kana,language,email,postal_code,address
K1,例示 花子,レイジ ハナコ,ja,hanako@mail.example,100-0000,東京都例示区1-2-3
K2,例示 次郎,レイジ ジロウ,en,jiro@mail.example,100-0000,東京都例示区4-5-6
K3,例示 健,レイジ ケン,ja,,,
"""
_ACCOUNTS = "account,customer,method,delivery\nA1,K1,,\nA2,K2,bill,paper\nA3,K3,,\n"
_CONTRACTS = """contract,account,customer,service,number,plan,group,options,from,until
C1,A1,K1,ocn-dotphone,05099990001,,,,,
C2,A2,K2,ocn-dotphone,05099990002,,,,,
C3,A3,K3,no-such-service,05099990003,,,,,
"""


def usage(month: str) -> str:
    rows = (
        f"{month}-a,05099990001,voice,out,fixed,0399990001,,,,{month}-03T10:00:00,180",
        f"{month}-b,05099990001,voice,out,fixed,0399990001,,,,{month}-04T10:00:00,180",
        f"{month}-c,05099990001,voice,in,mobile,{CALLER},,,,{month}-05T10:00:00,3660",
        f"{month}-d,05099990001,voice,in,mobile,{CALLER},,,,{month}-06T10:00:00,2m",
    )
    return _HEADER + "\n".join(rows) + "\n"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def clear(data: Path) -> None:
    """Removes what the test before left in the data folder."""
    for name in ("lake", "runs", "uploads"):
        shutil.rmtree(data / name, ignore_errors=True)


def load_people(folder: Path) -> None:
    from yakkan.apps.contracts.actions import load_contracts
    from yakkan.apps.customers.actions import load_accounts, load_customers
    from yakkan.runs import delivered

    for name, text, load in (
        ("customers", _CUSTOMERS, load_customers),
        ("accounts", _ACCOUNTS, load_accounts),
        ("contracts", _CONTRACTS, load_contracts),
    ):
        engine = DuckDB()
        file = written(folder / f"{name}.csv", text)
        load(engine, getattr(delivered, name)(engine, file), who="test", file=file.name)


def load_month(data: Path, folder: Path, month: str) -> None:
    from yakkan.apps.billing.actions import load_usage
    from yakkan.usage import CANONICAL

    load_usage([written(folder / f"usage-{month}.csv", usage(month))], CANONICAL, data, who="test")


def make_run(data: Path, month: str, known_on: date = date(2026, 11, 20)) -> Path:
    from yakkan.apps.billing.actions import make_run
    from yakkan.days import Month

    return make_run(Month.parse(month), BOOK, data, known_on)


def enrol_staff() -> None:
    from yakkan.apps.desk.actions import enrol

    for role in ("clerk", "supervisor", "auditor", "engineer"):
        enrol(role, role, f"{role}@staff.example")


def enrol_member(name: str, customer: str) -> None:
    from django.contrib.auth import get_user_model

    from yakkan.apps.portal.models import Member

    users = get_user_model().objects
    user = users.filter(username=name).first() or users.create_user(name, f"{name}@mail.example")
    Member.objects.create(user=user, customer_id=customer)


_KEPT: dict[Path, tuple[KeptWorld, tuple[Path, Path]]] = {}


def make(data: Path, folder: Path) -> tuple[Path, Path]:
    """Everything; the folders of the run that is issued and of the one that is not.

    It is made once for a data folder: whoever asks again gets the rows and files that it had left.
    """
    clear(data)
    if data in _KEPT:
        world, runs = _KEPT[data]
        world.put_back()
        return runs
    runs = _made(data, folder)
    _KEPT[data] = KeptWorld(data), runs
    return runs


def _made(data: Path, folder: Path) -> tuple[Path, Path]:
    from yakkan.apps.billing.actions import confirm_run

    load_people(folder)
    enrol_staff()
    enrol_member("hanako", "K1")
    enrol_member("jiro", "K2")
    load_month(data, folder, ISSUED)
    issued = make_run(data, ISSUED)
    confirm_run(issued, "supervisor")
    load_month(data, folder, MADE)
    return issued, make_run(data, MADE)


def client(user: str | None, language: str = "ja"):
    """A browser without a screen, signed in as a user; None: a stranger."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    made = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE=language, raise_request_exception=False)
    if user:
        made.force_login(get_user_model().objects.get(username=user), settings.AUTHENTICATION_BACKENDS[1])
    return made
