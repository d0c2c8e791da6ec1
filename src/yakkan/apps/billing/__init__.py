"""Billing: deliveries of usage, bill runs, issued bills and the ledger (売掛帳).

A bill run is made into a folder (`make_run`), looked at, and confirmed (`confirm_run`): exactly its files become bills,
in one transaction, and no row of them is ever changed.
"""
