"""From a number at the other end to its class: the peer, and for an international number the country.

Our own table of Japanese service numbers comes first, then `phonenumbers`. Two classes are never guessed, because a
number does not show them: `ip-fixed` and `phs`. Classing takes a while, so one number stands for all that share the
digits which decide (`GROUP`): a delivery of millions of calls asks for thousands of numbers.

>>> class_of("0312345678"), class_of("01018085551234")
(NumberClass(peer='fixed', country=''), NumberClass(peer='international', country='US'))
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import ibis
import ibis.expr.types as ir
import phonenumbers
from phonenumbers import PhoneNumberType

from yakkan.terms import yaml_file

_DOMESTIC = re.compile(r"0[1-9]\d{8,9}", re.ASCII)
_ABROAD = re.compile(r"(?:010|\+|00)([1-9]\d{4,14})", re.ASCII)
_DIGITS_AT_HOME = 5
_SATELLITE = "001"  # what phonenumbers calls codes that belong to no country
_PEERS = {
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.VOIP: "ip050",
    PhoneNumberType.TOLL_FREE: "service",
    PhoneNumberType.UAN: "service",
    PhoneNumberType.PREMIUM_RATE: "service",
}


class NumberClass(NamedTuple):
    """A peer (empty: no class known) and, for an international number, its ISO country (empty: no country's)."""

    peer: str
    country: str


UNKNOWN = NumberClass("", "")
CLASSES = {"number_group": "string", "found_peer": "string", "found_country": "string"}
"""The table of classes: each group of numbers, and what the number that stands for it was found to be."""


def class_of(number: str) -> NumberClass:
    """The class of a number as it was dialled or shown; `UNKNOWN` where it is not certain."""
    table = _service_numbers()
    for before in table["before"]:
        if number.startswith(before) and len(number) > len(before):
            number = number.removeprefix(before)
    for carrier in table["carriers"]:
        if number.startswith(f"{carrier}010"):
            number = number.removeprefix(carrier)
    if number in table["whole"] or _in_a_block(number, table["blocks"]):
        return NumberClass("service", "")
    if abroad := _ABROAD.fullmatch(number):
        return _abroad(abroad[1])
    return _at_home(number) if _DOMESTIC.fullmatch(number) else UNKNOWN


def _in_a_block(number: str, blocks: dict[str, dict[str, str]]) -> bool:
    return number.isdecimal() and any(
        number.startswith(begins) and len(number) == int(block["digits"]) for begins, block in blocks.items()
    )


def _at_home(number: str) -> NumberClass:
    parsed = phonenumbers.parse(number, "JP")
    return NumberClass(_PEERS.get(phonenumbers.number_type(parsed), ""), "")


def _abroad(digits: str) -> NumberClass:
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return UNKNOWN
    if parsed.country_code == 81:  # a Japanese number written as the world writes it
        return class_of("0" + digits.removeprefix("81"))
    country = phonenumbers.region_code_for_number(parsed)
    if country is None or not phonenumbers.is_possible_number(parsed):
        return UNKNOWN
    return NumberClass("international", "" if country == _SATELLITE else country)


@cache
def _service_numbers() -> dict[str, Any]:
    with resources.as_file(resources.files(__package__) / "service_numbers.yaml") as file:
        return dict(yaml_file.read(Path(file)).data)


def number_group(number: ir.StringValue) -> ir.StringValue:
    """The group of a number: at home its first digits, as many as can decide, and its length; else the whole of it."""
    at_home = number.re_search("^0[2-9]|^01[1-9]")
    first = ibis.ifelse(at_home, number.substr(0, _DIGITS_AT_HOME), number)
    return first + ":" + number.length().cast("string")


def representatives(drafts: ir.Table) -> ir.Table:
    """One number (`number`) for each group (`number_group`) among the drafts whose peer is to be found."""
    asked = drafts.filter((drafts.reason == "") & (drafts.peer_number != "") & drafts.peer.isin(["", "international"]))
    groups = asked.select(number_group=number_group(asked.peer_number), number=asked.peer_number)
    return groups.group_by("number_group").agg(number=groups.number.min()).order_by("number_group")


def class_table(found: Iterable[Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """The rows of CLASSES for these representatives."""
    return [(each["number_group"], *class_of(each["number"])) for each in found]


def classed(drafts: ir.Table, classes: ir.Table) -> ir.Table:
    """Drafts with the peer and country of their peer number, by the table `classes`. A peer that was given stays.

    An outgoing record whose number has no class gets the reason `no_class`: its price would be a guess.
    """
    keyed = drafts.mutate(number_group=number_group(drafts.peer_number))
    found = keyed.left_join(classes, "number_group")
    found_peer, found_country = found.found_peer.fill_null(""), found.found_country.fill_null("")
    open_peer = (found.peer == "") & found.kind.notin(["packet", "data"])
    peer = ibis.ifelse(open_peer, found_peer, found.peer)
    open_country = (found.country == "") & (peer == "international") & (found_peer == "international")
    nobody_knows = (
        (found.reason == "") & (found.direction == "out") & (found.peer_number != "") & open_peer & (peer == "")
    )
    return found.mutate(
        peer=peer,
        country=ibis.ifelse(open_country, found_country, found.country),
        reason=ibis.ifelse(nobody_knows, "no_class", found.reason),
    ).drop("number_group", "number_group_right", "found_peer", "found_country")
