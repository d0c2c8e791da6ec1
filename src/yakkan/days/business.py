"""Business days of a Japanese bank: no Saturday, no Sunday, no public holiday, not 12-31, 1-2 or 1-3."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

import holidays

from yakkan.days.month import Month


def bank_holidays(first_year: int, last_year: int) -> dict[date, str]:
    """The public and bank holidays of these years, with their Japanese names.

    Future years can change by law, so a run keeps the holidays that it was made with.
    """
    years = range(first_year, last_year + 1)
    found = holidays.country_holidays("JP", years=years, categories=("public", "bank"), language="ja")
    return dict(sorted(found.items()))


def public_holidays(months: Iterable[Month]) -> dict[date, str]:
    """The public holidays of the years that hold these months, and of the years after, with their Japanese names."""
    years = {year for month in months for year in (month.year, month.year + 1)}
    found = holidays.country_holidays("JP", years=years, language="ja") if years else {}
    return dict(sorted(found.items()))


def business_day(day: date, closed: Collection[date]) -> date:
    """`day`, or the next day on which a bank opens where it is closed on `day`."""
    while day.weekday() >= 5 or day in closed:
        day += timedelta(days=1)
    return day
