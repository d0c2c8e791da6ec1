"""Stopped at any point, run by two at once: shown with real processes, really killed, on a real PostgreSQL.

`workload` is what a billing team does in two months, command by command. `unbroken` runs it once, keeps the database
and the folder as they were before each command, and what the command leads to. `trials` puts a command back to where
it began, kills it with SIGKILL at a named point or at a random moment, starts it again and compares: the database row
for row, the folder byte for byte. What a command leaves is what the next begins with, so each step stands for
the whole. `python -m tests.crash` does it all and prints what was found.
"""
