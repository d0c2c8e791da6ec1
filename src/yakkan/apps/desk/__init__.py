"""The operator's pages: runs, parked bills, quarantine, customers, bills, the book, its cases; who may see which.

A page says which right it needs (`access.needs`); `roles` says which rights clerk, supervisor, auditor and engineer
have.
"""
