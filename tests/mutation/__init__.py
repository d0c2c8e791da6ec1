"""Mutation: one rule is changed at a time, in the code or in the book, and a case of the book must notice.

    python -m tests.mutation                 each change, by the case that is known to notice it
    python -m tests.mutation --all WORD      the changes with this word in their names, by all cases: who notices?

`mutants.yaml` lists the changes, `runner.py` runs `yakkan check` on a changed copy of the source and the book.
"""
