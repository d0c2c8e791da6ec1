"""Charges -> lines -> tax -> bill: one bill an account and month, and each line explains itself.

`assemble` orders an account's lines and names them after their place; `tax` works consumption tax out once per rate
and bill; `explain` says in Japanese and English what a line cites and how its amount came about; `arithmetic` works
the formula of a line out again; `refund` is the kind of line that gives back.

>>> arithmetic.value("floor(50 × 1 + 0.2 × 3)")
50
"""

from yakkan.bill import arithmetic, assemble, explain, refund, tax

__all__ = ["arithmetic", "assemble", "explain", "refund", "tax"]
