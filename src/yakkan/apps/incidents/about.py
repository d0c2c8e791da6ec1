"""What people say of an incident: a YAML file of names and prices in words, days, and whom to ask.

incident: o2-de-2008
title: {ja: パケット通信料の誤り（ドイツ）, en: "Packet charges, Germany"}
place: {ja: ドイツ／o2-de, en: Germany (o2-de)}
charge: {ja: パケット通信料, en: Packet charge}
right: {ja: 50円（50パケットまで）, en: 50 yen up to 50 packets}
wrong: {ja: 100円（100パケットまで）, en: 100 yen up to 100 packets}
cause: {ja: 料金システムの設定を誤ったため, en: The billing system was set up wrongly}
period: {from: 2006-03-24, until: 2008-07-10}
window: {from: 2008-03-24, until: 2008-07-10}
contact:
  name: {ja: 国際ローミング料金お問合せセンター, en: Roaming charges desk}
  telephone: 0120-000-000
  hours: {ja: 午前9時〜午後8時, en: "9:00 to 20:00"}
  opens_on: 2008-09-10
"""

from pathlib import Path

from pydantic import Field

from yakkan.terms import yaml_file
from yakkan.terms.load import typed
from yakkan.terms.schema import Id
from yakkan.terms.texts import Day, Words
from yakkan.terms.value import Name, Part


class Days(Part):
    """Days from one to another, both included."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="until")


class Desk(Part):
    """Whom to ask about an incident, when, and since when."""

    name: Name
    telephone: Words
    hours: Name
    opens_on: Day | None = None


class About(Part):
    """The file. `right` is the price by the terms, `wrong` the one that was billed, or published."""

    incident: Id
    title: Name
    place: Name
    charge: Name
    right: Name
    wrong: Name
    cause: Name | None = None
    period: Days
    window: Days
    contact: Desk


def read(file: Path) -> About:
    """The file, read strictly. Raises Refused or Refusals with line and cure; for days that are not in order too."""
    document = yaml_file.read(file)
    about = typed(document, About)
    period, window = about.period, about.window
    if not period.first <= window.first <= window.last <= period.last:
        raise document.refused("incident.days_out_of_order", ("window",))
    return about
