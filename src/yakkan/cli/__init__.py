"""The `yakkan` command: one file a verb.

A verb's file has `arguments(parser)`, which declares its arguments, and `run(args)`, which does it and returns the exit
code: 0 done; 1 the answer is no; 2 the input or the call is wrong. Messages are in the language of the locale.
"""

from yakkan.cli.main import main

__all__ = ["main"]
