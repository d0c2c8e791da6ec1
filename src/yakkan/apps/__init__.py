"""Apps remember: each has tables in PostgreSQL, `actions` (what people do, each one transaction) and `queries`.

From the bottom up: `records` (the audit trail), `customers`, `contracts`, `billing` (runs, bills, ledger). Each writes
through the actions of those below it. Models can only be imported once `yakkan.project.state.open` has set Django up.
"""
