"""The invented people: customers, their billing accounts and contracts, as rows of the three files.

The first are told of by name, each for a rule of the book; the others are drawn at random from a few ways to live.
Nobody here exists: names say so, numbers are 050 9999, 080 9999, 090 9999 and 03 9999, mail goes to example.com.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

Row = dict[str, str]

LAST = "2026-10"
"""The last month of use; the months before it are as many as are asked for."""
TOLD, TWO_SERVICES, PLAN, GROUP, MOVED_OUT, JOINED = "A0001", "A0003", "A0004", "A0005", "A0006", "A0007"
LONG_NAME, ENGLISH, ABROAD, PARKED, RARE_KANJI = "A0008", "A0009", "A0011", "A0012", "A0013"
BY_SLIP, MOBILE, LINE, LATE = "A0014", "A0015", "A0016", "A0017"
"""Accounts of those whom the demo tells of; TOLD's bill is told in full, PARKED is what two contracts contradict."""
DOTPHONE, OFFICE, ANSHIN = "ocn-dotphone", "ocn-dotphone-office", "050-anshin-number"
WING, MOBILE_ONE, EXAMPLE_LINE = "world-wing", "ocn-mobile-one", "example-line"
_BEGINS = {WING: "0909999", MOBILE_ONE: "0809999", EXAMPLE_LINE: "039999"}
_FAMILY = (
    ("例山", "レイヤマ"), ("見本", "ミホン"), ("試田", "タメシダ"), ("架空", "カクウ"), ("仮野", "カリノ"),
    ("雛形", "ヒナガタ"), ("標本", "ヒョウホン"), ("空想", "クウソウ"), ("模擬", "モギ"), ("想定", "ソウテイ"),
)  # fmt: skip
_GIVEN = (
    ("花子", "ハナコ"), ("太郎", "タロウ"), ("さくら", "サクラ"), ("一郎", "イチロウ"), ("みどり", "ミドリ"),
    ("次郎", "ジロウ"), ("ひかり", "ヒカリ"), ("三郎", "サブロウ"), ("あおい", "アオイ"), ("四郎", "シロウ"),
)  # fmt: skip
_ADDRESSES = {"ja": "例示県見本市架空町{house}番地", "en": "{house} Kakucho, Mihon City, Reiji Prefecture"}
_WAYS = {"one": 50, "several": 12, "two services": 10, "plan": 8, "abroad": 4, "mobile": 10, "line": 6}
"""The ways to live, and how many of a hundred live so."""


@dataclass(frozen=True)
class Size:
    """How many people, and how many months of their use."""

    customers: int = 2000
    months: int = 12

    def all_months(self) -> tuple[str, ...]:
        """The months of use in order, up to LAST."""
        year, month = (int(part) for part in LAST.split("-"))
        counted = (year * 12 + month - 1 - back for back in reversed(range(self.months)))
        return tuple(f"{each // 12}-{each % 12 + 1:02}" for each in counted)


@dataclass
class Register:
    """The rows of the three files, and of a fourth: contracts that arrive later, and contradict one of the others."""

    customers: list[Row] = field(default_factory=list)
    accounts: list[Row] = field(default_factory=list)
    contracts: list[Row] = field(default_factory=list)
    later_contracts: list[Row] = field(default_factory=list)
    _counted: dict[str, count] = field(default_factory=dict)

    def customer(self, name: str, kana: str, language: str = "ja", method: str = "direct_debit") -> str:
        """Adds a customer with an account; returns what the ids of both, and of his contracts, end in."""
        own = f"{len(self.customers) + 1:04}"
        self.customers.append(
            {
                "customer": f"K{own}", "name": name, "kana": kana, "language": language,
                "email": f"k{own}@example.com", "postal_code": "000-0000",
                "address": _ADDRESSES[language].format(house=int(own)),
            }
        )  # fmt: skip
        self.account(own, method=method)
        return own

    def account(self, own: str, suffix: str = "", method: str = "direct_debit") -> None:
        """Adds a billing account of a customer; who pays by a slip gets it on paper."""
        delivery = "paper" if method == "bill" else "web"
        self.accounts.append(
            {"account": f"A{own}{suffix}", "customer": f"K{own}", "method": method, "delivery": delivery}
        )

    def contract(self, own: str, service: str, numbers: int = 1, /, **said: str) -> list[Row]:
        """Adds a contract's rows, one a number: `account`, `plan`, `group`, `from`, `until` as the file has them."""
        held = 0
        for row in reversed(self.contracts):  # a customer's contracts are added one after the other
            if row["customer"] != f"K{own}":
                break
            held = max(held, int(row["contract"].partition("-")[2] or 1))
        suffix = f"-{held + 1}" if held else ""
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

    def number_of(self, account: str) -> str:
        """The first number of an account."""
        return next(row["number"] for row in self.contracts if row["account"] == account)

    def _number(self, service: str) -> str:
        begins = _BEGINS.get(service, "0509999")
        return f"{begins}{next(self._counted.setdefault(begins, count(1))):04}"


def register(size: Size) -> Register:
    """All of them, the same each time; those whom the demo tells of are in a small world too."""
    made, months, random = Register(), size.all_months(), Random("yakkan: people")
    _households(made)
    _offices(made)
    _comings_and_goings(made, months)
    _various(made)
    while len(made.customers) < size.customers:
        _anybody(made, months, random)
    return made


def _households(made: Register) -> None:
    """One number; several; two services; an OCN plan of three contracts."""
    made.contract(made.customer("見本 花子", "ミホン ハナコ"), DOTPHONE)
    made.contract(made.customer("例山 太郎", "レイヤマ タロウ"), DOTPHONE, 3)
    own = made.customer("試田 さくら", "タメシダ サクラ", method="card")
    made.contract(own, DOTPHONE)
    made.contract(own, WING)
    own = made.customer("架空 一郎", "カクウ イチロウ")
    made.contract(own, DOTPHONE, plan=f"P{own}")
    made.contract(own, DOTPHONE, plan=f"P{own}")
    made.contract(own, ANSHIN, plan=f"P{own}")


def _offices(made: Register) -> None:
    """A company whose offices pool their discount over three accounts, two offices on one of them."""
    own = made.customer("株式会社例示商事", "レイジショウジ")
    made.account(own, "-2", "bill")
    made.account(own, "-3", "bill")
    for account, numbers in (("", 4), ("-2", 2), ("-3", 1), ("-3", 2)):
        made.contract(own, OFFICE, numbers, account=f"A{own}{account}", group=f"G{own}")


def _comings_and_goings(made: Register, months: Sequence[str]) -> None:
    """Who moved out, who joined, a long name, an English reader, a shared account, and a contradiction."""
    left, joined = months[len(months) // 2], months[len(months) // 3]
    made.contract(made.customer("仮野 次郎", "カリノ ジロウ"), DOTPHONE, until=f"{left}-17")
    made.contract(made.customer("雛形 ひかり", "ヒナガタ ヒカリ"), DOTPHONE, **{"from": f"{joined}-10"})
    own = made.customer("例示架空通信機器販売株式会社見本支店営業部第十二係", "レイジカクウツウシンキキハンバイ")
    made.contract(own, DOTPHONE, 2)
    made.contract(made.customer("Jane Example", "", "en", "card"), DOTPHONE)
    own = made.customer("標本 みどり", "ヒョウホン ミドリ")
    made.contract(own, DOTPHONE)
    made.contract(own, DOTPHONE)
    made.contract(made.customer("空想 三郎", "クウソウ サブロウ"), WING)
    own = made.customer("想定 あおい", "ソウテイ アオイ")
    old = made.contract(own, DOTPHONE)[0]
    made.later_contracts.append({**old, "contract": f"C{own}-2", "service": ANSHIN, "from": f"{LAST}-01"})


def _various(made: Register) -> None:
    """A kanji that few faces have; a payer at the shop; mobile data; a fixed line; one whose use comes late."""
    made.contract(made.customer("髙見本 𠮷子", "タカミホン ヨシコ"), DOTPHONE)
    made.contract(made.customer("模擬 四郎", "モギ シロウ", method="bill"), DOTPHONE)
    made.contract(made.customer("架空 ひかり", "カクウ ヒカリ", method="card"), MOBILE_ONE, options="device-protection")
    made.contract(made.customer("例山 みどり", "レイヤマ ミドリ"), EXAMPLE_LINE, options="call-waiting voicemail")
    made.contract(made.customer("見本 次郎", "ミホン ジロウ"), DOTPHONE)


def _anybody(made: Register, months: Sequence[str], random: Random) -> None:
    """One of the many, in one of a few ways to live."""
    (family, family_kana), (given, given_kana) = random.choice(_FAMILY), random.choice(_GIVEN)
    method = random.choices(("direct_debit", "card", "bill"), (60, 28, 12))[0]
    own = made.customer(f"{family} {given}", f"{family_kana} {given_kana}", method=method)
    days = _days(months, random)
    way = random.choices(tuple(_WAYS), tuple(_WAYS.values()))[0]
    if way in ("one", "several", "two services"):
        service = random.choice((DOTPHONE, DOTPHONE, DOTPHONE, ANSHIN))
        made.contract(own, service, random.randint(2, 4) if way == "several" else 1, **days)
    if way == "plan":
        made.contract(own, DOTPHONE, plan=f"P{own}", **days)
        made.contract(own, ANSHIN, random.randint(1, 2), plan=f"P{own}", **days)
    if way in ("two services", "abroad"):
        made.contract(own, WING, **days)
    if way == "mobile":
        made.contract(own, MOBILE_ONE, options=random.choice(("", "", "device-protection")), **days)
    if way == "line":
        made.contract(own, EXAMPLE_LINE, options=random.choice(("", "call-waiting", "voicemail")), **days)


def _days(months: Sequence[str], random: Random) -> Row:
    """Most have been here long; some joined earlier; a few come or go within the months that are told of."""
    draw = random.random()
    if draw < 0.75:
        return {}
    if draw < 0.85:
        return {"from": f"2025-{random.randint(1, 10):02}-{random.randint(1, 28):02}"}
    day = f"{random.choice(months)}-{random.randint(1, 28):02}"
    return {"from": day} if draw < 0.93 else {"until": day}
