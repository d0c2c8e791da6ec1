"""The announcement (お知らせ) of billing errors to everybody: what happened, to whom, how the money comes back.

Who was identified stands in the records; who is presumed is estimated, with an interval, and never added to them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakkan.documents import letterhead
from yakkan.documents.content import (
    Addressee,
    Block,
    Column,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Pair,
    Pairs,
    Paragraph,
    Row,
    Table,
    Text,
)
from yakkan.documents.wording import Wording
from yakkan.messages import Language
from yakkan.terms import Carrier

KINDS = ("billed", "published")


@dataclass(frozen=True)
class AnnouncementFacts:
    """What is announced: on which day, of which incidents (as `incidents.actions.announce` keeps them), by whom."""

    number: str
    day: date
    incidents: Sequence[Mapping[str, Any]]
    contact: Mapping[str, Any]
    carrier: Carrier


def announcement(facts: AnnouncementFacts, language: Language) -> Document:
    """The announcement in a language."""
    wording = Wording(language)
    return Document(
        language=language,
        customer="",
        title=wording.text("announcement"),
        subtitle=wording.text("announcement_of"),
        number=facts.number,
        issued_on=facts.day.isoformat(),
        running=wording.text("announcement_running", carrier=wording.name(facts.carrier.name)),
        addressee=Addressee(wording.text("to_all"), ()),
        issuer=letterhead.issuer(facts.carrier, wording, qualified=False),
        about=Pairs((Pair(wording.text("announced_on"), wording.plain(wording.day(facts.day))),)),
        summary=(
            *_figures(facts, wording),
            Paragraph(wording.text("announcement_sorry")),
            *(block for kind in KINDS for block in _of_kind(kind, facts, wording)),
            *_ways(facts, wording),
            *_contact(facts, wording),
        ),
        details=(),
    )


def _name(said: Mapping[str, Any], name: str, wording: Wording) -> Text:
    return wording.plain((said.get(name) or {}).get(wording.language, ""))


def _figures(facts: AnnouncementFacts, wording: Wording) -> list[Block]:
    """How many were identified and, apart, how many are presumed."""
    known = [said["identified"] for said in facts.incidents]
    presumed = [said["presumed"] for said in facts.incidents if said["presumed"]]
    figures = [
        KeyFigure(
            wording.text("identified"),
            _cases(sum(each["records"] for each in known), wording),
            wording.text("back_in_all", yen=wording.yen(sum(each["yen"] for each in known))),
            main=True,
        )
    ]
    if presumed:
        figures.append(
            KeyFigure(
                wording.text("presumed"),
                wording.text("about", what=_cases(sum(each["records"]["middle"] for each in presumed), wording)),
                wording.text("about_back", yen=wording.yen(sum(each["yen"]["middle"] for each in presumed))),
            )
        )
    return [KeyFigures(tuple(figures))]


def _cases(count: int, wording: Wording) -> Text:
    return wording.plain(wording.count("cases", count))


def _of_kind(kind: str, facts: AnnouncementFacts, wording: Wording) -> list[Block]:
    """What happened, of one kind: the charges and prices, then how many."""
    said = [each for each in facts.incidents if each["kind"] == kind]
    if not said:
        return []
    causes = [_name(each, "cause", wording) for each in said if each.get("cause")]
    return [
        Heading(wording.text(f"happened_{kind}")),
        *(Paragraph(cause) for cause in dict.fromkeys(causes)),
        _prices(kind, said, wording),
        Heading(wording.text("how_many"), 2),
        _counts(said, wording),
        *_method(said, wording),
    ]


def _prices(kind: str, said: Sequence[Mapping[str, Any]], wording: Wording) -> Table:
    codes = ("place", "which_charge", f"right_{kind}", f"wrong_{kind}", "from_until")
    rows = [
        Row(
            (
                _name(each, "place", wording),
                _name(each, "charge", wording),
                _name(each, "right", wording),
                _name(each, "wrong", wording),
                _days(each, "first", "last", wording),
            )
        )
        for each in said
    ]
    columns = tuple(Column(wording.text(code), "name" if code == "place" else "words") for code in codes)
    return Table(wording.text(f"happened_{kind}"), columns, tuple(rows))


def _days(said: Mapping[str, Any], first: str, last: str, wording: Wording) -> Text:
    days = {name: wording.day(date.fromisoformat(said[key])) for name, key in (("first", first), ("last", last))}
    return wording.text("from_to_day", **days)


def _counts(said: Sequence[Mapping[str, Any]], wording: Wording) -> Table:
    """Identified and presumed, apart."""
    columns = (
        Column(wording.text("place"), "name"),
        Column(wording.text("whom"), "words"),
        Column(wording.text("case_count"), "words"),
        Column(wording.text("sum_back"), "words"),
    )
    rows = []
    for each in said:
        known, presumed = each["identified"], each["presumed"]
        customers = wording.count("customers", known["customers"])
        counted = wording.text("cases_of", cases=_cases(known["records"], wording), customers=customers)
        cells = (counted, wording.plain(wording.yen(known["yen"])))
        rows.append(Row((_name(each, "place", wording), wording.text("identified"), *cells)))
        if presumed:
            cells = (
                _between(presumed["records"], lambda count: wording.count("cases", count), wording),
                _between(presumed["yen"], wording.yen, wording),
            )
            rows.append(Row((_name(each, "place", wording), wording.text("presumed"), *cells)))
    return Table(wording.text("how_many"), columns, tuple(rows))


def _between(interval: Mapping[str, int], told: Any, wording: Wording) -> Text:
    said = {name: told(interval[name]) for name in ("middle", "low", "high")}
    if said["low"] == said["high"]:
        return wording.text("about", what=said["middle"])
    return wording.text("about_between", **said)


def _method(said: Sequence[Mapping[str, Any]], wording: Wording) -> list[Block]:
    """How the presumed were estimated."""
    methods = dict.fromkeys(each["presumed"]["method"] for each in said if each["presumed"])
    return [Paragraph(wording.text(f"presumed_by_{method}"), "note") for method in methods]


def _ways(facts: AnnouncementFacts, wording: Wording) -> list[Block]:
    """How the money comes back: on the next bill, by a letter, on a claim."""
    blocks: list[Block] = [
        Heading(wording.text("how_back")),
        Heading(wording.text("identified"), 2),
        Paragraph(wording.text("back_on_bill")),
        Paragraph(wording.text("back_by_letter")),
    ]
    windows = [
        Pair(_name(each, "place", wording), _days(each, "window_first", "window_last", wording))
        for each in facts.incidents
    ]
    blocks += [Paragraph(wording.text("records_kept"), "note"), Pairs(tuple(windows))]
    if any((each["first"], each["last"]) != (each["window_first"], each["window_last"]) for each in facts.incidents):
        blocks += [
            Heading(wording.text("not_identified"), 2),
            Paragraph(wording.text("back_on_claim")),
            Paragraph(wording.text("claim_papers"), "note"),
        ]
    return blocks


def _contact(facts: AnnouncementFacts, wording: Wording) -> list[Block]:
    desk = facts.contact
    opens = desk.get("opens_on")
    pairs = [
        Pair(_name(desk, "name", wording), wording.plain(desk["telephone"])),
        Pair(wording.text("desk_hours"), _name(desk, "hours", wording)),
    ]
    if opens:
        day = wording.day_of_week(date.fromisoformat(opens))
        pairs.append(Pair(wording.text("desk_opens"), wording.plain(day)))
    return [Heading(wording.text("contact")), Pairs(tuple(pairs))]
