"""The invented customers of 2008, what they used abroad and were billed for it; the same each time.

Sessions in Germany over o2-de were billed 100 yen up to 100 packets instead of 50 up to 50, forwarded calls in Cyprus
110 yen a minute instead of 80. In Sri Lanka and the Netherlands Antilles the billing was right, and the guide book
wrong. Records begin on 2008-03-24 in Germany and 2008-04-08 in Cyprus; before that there are only monthly counts.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from yakkan.days import Month
from yakkan.usage import FIELDS

Row = dict[str, str]

CUSTOMERS = 240
_TRAVELLERS = {"de": 118, "cy": 6, "lk": 5, "an": 3}
"""So many customers travel to each place; the first go to Germany, the next to Cyprus, and so on."""
_FAMILY = ("例山", "見本", "試田", "架空", "仮野", "雛形", "標本", "空想", "模擬", "想定", "例川", "試山")
_GIVEN = (
    "花子", "太郎", "さくら", "一郎", "みどり", "次郎", "ひかり", "三郎", "あおい", "四郎", "かおる", "五郎",
    "つばさ", "六郎", "のぞみ", "七郎", "まこと", "八郎", "しのぶ", "九郎",
)  # fmt: skip
GERMANY = (date(2008, 3, 24), date(2008, 7, 10))
CYPRUS = (date(2008, 4, 8), date(2008, 7, 31))
SRI_LANKA = (date(2008, 1, 29), date(2008, 9, 10))
ANTILLES = (date(2008, 4, 11), date(2008, 9, 10))
_BEFORE = {"DEUE2": (Month(2006, 3), Month(2008, 3), 320), "CYPCT": (Month(2004, 9), Month(2008, 4), 12)}
"""Monthly traffic before the records: of a partner, the first and last month, and about how many records a month."""
_ENDED = 12
"""Of so many customers one has left since."""


@dataclass(frozen=True)
class Invented:
    """`files` by name, and the customers in them."""

    files: dict[str, str]
    customers: list[str]


def invent() -> Invented:
    """Everything, from a fixed seed."""
    random = Random("yakkan: correction")
    people = [f"{place:03}" for place in range(1, CUSTOMERS + 1)]
    where = [place for place, count in _TRAVELLERS.items() for _ in range(count)]
    travels = {own: where[place] if place < len(where) else "" for place, own in enumerate(people)}
    files = {
        "customers.csv": _csv(_customer(own, place) for place, own in enumerate(people)),
        "accounts.csv": _csv(
            {"account": f"A{own}", "customer": f"K{own}", "method": "", "delivery": ""} for own in people
        ),
        "contracts.csv": _csv(row for own in people for row in _contracts(own, random)),
        "billed-germany.csv": _billed("de", travels, random),
        "billed-cyprus.csv": _billed("cy", travels, random),
        "billed-guide-book.csv": _billed("lk", travels, random),
        "traffic.csv": _csv(_traffic(random)),
        "kept.csv": _csv(_kept()),
        "boarding-pass.pdf": _PAPER,
        **_ABOUT,
    }
    return Invented(files, [f"K{own}" for own in people])


def _customer(own: str, place: int) -> Row:
    name = f"{_FAMILY[place % len(_FAMILY)]} {_GIVEN[place // len(_FAMILY)]}"
    language = "en" if place % 40 == 7 else "ja"
    return {
        "customer": f"K{own}", "name": name, "kana": "", "language": language, "email": f"k{own}@example.com",
        "postal_code": "000-0000", "address": f"例示県見本市架空町{place + 1}番地",
    }  # fmt: skip


def _contracts(own: str, random: Random) -> Iterator[Row]:
    """Roaming, and a telephone beside it for every other customer; some have left since the summer."""
    left = int(own) % _ENDED == 0
    until = str(date(2008, 8, 1) + timedelta(days=random.randrange(30))) if left else ""
    common = {"account": f"A{own}", "customer": f"K{own}", "plan": "", "group": "", "options": "", "from": "2005-04-01"}
    yield {"contract": f"W{own}", "service": "world-wing", "number": f"09099990{own}", **common, "until": until}
    if int(own) % 2 and not left:
        yield {"contract": f"D{own}", "service": "ocn-dotphone", "number": f"05099990{own}", **common, "until": ""}


def _billed(place: str, travels: dict[str, str], random: Random) -> str:
    """Records with what was billed for each; the file of the guide book holds two places."""
    makers = {"de": [_german], "cy": [_cypriot], "lk": [_sri_lankan, _antillean]}[place]
    places = ("lk", "an") if place == "lk" else (place,)
    rows = [
        row
        for maker, of in zip(makers, places, strict=True)
        for own, to in travels.items()
        if to == of
        for row in maker(f"09099990{own}", random)
    ]
    rows.sort(key=lambda row: row["started_at"])
    return _csv({"record_id": f"{place}-{nth:05}", **row} for nth, row in enumerate(rows, 1))


def _record(number: str, use: tuple[str, str, str], days: tuple[date, date], random: Random) -> Row:
    kind, direction, partner = use
    first, last = days
    day = first + timedelta(days=random.randrange((last - first).days + 1))
    at = f"{day}T{random.randrange(24):02}:{random.randrange(60):02}:{random.randrange(60):02}"
    fields = {"number": number, "kind": kind, "direction": direction, "partner": partner, "started_at": at}
    return {name: fields.get(name, "") for name in FIELDS if name != "record_id"}


def _german(number: str, random: Random) -> Iterator[Row]:
    """About ten sessions over o2-de, one in four of them over a partner that was billed rightly."""
    for _ in range(random.randint(1, 20)):
        right = random.random() < 0.25
        row = _record(number, ("packet", "out", "DEUE1" if right else "DEUE2"), GERMANY, random)
        packets = random.choice((random.randint(1, 50), random.randint(51, 100), random.randint(101, 900)))
        setup = 50 if right else 100
        fifths = 5 * setup + max(packets - setup, 0)
        yield {**row, "quantity": str(packets), "billed_yen": f"{fifths // 5}.{fifths % 5 * 2}"}


def _cypriot(number: str, random: Random) -> Iterator[Row]:
    for _ in range(random.randint(3, 9)):
        row = _record(number, ("voice", "forwarded", random.choice(("CYPCT", "CYPTC"))), CYPRUS, random)
        yield _by_minute(row, 110, random.randint(40, 1500))


def _sri_lankan(number: str, random: Random) -> Iterator[Row]:
    for _ in range(random.randint(2, 5)):
        yield _by_minute(_record(number, ("video", "in", "LKADG"), SRI_LANKA, random), 100, random.randint(60, 2400))


def _antillean(number: str, random: Random) -> Iterator[Row]:
    for _ in range(random.randint(1, 3)):
        row = _record(number, ("voice", "forwarded", "ANTCT"), ANTILLES, random)
        yield _by_minute(row, 140, random.randint(60, 900))


def _by_minute(row: Row, yen: int, seconds: int) -> Row:
    return {**row, "quantity": str(seconds), "billed_yen": str((seconds + 59) // 60 * yen)}


def _traffic(random: Random) -> Iterator[Row]:
    for partner, (first, last, records) in _BEFORE.items():
        month = first
        while month <= last:
            yield {"month": str(month), "records": str(round(records * random.uniform(0.8, 1.2))), "partner": partner}
            month = month.next


def _kept() -> Iterator[Row]:
    """On which days records were kept of the use at each partner."""
    partners = {"DEUE2": GERMANY, "CYPCT": CYPRUS, "CYPTC": CYPRUS, "LKADG": SRI_LANKA, "ANTCT": ANTILLES}
    for partner, (first, last) in partners.items():
        yield {"from": str(first), "until": str(last), "partner": partner}


def _csv(rows: Iterable[Row]) -> str:
    """Rows as a CSV file with a header."""
    kept, text = list(rows), io.StringIO()
    writer = csv.DictWriter(text, list(kept[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return text.getvalue()


_PAPER = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
_DESK = """contact:
  name: {ja: 国際ローミング料金お問合せセンター, en: Roaming charges desk}
  telephone: 050-9999-0001
  hours: {ja: 午前9時〜午後8時, en: "9:00 to 20:00"}
  opens_on: 2008-09-10
"""
_ABOUT = {
    "germany.yaml": """incident: germany
title: {ja: パケット通信料の誤り（ドイツ）, en: "Packet charge, Germany"}
place: {ja: ドイツ／o2-de, en: "Germany, o2-de"}
charge: {ja: パケット通信料, en: Packet charge}
right: {ja: 50円（50パケットまで）, en: 50 yen up to 50 packets}
wrong: {ja: 100円（100パケットまで）, en: 100 yen up to 100 packets}
cause:
  ja: 契約約款と異なる料金を料金システムに設定していたため。
  en: The billing system was set up with charges that differ from the terms.
period: {from: 2006-03-24, until: 2008-07-10}
window: {from: 2008-03-24, until: 2008-07-10}
"""
    + _DESK,
    "cyprus.yaml": """incident: cyprus
title: {ja: 国際転送料の誤り（キプロス）, en: "Forwarding charge, Cyprus"}
place: {ja: キプロス／CYTAVODA、TCELL, en: "Cyprus, CYTAVODA and TCELL"}
charge: {ja: 音声着信の国際転送料, en: Forwarding charge on incoming calls}
right: {ja: 1分80円（例示）, en: 80 yen a minute (an example)}
wrong: {ja: 1分110円, en: 110 yen a minute}
cause:
  ja: 契約約款と異なる料金を料金システムに設定していたため。
  en: The billing system was set up with charges that differ from the terms.
period: {from: 2004-09-07, until: 2008-07-31}
window: {from: 2008-04-08, until: 2008-07-31}
"""
    + _DESK,
    "sri-lanka.yaml": """incident: sri-lanka
title:
  ja: デジタル通信着信料のご案内の誤り（スリランカ）
  en: "Video call charge as published, Sri Lanka"
place: {ja: スリランカ／DIALOG, en: "Sri Lanka, DIALOG"}
charge: {ja: テレビ電話着信のデジタル通信着信料, en: Receiving a video call}
right: {ja: 1分100円, en: 100 yen a minute}
wrong: {ja: 0円, en: 0 yen}
cause:
  ja: ホームページとご利用ガイドブックに誤った料金を載せていたため。
  en: The web page and the guide book gave wrong prices.
period: {from: 2008-01-29, until: 2008-09-10}
window: {from: 2008-01-29, until: 2008-09-10}
"""
    + _DESK,
    "antilles.yaml": """incident: antilles
title:
  ja: 国際転送料のご案内の誤り（オランダ領アンティル）
  en: "Forwarding charge as published, Netherlands Antilles"
place: {ja: オランダ領アンティル／CT GSM, en: "Netherlands Antilles, CT GSM"}
charge: {ja: 音声着信の国際転送料, en: Forwarding charge on incoming calls}
right: {ja: 1分140円, en: 140 yen a minute}
wrong: {ja: 1分100円, en: 100 yen a minute}
cause:
  ja: ホームページとご利用ガイドブックに誤った料金を載せていたため。
  en: The web page and the guide book gave wrong prices.
period: {from: 2008-04-11, until: 2008-09-10}
window: {from: 2008-04-11, until: 2008-09-10}
"""
    + _DESK,
}
