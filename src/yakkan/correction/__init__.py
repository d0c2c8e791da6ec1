"""Correction: from amounts that were billed to the errors in them, who is affected, and what is given back.

Records are `audited`: held against what the terms of their day say. Those that differ are grouped, and `naming` finds
the rates that explain what was billed, from a small `family`; a price without name and days is a `shape`. What repeats
is an `incident`; `affected` are the customers in it, to the yen; `presumed` is an interval for those whom no record
names. `telling` and `page` say it all in words and pictures.

>>> from yakkan.correction.shape import Shape, ShapeStep
>>> right = Shape(steps=(ShapeStep(50, 50, 500_000), ShapeStep(None, 1, 2_000)))
>>> wrong = Shape(steps=(ShapeStep(100, 100, 1_000_000), ShapeStep(None, 1, 2_000)))
>>> [(wrong.amount(packets) - right.amount(packets)) // 1_000 for packets in (50, 75, 100, 300)]    # tenths of a yen
[500, 450, 400, 400]
"""
