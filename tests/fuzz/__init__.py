"""Damaged files: sound ones, mutated byte by byte, go to each reader, and nothing else may come of it than the allowed.

    python -m tests.fuzz --seconds 600 [--seed 7] [TARGET ...]

A file is refused, with file, line and cure, and leaves nothing behind; or it is taken in, each row accounted for and
each record in its declared shape. The same seed gives the same files.
"""
