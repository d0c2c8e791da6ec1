"""Of the 2,000 random months that yakkan and the oracle work out, those of batches 2 and 3."""

from agreement import EveryMonthAgrees


class TestBatch2(EveryMonthAgrees):
    batch = 2


class TestBatch3(EveryMonthAgrees):
    batch = 3
