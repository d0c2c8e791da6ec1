"""The class of a number: our own table first, then `phonenumbers`; what is not certain has none."""

import random

import pytest

from yakkan.engines import DuckDB
from yakkan.usage import class_of
from yakkan.usage.numbering import number_group

CLASSES = {
    "0312345678": ("fixed", ""),
    "0612345678": ("fixed", ""),
    "0123456789": ("fixed", ""),
    "0952123456": ("fixed", ""),
    "05012345678": ("ip050", ""),
    "06012345678": ("mobile", ""),
    "07012345678": ("mobile", ""),
    "08012345678": ("mobile", ""),
    "09012345678": ("mobile", ""),
    "110": ("service", ""),
    "118": ("service", ""),
    "104": ("service", ""),
    "117": ("service", ""),
    "171": ("service", ""),
    "177": ("service", ""),
    "184": ("service", ""),
    "188": ("service", ""),
    "189": ("service", ""),
    "#7119": ("service", ""),
    "0120123456": ("service", ""),
    "08001234567": ("service", ""),
    "0570012345": ("service", ""),
    "0990512345": ("service", ""),
    "0180991234": ("service", ""),
    "0170123456": ("service", ""),
    "1840312345678": ("fixed", ""),
    "18609012345678": ("mobile", ""),
    "184110": ("service", ""),
    "+81312345678": ("fixed", ""),
    "010819012345678": ("mobile", ""),
    "01012125551234": ("international", "US"),
    "+12125551234": ("international", "US"),
    "0012125551234": ("international", "US"),
    "01018085551234": ("international", "US"),
    "01014165551234": ("international", "CA"),
    "01016715551234": ("international", "GU"),
    "010442079460000": ("international", "GB"),
    "010393312345678": ("international", "IT"),
    "0033010442079460000": ("international", "GB"),
    "010870773123456": ("international", ""),
    "": ("", ""),
    "100": ("", ""),
    "0600123456": ("", ""),
    "02012345678": ("", ""),
    "02001234567890": ("", ""),
    "031234567": ("", ""),
    "031234567890": ("", ""),
    "0120": ("", ""),
    "anonymous": ("", ""),
    "03-1234-5678": ("", ""),
    "０３１２３４５６７８": ("", ""),
    "+9991234567": ("", ""),
    "010": ("", ""),
}


@pytest.mark.parametrize("number", CLASSES)
def test_class(number):
    assert class_of(number) == CLASSES[number]


def test_the_numbers_of_a_group_have_one_class():
    chosen = random.Random(20150601)
    begins = ["0", "0120", "0800", "0570", "050", "060", "070", "090", "03", "0412", "184", "18403", "11", "#71"]
    begins += ["010", "0101", "01044", "+1", "+7", "+81", "00", "0033010"]
    numbers = []
    for _ in range(6000):
        begin = chosen.choice(begins)
        numbers.append(begin + "".join(chosen.choices("0123456789", k=chosen.randint(0, 12))))
    engine = DuckDB(threads=1)
    table = engine.put("numbers", {"number": "string"}, [(number,) for number in numbers])
    classes = {}
    for row in engine.rows(table.mutate(group=number_group(table.number))):
        classes.setdefault(row["group"], set()).add(class_of(row["number"]))
    assert 1000 < len(classes) < len(numbers)
    assert [found for found in classes.values() if len(found) > 1] == []
