"""Of the 2,000 random months that yakkan and the oracle work out, those of batches 6 and 7."""

from agreement import EveryMonthAgrees


class TestBatch6(EveryMonthAgrees):
    batch = 6


class TestBatch7(EveryMonthAgrees):
    batch = 7
