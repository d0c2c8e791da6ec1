"""The three books by the commands: differences told, a month that is not billed, a difference that somebody accepts."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.carrier import CUSTOMERS, Carrier

ACCOUNTS = "account,customer,method,delivery\nA1,K1,,\n"
CONTRACTS = (
    "contract,account,customer,service,number,plan,group,options,from,until\nC4,A1,K1,world-wing,09099990004,,,,,\n"
)
HEAD = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity\n"
# three sessions in the days of the difference, the middle one of 75 packets; a fourth on the day after it
USAGE = f"""{HEAD}1,09099990004,packet,out,,,,DEUE2,,2008-06-10T10:00:00,10
2,09099990004,packet,out,,,,DEUE2,,2008-06-11T10:00:00,75
3,09099990004,packet,out,,,,DEUE2,,2008-07-10T23:59:59,300
4,09099990004,packet,out,,,,DEUE2,,2008-07-11T00:00:00,1
"""
DELIVERED = {"customers": CUSTOMERS, "accounts": ACCOUNTS, "contracts": CONTRACTS, "usage": USAGE}
OF_JUNE = [
    ("configured", "packet-de-o2"),
    ("configured", "forwarding-cy"),
    ("published", "video-in-lk"),
    ("published", "forwarding-an"),
]


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Carrier:
    """A carrier with June 2008 loaded."""
    made = Carrier(tmp_path_factory.mktemp("carrier"))
    for what, text in DELIVERED.items():
        assert made("load", what, made.write(f"{what}.csv", text)).returncode == 0
    return made


def test_differences_are_told_in_both_languages(carrier: Carrier, tmp_path: Path) -> None:
    said = carrier("compare", "terms", "configured", "--as-known-on", "2026-01-01")
    assert said.returncode == 1
    lines = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert lines[0] == "1. world-wing packet-de-o2, Packet data, Germany (o2-de), 2006-03-24 to 2008-07-10"
    assert "100 packets 60 → 100 (+40 yen)" in lines
    assert lines[-1] == "differences between terms and configured: 2 (as known on 2026-01-01)"
    said = carrier("compare", "terms", "published", "--as-known-on", "2026-01-01", locale="ja_JP.UTF-8")
    lines = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert "公表 無料 roaming-refund「2.(3) 誤って表記された料金 1」" in lines
    assert "600秒 1,000 → 0 （-1,000円）" in lines
    assert lines[-1] == "約款と公表の差異: 2件（2026-01-01 時点）"


def test_differences_are_written_out(carrier: Carrier, tmp_path: Path) -> None:
    out = tmp_path / "out"
    usage = str(carrier.folder / "usage.csv")
    words = ("compare", "terms", "configured", "--as-known-on", "2026-01-01", "--out", str(out), "--usage", usage)
    assert carrier(*words).returncode == 1
    with (out / "differences.csv").open(encoding="utf-8", newline="") as stream:
        first, second = csv.DictReader(stream)
    days = (first["from"], first["until"], first["quantity"], first["one_yen"], first["other_yen"])
    assert days == ("2006-03-24", "2008-07-10", "75", "55", "100")  # 50 + 25 × 0.2; the median of 10, 75 and 300
    assert (second["one_ja"], second["other_en"]) == ("60秒ごとに80円", "110 yen for each begun 60 s")
    told = json.loads((out / "differences.json").read_text(encoding="utf-8"))
    assert [one["records"] for one in told["differences"]] == [3, 0]
    assert carrier(*words).returncode == 2  # the folder is there


def test_what_cannot_be_compared_is_refused(carrier: Carrier, tmp_path: Path) -> None:
    assert carrier("compare", "terms", "terms").returncode == 2
    assert carrier("compare", "terms", "something").returncode == 2
    alone = Carrier(tmp_path)
    for file in (alone.book / "published").iterdir():
        file.unlink()
    refused = alone("compare", "terms", "published")
    assert (refused.returncode, "the book holds nothing published" in refused.stderr) == (2, True)
    (alone.book / "configured" / "world-wing.yaml").write_text(
        (alone.book / "terms" / "world-wing.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert alone("compare", "terms", "configured").returncode == 0


def test_a_month_is_billed_when_each_of_its_differences_is_accepted(carrier: Carrier) -> None:
    refused = carrier("bill", "2008-06")
    assert refused.returncode == 2
    assert [f"yakkan accept {book} world-wing {entry}" in refused.stderr for book, entry in OF_JUNE] == [True] * 4
    assert len(refused.stderr.splitlines()) == 4
    words = ("--why", "refunded by the correction", "--as", "boss")
    assert carrier("accept", *OF_JUNE[0][:1], "world-wing", OF_JUNE[0][1], *words).returncode == 2  # nobody yet
    assert carrier("manage", "grant", "boss", "--create", "--right", "confirm").returncode == 0
    assert "(accept)" in carrier("accept", "configured", "world-wing", "packet-de-o2", *words).stderr
    assert carrier("manage", "grant", "boss", "--right", "accept").returncode == 0
    for book, entry in OF_JUNE:
        accepted = carrier("accept", book, "world-wing", entry, *words)
        assert (accepted.returncode, entry in accepted.stdout) == (0, True)
        if entry == "video-in-lk":
            assert "forwarding-an" in carrier("bill", "2008-06").stderr
    billed = carrier("bill", "2008-06")
    assert billed.returncode == 0, billed.stderr
    assert "105" in billed.stdout  # 50 and 50 + 25 × 0.2, out of scope of tax
    assert len(carrier("accept").stdout.splitlines()) == 4
    trail = carrier("trail", "configured world-wing packet-de-o2")
    assert "boss" in trail.stdout and "2006-03-24 to 2008-07-10: refunded by the correction" in trail.stdout


def test_a_difference_is_open_again_when_a_price_changed(carrier: Carrier) -> None:
    assert carrier("bill", "2008-06").returncode == 0
    run = sorted(folder.name for folder in (carrier.data / "runs").iterdir() if not folder.name.startswith("."))[0]
    file = carrier.book / "configured" / "world-wing.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("yen: 110", "yen: 120"), encoding="utf-8")
    refused = carrier("bill", "2008-06")
    assert (refused.returncode, "forwarding-cy" in refused.stderr) == (2, True)
    assert len(refused.stderr.splitlines()) == 1
    file.write_text(before, encoding="utf-8")
    assert carrier("bill", "2008-06", "--confirm", run, "--as", "boss").returncode == 0


def test_an_acceptance_that_is_withdrawn_stops_bills_again(carrier: Carrier) -> None:
    words = ("configured", "world-wing", "packet-de-o2", "--why", "it is not mended yet", "--as", "boss")
    assert carrier("bill", "2008-05").returncode == 0
    assert carrier("accept", "--withdraw", *words[:3]).returncode == 2  # by nobody, for no reason
    withdrawn = carrier("accept", "--withdraw", *words)
    assert (withdrawn.returncode, "by boss: it is not mended yet" in withdrawn.stdout) == (0, True)
    refused = carrier("bill", "2008-05")
    assert (refused.returncode, "yakkan accept configured world-wing packet-de-o2" in refused.stderr) == (2, True)
    assert len(carrier("accept").stdout.splitlines()) == 5
    assert carrier("accept", "--withdraw", *words).returncode == 2


def test_a_month_without_a_difference_is_billed_as_ever(carrier: Carrier) -> None:
    assert carrier("bill", "2008-10").returncode == 0


def test_a_tariff_of_another_system_is_compared(carrier: Carrier, tmp_path: Path) -> None:
    files = {
        "Destinations": "US,+1\n", "Timings": "", "Rates": "R,0,9,60s,60s,0s\n",
        "DestinationRates": "D,US,R,*up,4,0,\n", "RatingPlans": "P,D,*any,10\n",
        "RatingProfiles": "t,call,*any,2006-12-01,P,\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    out = tmp_path / "ocn-dotphone.yaml"
    words = ("import", "cgrates", str(tmp_path), "--service", "ocn-dotphone", "--out", str(out), "--source", "example")
    done = carrier(*words)
    assert (done.returncode, out.is_file()) == (0, True), done.stderr
    assert carrier(*words).returncode == 2  # the file is there
    (tmp_path / "other").mkdir()
    other = Carrier(tmp_path / "other")
    (other.book / "configured" / out.name).write_text(out.read_text(encoding="utf-8"), encoding="utf-8")
    said = other("compare", "terms", "configured").stdout
    # +1 is not the United States alone; what the terms charge beside it is not there
    assert "only for use with kind=voice direction=out country=" in said and "domestic-fixed" in said
