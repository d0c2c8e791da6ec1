"""Locks of the database that keep two people from doing what does not go together; each is held to a transaction's end.

`LAKE`: whoever adds a folder to the lake, or deletes from one. `HOLDS`: who deletes usage, and who says that some must
stay. `BILLS`: whoever issues bills, or lets a line that waited for one wait no more.
"""

LAKE = "SELECT pg_advisory_xact_lock(hashtextextended('yakkan.lake', 0))"
HOLDS = "SELECT pg_advisory_xact_lock(hashtextextended('yakkan.holds', 0))"
BILLS = "SELECT pg_advisory_xact_lock(hashtextextended('yakkan.bills', 0))"
