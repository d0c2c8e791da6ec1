"""`yakkan bench NAME`: how fast it is, side by side with the alternatives, on invented data, in one run.

One file a bench. A bench prints a table of medians and ratios; nothing is asserted on time, but every contestant must
come to the same yen.
"""

import argparse
import pkgutil
from importlib import import_module

from yakkan.messages import locale_language, say

_NO_BENCH = {"auditing", "contest", "correcting", "issuing", "measure", "mixed", "paging", "paper", "plain", "results"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's name, its size, and who takes part."""
    text = locale_language()
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in _NO_BENCH)
    parser.add_argument("name", choices=names, metavar="NAME", help=say(text, "bench.name", names=", ".join(names)))
    parser.add_argument("--records", type=int, metavar="N", help=say(text, "bench.records"))
    parser.add_argument("--customers", type=int, default=100_000, metavar="N", help=say(text, "bench.customers"))
    parser.add_argument("--bills", type=int, default=100_000, metavar="N", help=say(text, "bench.pages_bills"))
    parser.add_argument(
        "--format", choices=["canonical", "asterisk"], default="canonical", help=say(text, "bench.format")
    )
    parser.add_argument("--mixed", action="store_true", help=say(text, "bench.mixed_month"))
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help=say(text, "bench.repeats"))
    parser.add_argument("--threads", type=int, default=2, metavar="N", help=say(text, "bench.threads"))
    parser.add_argument("--only", nargs="+", metavar="CONTESTANT", help=say(text, "bench.only"))


def run(args: argparse.Namespace) -> int:
    """Runs the bench; 1 where the contestants do not agree."""
    return int(import_module(f"yakkan.cli.bench.{args.name}").run(args))
