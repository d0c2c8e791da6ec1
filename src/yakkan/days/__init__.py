"""Days are Japanese days; a month is [its first day, the next month's first day).

Files say days inclusively (から／まで); `Interval` turns them into [start, end) once, at the door. `Month` names a
month of use; `business_day` moves a due day off the bank's holidays.

>>> Month.parse("2016-02").days
29
>>> Interval.inclusive(date(2015, 6, 11), None).start
datetime.date(2015, 6, 11)
"""

from datetime import date

from yakkan.days.business import bank_holidays, business_day, public_holidays
from yakkan.days.interval import FIRST_DAY, LAST_DAY, Interval
from yakkan.days.month import Month

__all__ = ["FIRST_DAY", "LAST_DAY", "Interval", "Month", "bank_holidays", "business_day", "date", "public_holidays"]
