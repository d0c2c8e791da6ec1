"""What the application's role may do with a table: each model says it in its `grant`."""

APPEND = "append"
"""A table's `grant`: rows are added, and never changed or removed."""
CHANGE = "change"
"""A table's `grant`: rows may be added, changed and removed."""
READ = "read"
"""A table's `grant`: only the owner writes."""
