"""A tariff plan of CGRateS read as a book: invented files, what comes of them by hand, and what is refused where."""

from pathlib import Path

import pytest

from yakkan.messages import Refused
from yakkan.tariffs import Wanted, reach, service

FILES = {
    "Destinations.csv": """#Id,Prefix
HOME,0
MOBILE,060
MOBILE,070
MOBILE,080
MOBILE,090
ABROAD,+49
ABROAD,+82
FREE,0120
FREE,0170
FREE,0180
FREE,0570
FREE,0800
FREE,0990
""",
    "Timings.csv": """#Tag,Years,Months,MonthDays,WeekDays,Time
MORNING,*any,*any,*any,*any,00:00:00
DAY,*any,*any,*any,*any,08:00:00
EVENING,*any,*any,*any,*any,23:00:00
""",
    "Rates.csv": """#Id,ConnectFee,Rate,RateUnit,RateIncrement,GroupIntervalStart
R_DAY,0,9,3m,180s,0s
R_NIGHT,0,9,240s,240s,0s
R_MOBILE,10,30,60s,60s,0s
R_MOBILE,0,24,60s,6s,60s
R_ABROAD,0,0.33,1s,1s,0s
R_FREE,0,0,1s,1s,0s
""",
    "DestinationRates.csv": """#Id,DestinationId,RatesTag,RoundingMethod,RoundingDecimals,MaxCost,MaxCostStrategy
DR_DAY,HOME,R_DAY,*up,4,0,
DR_NIGHT,HOME,R_NIGHT,*up,4,0,
DR_MOBILE,MOBILE,R_MOBILE,*up,4,0,
DR_ABROAD,ABROAD,R_ABROAD,*middle,1,500,*free
DR_FREE,FREE,R_FREE,*up,4,0,
""",
    "RatingPlans.csv": """#Id,DestinationRatesId,TimingTag,Weight
P1,DR_DAY,DAY,10
P1,DR_NIGHT,MORNING,10
P1,DR_NIGHT,EVENING,10
P1,DR_MOBILE,*any,10
P1,DR_ABROAD,*any,10
P2,DR_DAY,*any,10
P2,DR_MOBILE,*any,10
P1,DR_FREE,*any,10
P2,DR_FREE,*any,10
""",
    "RatingProfiles.csv": """#Tenant,Category,Subject,ActivationTime,RatingPlanId,RatesFallbackSubject
example.jp,call,*any,2014-03-31T15:00:00Z,P1,
example.jp,call,*any,2016-04-01T00:00:00+09:00,P2,
""",
}
ALL = ["weekday", "saturday", "sunday", "holiday"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_fees_steps_bands_and_days_are_those_of_the_files(folder: Path) -> None:
    home, mobile, abroad, free = service(folder, Wanted("cgrates"))
    # of all numbers at home those of mobile and services are in a longer prefix (0800 in one longer than mobile's 080)
    assert home["applies"] == {
        "kind": "voice", "direction": "out", "peer": ["fixed", "ip-fixed", "ip050"],
    }  # fmt: skip
    day = {"days": ALL, "from": "08:00", "until": "23:00", "steps": [{"per": "180", "yen": "9"}]}
    night = {"days": ALL, "from": "23:00", "until": "08:00", "steps": [{"per": "240", "yen": "9"}]}
    first, then = home["values"]
    assert sorted(first["rate"]["bands"], key=lambda band: band["from"]) == [day, night]
    assert first["in_force"] == {"from": "2014-04-01", "until": "2016-03-31"}
    assert (then["rate"], then["in_force"]["from"]) == ({"steps": [{"per": "180", "yen": "9"}]}, "2016-04-01")
    (value,) = mobile["values"]  # the same in both plans: one value
    assert (mobile["applies"]["peer"], value["in_force"]) == (
        ["mobile", "phs"], {"from": "2014-04-01", "until": "null"},
    )  # fmt: skip
    assert value["rate"] == {
        "setup": "10",
        "steps": [{"up_to": "60", "per": "60", "yen": "30"}, {"per": "60", "increment": "6", "yen": "24"}],
    }
    assert value["cites"]["clause"].split()[0] == "RatingProfiles.csv:2"
    assert (free["applies"]["peer"], free["values"][0]["rate"]) == (["service"], "free")
    assert abroad["applies"]["country"] == ["DE", "KR"]
    assert abroad["values"][0]["rate"] == {
        "steps": [{"per": "1", "yen": "0.33"}],
        "maximum": "500",
        "rounding": {"to": "0.1", "mode": "half_up"},
    }


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


REFUSED = [
    # file, what stands there, what instead, the refusal, its file and line
    ("Destinations.csv", "ABROAD,+49", "ABROAD,+49151", "part_of_country", "Destinations.csv", 7),
    ("Destinations.csv", "ABROAD,+49", "ABROAD,+81", "part_of_country", "Destinations.csv", 7),
    ("Destinations.csv", "MOBILE,090", "MOBILE,0903", "part_of_kind", "Destinations.csv", 2),
    ("Destinations.csv", "ABROAD,+49", "ABROAD,0", "prefix_twice", "Destinations.csv", 7),
    ("Destinations.csv", "ABROAD,+49", "MOBILE,+49", "home_and_abroad", "Destinations.csv", 3),
    ("Destinations.csv", "ABROAD,+49", "ABROAD,49", "part_of_country", "Destinations.csv", 7),
    ("Timings.csv", "EVENING,*any", "EVENING,2015", "calendar", "Timings.csv", 4),
    ("Timings.csv", "*any,23:00:00", "1;2,23:00:00", "weekdays", "Timings.csv", 4),
    ("Timings.csv", "*any,23:00:00", "6;7,23:00:00", "holidays", "RatingPlans.csv", 2),
    ("Timings.csv", "23:00:00", "23:00:30", "time", "Timings.csv", 4),
    ("Timings.csv", "*any,00:00:00", "*any,01:00:00", "time_left_out", "RatingPlans.csv", 3),
    ("RatingPlans.csv", "EVENING,10", "EVENING,20", "timings_meet", "RatingPlans.csv", 4),
    ("RatingPlans.csv", "EVENING,10", "NOON,10", "no_such_timing", "RatingPlans.csv", 4),
    ("Rates.csv", "R_DAY,0,9,3m", "R_DAY,0,9,180", "duration", "Rates.csv", 2),
    ("Rates.csv", "R_DAY,0,9", "R_DAY,0,0.00001", "amount", "Rates.csv", 2),
    ("Rates.csv", "R_MOBILE,0,24", "R_MOBILE,1,24", "later_connect_fee", "Rates.csv", 5),
    ("Rates.csv", "6s,60s", "6s,0s", "group_order", "Rates.csv", 5),
    ("DestinationRates.csv", "500,*free", "500,*disconnect", "disconnects", "DestinationRates.csv", 5),
    ("DestinationRates.csv", "MOBILE,*up,4,0,", "MOBILE,*up,4,9,*free", "maximum_and_setup", "DestinationRates.csv", 4),
    ("DestinationRates.csv", "*middle,1", "*best,1", "rounding", "DestinationRates.csv", 5),
    ("DestinationRates.csv", "DR_DAY,HOME", "DR_DAY,*any", "any_beside_others", "RatingProfiles.csv", 2),
    ("RatingProfiles.csv", "31T15:00:00Z", "31T00:00:00Z", "within_a_day", "RatingProfiles.csv", 2),
    ("RatingProfiles.csv", "call,*any,2016", "sms,*any,2016", "several", "RatingProfiles.csv", 3),
    ("RatingProfiles.csv", "P2,", "P2,other", "fallback", "RatingProfiles.csv", 3),
    ("RatingProfiles.csv", "P2,", "P3,", "no_such_plan", "RatingProfiles.csv", 3),
    ("RatingProfiles.csv", "#Tenant,Category", "#Tenant,Colour", "columns", "RatingProfiles.csv", 2),
]  # fmt: skip


@pytest.mark.parametrize("mistake", REFUSED, ids=lambda mistake: mistake[3])
def test_what_cannot_be_held_is_refused_with_its_place(folder: Path, mistake) -> None:
    *changed, code, file, line = mistake
    change(folder, *changed)
    with pytest.raises(Refused) as refused:
        service(folder, Wanted("cgrates"))
    found = refused.value
    assert (found.code, Path(found.file).name, found.line) == (code, file, line)
    assert found.text("ja") and found.text("en")


def test_holidays_are_read_as_somebody_says(folder: Path) -> None:
    change(folder, "Timings.csv", "*any,23:00:00", "6;7,23:00:00")
    home = service(folder, Wanted("cgrates", holidays="sunday"))[0]
    bands = {(band["from"], band["until"]): band["days"] for band in home["values"][0]["rate"]["bands"]}
    assert bands[("08:00", "24:00")] == ["weekday"]
    assert bands[("23:00", "08:00")] == ["saturday", "sunday", "holiday"]


def test_an_older_head_with_a_direction_is_read(folder: Path) -> None:
    text = FILES["RatingProfiles.csv"].replace("#Tenant", "#Direction,Tenant").replace("example.jp", "*out,example.jp")
    (folder / "RatingProfiles.csv").write_text(text, encoding="utf-8")
    assert len(service(folder, Wanted("cgrates"))) == 4
    change(folder, "RatingProfiles.csv", "*out", "*in")
    with pytest.raises(Refused, match="the column direction"):
        service(folder, Wanted("cgrates"))


def test_messages_are_counted_and_no_time(folder: Path) -> None:
    change(folder, "Rates.csv", "R_DAY,0,9,3m,180s,0s", "R_DAY,0,3,1,1,0")
    (folder / "RatingPlans.csv").write_text("P1,DR_DAY,*any,10\n", encoding="utf-8")
    (folder / "RatingProfiles.csv").write_text("example.jp,sms,*any,2014-04-01,P1,\n", encoding="utf-8")
    (texts,) = service(folder, Wanted("cgrates"))
    assert (texts["applies"]["kind"], texts["values"][0]["rate"]) == ("sms", {"steps": [{"per": "1", "yen": "3"}]})


def test_a_country_code_of_several_countries_is_all_of_them() -> None:
    assert reach.country_code("+44") == ("GB", "GG", "IM", "JE")
    assert reach.country_code("01081") == ("JP",)
    assert reach.country_code("+870") == reach.country_code("09") == ()
