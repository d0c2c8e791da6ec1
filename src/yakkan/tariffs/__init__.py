"""Price lists of other billing systems, read as a service of ours: what a system is configured to charge, as a book.

`cgrates` reads the tariff plan of CGRateS, six CSV files: `rows` reads them, `reach` says what its destinations are by
our numbering plan, `times` makes bands of its timings, `rates` makes steps of its rates, `plan` puts entries together,
`text` writes them as a file of `book/configured/`. What our shapes cannot hold is refused, with file, line and why:
a price that is nearly right would be the error that the comparison of books is there to find.

>>> from yakkan.tariffs import reach
>>> reach.country_code("+49")
('DE',)
"""

from yakkan.tariffs.plan import Wanted, service

__all__ = ["Wanted", "service"]
