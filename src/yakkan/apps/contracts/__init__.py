"""Contracts (契約) as they are loaded: one row a number and period."""
