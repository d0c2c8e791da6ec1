"""What the destinations of a prefix tariff are by our numbering plan: whole kinds of number, or whole countries.

Terms are written by kind of number at the other end and by country; a destination of some prefixes is held where these
are all the numbers of a kind, or of a country's code. A prefix tariff tells neither an IP telephone on a fixed-line
number from a fixed line nor PHS from mobile, so that `fixed` stands for both of the one and `mobile` for both of the
other. Of numbers that several prefixes hold, the longest counts, in whichever destination it is.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from yakkan.tariffs.rows import Row
from yakkan.usage.numbering import class_of

_PEERS = {"fixed": ("fixed", "ip-fixed"), "mobile": ("mobile", "phs"), "ip050": ("ip050",), "service": ("service",)}
_DECIDE = 5
"""So many first digits of a number at home decide its kind."""
_LENGTHS = (10, 11)
_FILLER = "0123456789"
ANY = "*any"


class Reached(NamedTuple):
    """The numbers of a destination: kinds of number at home, and countries; both empty: all numbers."""

    peers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


def country_code(prefix: str) -> tuple[str, ...]:
    """The countries of a prefix that is a whole country code (+49, 01049, 0049); none for any other."""
    for begins in ("+", "010", "00"):
        if prefix.startswith(begins):
            regions = COUNTRY_CODE_TO_REGION_CODE.get(int(prefix[len(begins) :] or 0), ())
            return tuple(sorted(region for region in regions if region != "001"))
    return ()


def reached(destinations: Mapping[str, Sequence[Row]]) -> dict[str, Reached]:
    """What each destination (by its id, with the rows of its prefixes) reaches beside the others of a plan.

    Raises Refused for a prefix that is part of a kind of number or of a country, and for one that two of them have.
    """
    owners: dict[str, tuple[str, Row]] = {}
    for name, rows in destinations.items():
        for row in rows:
            if row["prefix"] in owners and owners[row["prefix"]][0] != name:
                raise row.refused("prefix_twice", prefix=row["prefix"], other=owners[row["prefix"]][0])
            owners[row["prefix"]] = (name, row)
    peers = _peers(owners)
    countries: dict[str, list[str]] = {}
    for prefix, (name, row) in owners.items():
        if prefix.startswith("0") and not prefix.startswith(("00", "010")):
            continue
        if not (found := country_code(prefix)) or found == ("JP",):
            raise row.refused("part_of_country", prefix=prefix)
        countries.setdefault(name, []).extend(found)
    for name, rows in destinations.items():
        if name in peers and name in countries:
            raise rows[0].refused("home_and_abroad", destination=name)
    return {name: Reached(peers.get(name, ()), tuple(sorted(set(countries.get(name, ()))))) for name in destinations}


def _peers(owners: Mapping[str, tuple[str, Row]]) -> dict[str, tuple[str, ...]]:
    """The kinds of number at home that each destination holds whole."""
    found: dict[str, list[str]] = {}
    at_home = {prefix: owner for prefix, owner in owners.items() if prefix.startswith("0")}
    for prefix, (_, row) in at_home.items():
        if len(prefix) > _DECIDE or not prefix.isdecimal():
            raise row.refused("part_of_kind", prefix=prefix)
    for peer, firsts in _kinds().items() if at_home else ():
        held = {_longest(first, at_home) for first in firsts}
        if held == {""}:
            continue
        names = {at_home[prefix][0] for prefix in held if prefix}
        if "" in held or len(names) > 1:
            row = at_home[min(prefix for prefix in held if prefix)][1]
            raise row.refused("part_of_kind", prefix=row["prefix"])
        found.setdefault(names.pop(), []).extend(_PEERS[peer])
    return {name: tuple(peers) for name, peers in found.items()}


def _longest(first: str, prefixes: Mapping[str, object]) -> str:
    """The longest of the prefixes that numbers with these first digits have; empty where none has."""
    return next((first[:length] for length in range(len(first), 0, -1) if first[:length] in prefixes), "")


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    """The first digits of all numbers of each kind at home."""
    found: dict[str, dict[str, None]] = {}
    for number in range(10 ** (_DECIDE - 2), 10 ** (_DECIDE - 1)):
        first = f"0{number}"
        for length in _LENGTHS:
            peer = class_of(first + _FILLER[1 : length - _DECIDE + 1]).peer
            if peer in _PEERS:
                found.setdefault(peer, {})[first] = None
    return {peer: tuple(firsts) for peer, firsts in found.items()}
