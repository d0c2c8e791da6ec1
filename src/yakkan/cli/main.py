"""Finding the verb, running it, and telling what was refused."""

import argparse
import gc
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import yakkan
from yakkan import memory
from yakkan.messages import Refusals, Refused, locale_language, say

_OF_ALL = ("--book", "--data", "--engine", "--memory")
_OF_ANY_ENGINE = ("check", "rate")
_NO_VERBS = {"failure", "main", "options", "output", "taking_up"}
_SELDOM = (50_000, 20, 100)
"""How many new objects Python's collector of cycles waits for: Ibis makes many that stay, and to look through them all
as often as Python does by itself takes a fifth of a small month's time."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call, and how to get help, in the language of the locale."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, say(locale_language(), "cli.bad_call", problem=message.rstrip("。."), command=self.prog) + "\n")


class _Help(argparse.HelpFormatter):
    """Help as the catalogue has it: a % in it is a %."""

    def _expand_help(self, action: argparse.Action) -> str:
        return action.help or ""


def verbs() -> list[str]:
    """The verbs: the files of this folder."""
    import yakkan.cli as folder

    found = (module.name for module in pkgutil.iter_modules(folder.__path__))
    return sorted(name for name in found if name not in _NO_VERBS)


def _memory(text: str) -> str:
    """An amount of memory as an argument."""
    if not memory.is_amount(text):
        raise argparse.ArgumentTypeError(say(locale_language(), "cli.not_memory", text=text))
    return text


def parser(asked: str | None) -> argparse.ArgumentParser:
    """The whole command's parser; only the verb that is `asked` for is imported, and knows its arguments."""
    of_all = argparse.ArgumentParser(add_help=False)
    text = locale_language()
    of_all.add_argument("--book", type=Path, default=Path("book"), metavar="DIR", help=say(text, "cli.book"))
    of_all.add_argument("--data", type=Path, default=Path("var"), metavar="DIR", help=say(text, "cli.data"))
    of_all.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb", help=say(text, "cli.engine"))
    of_all.add_argument(
        "--memory", type=_memory, default=os.environ.get(memory.VARIABLE), metavar="SIZE", help=say(text, "cli.memory")
    )
    whole = _Parser(prog="yakkan", description=say(text, "cli.yakkan"))
    whole.add_argument("--version", action="version", version=yakkan.__version__)
    under = whole.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb in verbs():
        described = say(text, f"cli.{verb}")
        one = under.add_parser(verb, parents=[of_all], help=described, description=described, formatter_class=_Help)
        if verb == asked:
            module = import_module(f"yakkan.cli.{verb}")
            module.arguments(one)
            one.set_defaults(do=module.run)
    return whole


def _with_options_after_the_verb(words: Sequence[str]) -> list[str]:
    """The words with the options of every verb right behind it, wherever they stood."""
    moved: list[str] = []
    others: list[str] = []
    left = iter(words)
    for word in left:
        if word in _OF_ALL:
            moved += [word, *([value] if (value := next(left, None)) is not None else [])]
        else:
            (moved if word.startswith(tuple(f"{option}=" for option in _OF_ALL)) else others).append(word)
    return [*others[:1], *moved, *others[1:]]


def _refuse_another_engine(args: argparse.Namespace) -> None:
    """Refuses an engine that the verb could not but ignore."""
    if args.engine != "duckdb" and args.verb not in _OF_ANY_ENGINE:
        raise Refused("cli.one_engine", values={"verb": args.verb, "verbs": ", ".join(_OF_ANY_ENGINE)})


def _refuse_what_is_no_text(words: Sequence[str]) -> None:
    """Refuses bytes that are no UTF-8, such as a file's name from a system of CP932: no table holds them."""
    for word in words:
        if (shown := word.encode("utf-8", "replace").decode()) != word:
            raise Refused("cli.not_utf8", values={"word": shown})


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    gc.set_threshold(*_SELDOM)
    words = sys.argv[1:] if arguments is None else list(arguments)
    words = _with_options_after_the_verb(words)
    args = parser(words[0] if words else None).parse_args(words)
    os.umask(0o077)  # usage and bills are for nobody else on the machine
    if args.memory:
        os.environ[memory.VARIABLE] = args.memory
    try:
        _refuse_what_is_no_text(words)
        _refuse_another_engine(args)
        return int(args.do(args))
    except (Refused, Refusals) as refused:
        print(refused.text(locale_language()), file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as failure:
        from yakkan.cli.failure import told  # only where something failed: it brings engine and database along

        if not (text := told(failure, locale_language())):
            raise
        print(text, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(say(locale_language(), "cli.interrupted"), file=sys.stderr)
        return 130
