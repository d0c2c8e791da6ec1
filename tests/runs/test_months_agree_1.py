"""Of the 2,000 random months that yakkan and the oracle work out, those of batches 0 and 1."""

from agreement import EveryMonthAgrees


class TestBatch0(EveryMonthAgrees):
    batch = 0


class TestBatch1(EveryMonthAgrees):
    batch = 1
