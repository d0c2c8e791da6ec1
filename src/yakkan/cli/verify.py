"""`yakkan verify RUN`: a bill run is worked out again from what its folder froze, and compared byte by byte."""

import argparse
from pathlib import Path

from yakkan.cli.output import tell
from yakkan.messages import locale_language, say
from yakkan.runs import bill


def arguments(parser: argparse.ArgumentParser) -> None:
    """The run's folder, or its name."""
    parser.add_argument("run", type=Path, metavar="RUN", help=say(locale_language(), "cli.run_folder"))


def run(args: argparse.Namespace) -> int:
    """0 where everything agrees, 1 where a file differs."""
    folder = args.run if args.run.is_dir() else args.data / "runs" / args.run.name
    differing = bill.verify(folder, args.data / "lake")
    if differing:
        tell("cli.differs", run=folder.name, files=", ".join(differing))
        return 1
    tell("cli.agrees", run=folder.name)
    return 0
