"""The prices of the example book, once more: copied from the requirements by hand, read from no file of the book.

`values` are (since when, what), in order; the last that is not later than a day holds on it.
"""

from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from oracle_of_calls import FREE, KINDS, Band, Rate, Step

Values = tuple[tuple[date, Any], ...]


class Entry(NamedTuple):
    """One usage charge, for what `only` says; its values are rates."""

    id: str
    only: dict[str, tuple[str, ...]]
    values: Values
    tax: str = "standard"


class Fee(NamedTuple):
    """Yen a month; prorated by the day and rounded so, or in full where `prorated` is empty."""

    id: str
    values: Values
    prorated: str = ""
    option: str = ""
    tax: str = "standard"


class OneOff(NamedTuple):
    id: str
    values: Values
    on: str  # opened | closed | option_added
    option: str = ""
    tax: str = "standard"


class Allowance(NamedTuple):
    id: str
    values: Values  # quantities
    covers: tuple[str, ...]
    per: str = "contract"


class Discount(NamedTuple):
    """Values are a Fraction (of 1, rounded as `rounding` says) or whole yen."""

    id: str
    values: Values
    of: tuple[str, ...]
    rounding: str = ""  # of a percentage


class Service(NamedTuple):
    """Its charges and what is off them; 着割 (`earns_discount`) is the first of its discounts."""

    entries: tuple[Entry, ...]
    fees: tuple[Fee, ...] = ()
    one_offs: tuple[OneOff, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    discounts: tuple[Discount, ...] = ()
    line_rounding: str = "floor"
    earns_discount: bool = False


def each(per: int, yen: str, since: date) -> Values:
    return ((since, Rate((Step(per, Fraction(yen)),))),)


OUT, IN, FORWARDED = ("out",), ("in",), ("forwarded",)
VOICE, VIDEO, PACKET = ("voice",), ("video",), ("packet",)
FIXED, MOBILE = ("fixed", "ip-fixed"), ("mobile", "phs")


def calls(peers: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {"kind": VOICE, "direction": OUT, "peer": peers}


def abroad(country: str) -> dict[str, tuple[str, ...]]:
    return {**calls(("international",)), "country": (country,)}


def incoming(since: date) -> Entry:
    return Entry("incoming", {"kind": VOICE, "direction": IN}, ((since, FREE),))


# ---------------------------------------------------------------------------------------------------- 050

DOTPHONE_SINCE = date(2006, 12, 1)
DOTPHONE = (
    Entry("domestic-fixed", calls(FIXED), each(180, "8", DOTPHONE_SINCE)),
    Entry("mobile", calls(MOBILE), each(60, "16", DOTPHONE_SINCE)),
    Entry("ip050", calls(("ip050",)), each(180, "8", DOTPHONE_SINCE)),
    Entry("international-us", abroad("US"), each(60, "9", DOTPHONE_SINCE), "export_exempt"),
    incoming(DOTPHONE_SINCE),
)
BASIC = (Fee("monthly", ((DOTPHONE_SINCE, 280),), prorated="floor"),)
DISCOUNT_SINCE = date(2006, 12, 1)
DISCOUNT_PER_MINUTE = Fraction(1, 2)

# ---------------------------------------------------------------------------------------------------- roaming

ROAMING_SINCE = date(2004, 9, 7)
PACKETS = ((ROAMING_SINCE, Rate((Step(50, Fraction(50), up_to=50), Step(1, Fraction("0.2"))))),)


def packets(entry: str, partner: str) -> Entry:
    return Entry(entry, {"kind": PACKET, "direction": OUT, "partner": (partner,)}, PACKETS, "out_of_scope")


def forwarding(entry: str, partners: tuple[str, ...], yen: str) -> Entry:
    only = {"kind": VOICE, "direction": FORWARDED, "partner": partners}
    return Entry(entry, only, each(60, yen, ROAMING_SINCE), "out_of_scope")


ROAMING = (
    packets("packet-de-o2", "DEUE2"),
    packets("packet-de-eplus", "DEUE1"),
    packets("packet-de-tmo", "DEUD1"),
    forwarding("forwarding-cy", ("CYPCT", "CYPTC"), "80"),
    forwarding("forwarding-an", ("ANTCT",), "140"),
    Entry(
        "video-in-lk",
        {"kind": VIDEO, "direction": IN, "partner": ("LKADG",)},
        each(60, "100", ROAMING_SINCE),
        "out_of_scope",
    ),
    incoming(ROAMING_SINCE),
)

# ---------------------------------------------------------------------------------------------------- mobile

MOBILE_SINCE = date(2016, 10, 1)
MOBILE_ONE = Service(
    entries=(
        Entry("data", {"kind": ("data",)}, each(1024, "0.02", MOBILE_SINCE)),
        Entry("voice-out", calls((*FIXED, *MOBILE, "ip050")), each(30, "20", MOBILE_SINCE)),
        incoming(MOBILE_SINCE),
    ),
    fees=(
        Fee("monthly", ((MOBILE_SINCE, 900),), prorated="floor"),
        Fee("device-protection", ((MOBILE_SINCE, 350),), option="device-protection"),
    ),
    allowances=(Allowance("monthly-data", ((MOBILE_SINCE, 3 * 1024**3),), ("data",)),),
)

# ---------------------------------------------------------------------------------------------------- every shape

LINE_SINCE = date(2000, 10, 1)
NIGHT, WEEKEND = ("23:00", "08:00"), ("saturday", "sunday", "holiday")
LOCAL = Rate(
    bands=(
        Band(KINDS, "08:00", "23:00", (Step(180, Fraction(9)),)),
        Band(KINDS, *NIGHT, (Step(240, Fraction(9)),)),
    )
)
BRITAIN = Rate(
    (Step(60, Fraction(30), up_to=60), Step(60, Fraction(24), increment=6)),
    setup=Fraction(10),
    maximum=Fraction(5000),
    rounding=(Fraction("0.1"), "ceil"),
)
TO_MOBILE = Rate(
    bands=(
        Band(("weekday",), "08:00", "19:00", (Step(60, Fraction(20), up_to=180), Step(60, Fraction(15))), Fraction(10)),
        Band(("weekday",), "19:00", "08:00", (Step(90, Fraction(20)),), Fraction(5)),
        Band(WEEKEND, "00:00", "24:00", (Step(120, Fraction(20)),), Fraction(3)),
    )
)
EXAMPLE_LINE = Service(
    entries=(
        Entry("local", calls(FIXED), ((LINE_SINCE, LOCAL),)),
        Entry("intl-uk", abroad("GB"), ((LINE_SINCE, BRITAIN),), "export_exempt"),
        incoming(LINE_SINCE),
        Entry("mobile", calls(MOBILE), ((LINE_SINCE, TO_MOBILE),)),
    ),
    fees=(
        Fee("monthly", ((LINE_SINCE, 1700),), prorated="floor"),
        Fee("call-waiting", ((LINE_SINCE, 300),), option="call-waiting"),
        Fee("voicemail", ((LINE_SINCE, 200),), prorated="floor", option="voicemail"),
    ),
    one_offs=(
        OneOff("installation", ((LINE_SINCE, 800),), "opened"),
        OneOff("voicemail-setup", ((LINE_SINCE, 100),), "option_added", "voicemail"),
    ),
    allowances=(
        Allowance("free-hour", ((date(2010, 4, 1), 3600),), ("local",)),
        Allowance("free-minutes", ((date(2010, 4, 1), 120),), ("mobile",), per="number"),
    ),
    discounts=(
        Discount("abroad-tenth", ((date(2012, 1, 1), Fraction(10, 100)),), ("intl-uk",), "floor"),
        Discount("mobile-welcome", ((date(2012, 1, 1), 150),), ("mobile",)),
    ),
)

SIM_SINCE = date(2014, 4, 1)
DATA_SIM = (
    Entry("data", {"kind": ("data",)}, each(1_048_576, "0.5", SIM_SINCE)),
    Entry("sms", {"kind": ("sms",), "direction": OUT, "peer": ("mobile",)}, each(1, "3", SIM_SINCE)),
)

OFFICE = "ocn-dotphone-office"
SERVICES = {
    "ocn-dotphone": Service(DOTPHONE, BASIC, earns_discount=True),
    OFFICE: Service(DOTPHONE, BASIC, earns_discount=True),
    "050-anshin-number": Service(DOTPHONE, BASIC, earns_discount=True),
    "world-wing": Service(ROAMING),
    "ocn-mobile-one": MOBILE_ONE,
    "example-line": EXAMPLE_LINE,
    "data-sim": Service(DATA_SIM),
}

# ---------------------------------------------------------------------------------------------------- tax

RATES = ((date(1989, 4, 1), 3), (date(1997, 4, 1), 5), (date(2014, 4, 1), 8), (date(2019, 10, 1), 10))
CHANGES_OF_RATE = (date(1997, 4, 1), date(2014, 4, 1), date(2019, 10, 1))
