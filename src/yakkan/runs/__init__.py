"""Jobs from input files to an output folder, without a database: rooms and an engine strung together.

`calculation` is the path that every amount takes: usage, contracts and a book in; lines, taxes, statistics, and what
was parked or quarantined out. `rate` walks it for files that somebody names, `bill` for a month of the lake, `cases`
for the worked examples of a book, `verify` a second time for a run that was made before. `intake` brings delivered
files into the lake; `delivered` reads the tables of customers, accounts and contracts.

>>> from yakkan.days import Month
>>> Question(known_on=Month.parse("2015-07").first, months=(Month.parse("2015-06"),), holidays=()).months[0].days
30
"""

from yakkan.runs.calculation import Question

__all__ = ["Question"]
