"""The oracle by itself: the worked table of the requirements, and the random months that it is to be asked about."""

from collections import Counter
from fractions import Fraction

import pytest

import oracle
from oracle_of_calls import price
from oracle_prices import PACKETS
from random_month import BATCHES, CONTRACT_COLUMNS, MONTHS_OF_A_BATCH, random_month, services_of
from random_usage import USAGE_COLUMNS


def contract(name: str, service: str = "ocn-dotphone", **more: str) -> dict:
    return {"contract": name, "account": "A", "service": service, "number": f"050-{name}", **more}


def calls(number: str, direction: str, peer: str, quantity: int, times: int = 1, **more: str) -> list[dict]:
    record = {"number": number, "kind": "voice", "direction": direction, "peer": peer, "quantity": quantity, **more}
    return [
        {**record, "record_id": f"{number} {direction} {peer} {quantity} {i}", "started_at": "2015-06-03T10:00:00"}
        for i in range(times)
    ]


def discounts(contracts: list[dict], usage: list[dict]) -> dict:
    bill = oracle.bill_month("2015-06", contracts, usage).bills["A"]
    return {name: yen for (name, _), yen in bill.discounts.items()}


@pytest.mark.parametrize(
    ("seconds", "discount"),
    [
        ([59], 0),
        ([60], 1),
        ([3660], 31),
        ([60, 60], 1),
        ([90, 90], 1),
        ([150, 30], 1),
        ([60, 60, 60], 2),
        ([60_000], 104),
    ],
)
def test_the_worked_table_of_one_contract_with_call_charges_of_104(seconds, discount):
    numbers = [f"050{i}" for i in range(len(seconds))]
    contracts = [contract("C1", number=number) for number in numbers]
    usage = calls(numbers[0], "out", "fixed", 60, times=13)
    for number, heard in zip(numbers, seconds, strict=True):
        usage += calls(number, "in", "fixed", heard)
    assert discounts(contracts, usage) == ({"C1": discount} if discount else {})


def test_the_worked_row_of_domestic_and_international_calls():
    usage = calls("050-C1", "in", "fixed", 7200) + calls("050-C1", "out", "fixed", 60)
    usage += calls("050-C1", "out", "international", 420, country="US")
    bill = oracle.bill_month("2015-06", [contract("C1")], usage).bills["A"]
    assert bill.discounts == {("C1", "incoming-call"): 60}
    assert bill.bases == {"8%": 280, "export_exempt": 11}
    assert (bill.before_tax, bill.tax, bill.total) == (291, {"8%": 22}, 313)


def test_the_worked_row_of_a_plan():
    contracts = [contract("C1", plan="P"), contract("C2", "050-anshin-number", plan="P")]
    usage = calls("050-C1", "in", "fixed", 60) + calls("050-C2", "in", "fixed", 60)
    usage += calls("050-C1", "out", "fixed", 60, times=6) + calls("050-C2", "out", "fixed", 60, times=7)
    assert discounts(contracts, usage) == {"C2": 1}


def test_the_worked_row_of_a_representative_group():
    contracts = [contract(name, oracle.OFFICE, plan=name, group="G") for name in "AB"]
    usage = calls("050-B", "in", "fixed", 3660) + calls("050-A", "out", "fixed", 60, times=13)
    assert discounts(contracts, usage) == {"A": 31}


@pytest.mark.parametrize(
    ("packets", "yen"),
    [(50, "50"), (51, "50.2"), (75, "55"), (99, "59.8"), (100, "60"), (101, "60.2")],
)
def test_packets_of_o2_de_cost_what_the_terms_say(packets, yen):
    assert price(PACKETS[0][1], oracle.japan_time("2008-06-01T10:00:00"), packets).yen == Fraction(yen)


def test_a_random_month_has_the_columns_of_the_files_and_is_the_same_each_time():
    month = random_month(1)
    assert month == random_month(1)
    assert all(set(row) == set(CONTRACT_COLUMNS) for row in month.contracts)
    assert all(set(row) == set(USAGE_COLUMNS) for row in month.usage)


def test_random_months_reach_every_entry_of_the_book():
    """Else agreement with the oracle over them would prove little; see also what `agreement` counts."""
    seen = Counter()
    for seed in range(0, len(BATCHES) * MONTHS_OF_A_BATCH, 13):
        month = random_month(seed)
        services = {**oracle.SERVICES, **services_of(seed // MONTHS_OF_A_BATCH)}
        result = oracle.bill_month(month.month, month.contracts, month.usage, services=services)
        of = {row["contract"]: row["service"] for row in month.contracts}
        seen.update((of[contract], entry) for contract, entry in result.records.elements())
        for bill in result.bills.values():
            assert bill.before_tax == sum(bill.bases.values())
            seen.update((of[contract], entry) for contract, entry in (*bill.charges, *bill.discounts))
    for name, service in oracle.SERVICES.items():
        charged = [*service.entries, *service.fees, *service.one_offs, *service.discounts]
        assert {one.id: seen[name, one.id] for one in charged if seen[name, one.id] < 3} == {}, name
