"""Of the 2,000 random months that yakkan and the oracle work out, those of batches 4 and 5."""

from agreement import EveryMonthAgrees


class TestBatch4(EveryMonthAgrees):
    batch = 4


class TestBatch5(EveryMonthAgrees):
    batch = 5
