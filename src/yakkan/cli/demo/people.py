"""The invented people: customers, their billing accounts and contracts, as rows of the three files.

The first are told of by name, each for a rule of the book; the others are drawn at random from a few ways to live.
Nobody here exists: names say so, numbers are 050 9999 and 090 9999, mail goes to example.com.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

Row = dict[str, str]

MONTHS = ("2026-08", "2026-09", "2026-10")
CUSTOMERS = 200
TOLD = "A001"
"""The account whose bill is told in full."""
PARKED = "A012"
"""The account that two contracts contradict."""
_DOTPHONE, _OFFICE, _ANSHIN, _WING = "ocn-dotphone", "ocn-dotphone-office", "050-anshin-number", "world-wing"
_FAMILY = (
    ("例山", "レイヤマ"), ("見本", "ミホン"), ("試田", "タメシダ"), ("架空", "カクウ"), ("仮野", "カリノ"),
    ("雛形", "ヒナガタ"), ("標本", "ヒョウホン"), ("空想", "クウソウ"), ("模擬", "モギ"), ("想定", "ソウテイ"),
)  # fmt: skip
_GIVEN = (
    ("花子", "ハナコ"), ("太郎", "タロウ"), ("さくら", "サクラ"), ("一郎", "イチロウ"), ("みどり", "ミドリ"),
    ("次郎", "ジロウ"), ("ひかり", "ヒカリ"), ("三郎", "サブロウ"), ("あおい", "アオイ"), ("四郎", "シロウ"),
)  # fmt: skip
_ADDRESSES = {"ja": "例示県見本市架空町{house}番地", "en": "{house} Kakucho, Mihon City, Reiji Prefecture"}


@dataclass
class Register:
    """The rows of the three files, and of a fourth: contracts that arrive later, and contradict one of the others."""

    customers: list[Row] = field(default_factory=list)
    accounts: list[Row] = field(default_factory=list)
    contracts: list[Row] = field(default_factory=list)
    later_contracts: list[Row] = field(default_factory=list)
    dotphones: count = field(default_factory=lambda: count(1))
    mobiles: count = field(default_factory=lambda: count(1))

    def customer(self, name: str, kana: str, language: str = "ja") -> str:
        """Adds a customer with an account; returns what the ids of both, and of his contracts, end in."""
        own = f"{len(self.customers) + 1:03}"
        self.customers.append(
            {
                "customer": f"K{own}", "name": name, "kana": kana, "language": language,
                "email": f"k{own}@example.com", "postal_code": "000-0000",
                "address": _ADDRESSES[language].format(house=int(own)),
            }
        )  # fmt: skip
        self.account(own)
        return own

    def account(self, own: str, suffix: str = "", method: str = "direct_debit") -> None:
        """Adds a billing account of a customer."""
        delivery = "paper" if method == "bill" else "web"
        self.accounts.append(
            {"account": f"A{own}{suffix}", "customer": f"K{own}", "method": method, "delivery": delivery}
        )

    def contract(self, own: str, service: str, numbers: int = 1, /, **said: str) -> list[Row]:
        """Adds a contract's rows, one a number: `account`, `plan`, `group`, `from`, `until` as the file has them."""
        before = {row["contract"] for row in self.contracts if row["customer"] == f"K{own}"}
        suffix = f"-{len(before) + 1}" if before else ""
        rows = [
            {
                "contract": f"C{own}{suffix}", "account": f"A{own}", "customer": f"K{own}", "service": service,
                "number": self._number(service), "plan": "", "group": "", "options": "", "from": "", "until": "",
                **said,
            }
            for _ in range(numbers)
        ]  # fmt: skip
        self.contracts += rows
        return rows

    def _number(self, service: str) -> str:
        return f"0909999{next(self.mobiles):04}" if service == _WING else f"0509999{next(self.dotphones):04}"


def register(random: Random) -> Register:
    """All 200 of them."""
    made = Register()
    _households(made)
    _offices(made)
    _comings_and_goings(made)
    while len(made.customers) < CUSTOMERS:
        _anybody(made, random)
    return made


def _households(made: Register) -> None:
    """One number; several; two services; an OCN plan."""
    made.contract(made.customer("見本 花子", "ミホン ハナコ"), _DOTPHONE)
    made.contract(made.customer("例山 太郎", "レイヤマ タロウ"), _DOTPHONE, 3)
    own = made.customer("試田 さくら", "タメシダ サクラ")
    made.contract(own, _DOTPHONE)
    made.contract(own, _WING)
    own = made.customer("架空 一郎", "カクウ イチロウ")
    made.contract(own, _DOTPHONE, plan=f"P{own}")
    made.contract(own, _ANSHIN, plan=f"P{own}")


def _offices(made: Register) -> None:
    """A company whose offices pool their discount over three accounts, two offices on one of them."""
    own = made.customer("株式会社例示商事", "レイジショウジ")
    made.account(own, "-2", "bill")
    made.account(own, "-3", "bill")
    for account, numbers in (("", 4), ("-2", 2), ("-3", 1), ("-3", 2)):
        made.contract(own, _OFFICE, numbers, account=f"A{own}{account}", group=f"G{own}")


def _comings_and_goings(made: Register) -> None:
    """Who moved out, who joined, a long name, an English reader, a shared account, and a contradiction."""
    made.contract(made.customer("仮野 次郎", "カリノ ジロウ"), _DOTPHONE, until="2026-09-17")
    made.contract(made.customer("雛形 ひかり", "ヒナガタ ヒカリ"), _DOTPHONE, **{"from": "2026-10-10"})
    own = made.customer("例示架空通信機器販売株式会社見本支店営業部第十二係", "レイジカクウツウシンキキハンバイ")
    made.contract(own, _DOTPHONE, 2)
    made.contract(made.customer("Jane Example", "", "en"), _DOTPHONE)
    own = made.customer("標本 みどり", "ヒョウホン ミドリ")
    made.contract(own, _DOTPHONE)
    made.contract(own, _DOTPHONE)
    made.contract(made.customer("空想 三郎", "クウソウ サブロウ"), _WING)
    own = made.customer("想定 あおい", "ソウテイ アオイ")
    old = made.contract(own, _DOTPHONE)[0]
    made.later_contracts.append({**old, "contract": f"C{own}-2", "service": _ANSHIN, "from": "2026-10-01"})


def _anybody(made: Register, random: Random) -> None:
    """One of the many, in one of a few ways to live."""
    (family, family_kana), (given, given_kana) = random.choice(_FAMILY), random.choice(_GIVEN)
    own = made.customer(f"{family} {given}", f"{family_kana} {given_kana}")
    days = _days(random)
    way = random.choices(("one", "several", "two services", "plan", "abroad"), (60, 12, 12, 8, 8))[0]
    if way == "plan":
        made.contract(own, _DOTPHONE, plan=f"P{own}", **days)
        made.contract(own, _ANSHIN, random.randint(1, 2), plan=f"P{own}", **days)
        return
    if way != "abroad":
        service = random.choice((_DOTPHONE, _DOTPHONE, _DOTPHONE, _ANSHIN))
        made.contract(own, service, random.randint(2, 4) if way == "several" else 1, **days)
    if way in ("two services", "abroad"):
        made.contract(own, _WING, **days)


def _days(random: Random) -> Row:
    """Most have been here long; some joined earlier this year; a few come or go within the three months."""
    draw = random.random()
    if draw < 0.75:
        return {}
    if draw < 0.90:
        return {"from": f"2026-0{random.randint(1, 7)}-{random.randint(1, 28):02}"}
    day = f"{random.choice(MONTHS)}-{random.randint(1, 28):02}"
    return {"from": day} if draw < 0.95 else {"until": day}


def in_force(rows: Sequence[Row], day: str) -> list[Row]:
    """The rows of contracts that hold on a day."""
    return [row for row in rows if row["from"] <= day and (not row["until"] or day <= row["until"])]
