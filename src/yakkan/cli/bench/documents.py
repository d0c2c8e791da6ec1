"""Setting a bill of 20 lines as PDF: Yakkan's press beside WeasyPrint and ReportLab, from the same content.

What is measured is CPU, of one process each. Of each contestant the last bill is read: its pages are counted, and
every text of the content must be in it.
"""

import argparse
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from yakkan.cli.bench import contest, paper
from yakkan.cli.bench.contest import Result
from yakkan.cli.bench.results import markdown, ratio
from yakkan.cli.output import tell
from yakkan.documents.content import Document, plain
from yakkan.messages import locale_language, say

_BILLS = 50
_BESIDE = paper.ENTRANTS[0].name


def run(args: argparse.Namespace) -> int:
    """Prints the table; 1 where a contestant failed, or left out a text."""
    count = args.records or _BILLS
    contest.end_in_order()
    with TemporaryDirectory(prefix="yakkan-bench-") as scratch:
        setting = contest.Setting(Path(scratch), args.book.resolve(), count, 1, "")
        tell("bench.documents", count=f"{count:,}")
        found = contest.hold(contest.chosen(paper.ENTRANTS, args.only), setting, args.repeats)
        read = {each.entrant.name: _read(each, setting) for each in found if each.came_to}
    yardstick = next((each for each in found if each.entrant.name == _BESIDE and each.cpu), None)
    head = ("", "CPU ms a bill", "min", "max", "CPU ms a page", f"x {_BESIDE}", "pages", "KB a bill", "peak MB")
    print(markdown([head, *(_row(each, yardstick, count, read) for each in found)]))
    tell("bench.documents_in_turn", repeats=args.repeats)
    return 0 if _tell_texts(found, read) else 1


def _read(result: Result, setting: contest.Setting) -> tuple[int, list[str]] | None:
    """Of the last bill its pages, and the texts that are not in it; None where nothing can read it."""
    if find_spec("pypdfium2") is None:
        return None
    import pypdfium2

    from yakkan.cli.bench.paper.sample import documents

    with pypdfium2.PdfDocument(setting.folder / f"{result.entrant.name}.pdf") as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    drawn = _squeezed("".join(pages))
    return len(pages), [text for text in _texts(documents(setting.book, setting.records)[-1]) if text not in drawn]


def _texts(document: Document) -> Sequence[str]:
    captions = {plain(block.caption) for block in (*document.summary, *document.details) if hasattr(block, "caption")}
    headings = {plain(block.text) for block in (*document.summary, *document.details) if hasattr(block, "text")}
    said = [plain(text) for text in document.texts()]
    return [_squeezed(text) for text in said if text not in captions - headings]


def _squeezed(text: str) -> str:
    """Without what a break of a line adds, and what looks the same being the same."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("\ufffe", "").replace("\u00ad", "")


def _row(
    result: Result, yardstick: Result | None, count: int, read: dict[str, tuple[int, list[str]] | None]
) -> list[str]:
    if not result.cpu:
        code = "bench.missing" if result.missing else "bench.failed"
        return [result.entrant.name, say(locale_language(), code, what=", ".join(result.missing) or result.failed),
                *[""] * 7]  # fmt: skip
    known = read.get(result.entrant.name)
    each = [cpu / count * 1000 for cpu in result.cpu]
    size = (result.came_to or {})["bytes"][0] / count / 1000
    return [
        result.entrant.name, f"{median(each):.1f}", f"{min(each):.1f}", f"{max(each):.1f}",
        f"{median(each) / known[0]:.1f}" if known else "", ratio(result.cpu, yardstick.cpu) if yardstick else "",
        str(known[0]) if known else "", f"{size:.0f}", f"{result.megabytes:,}",
    ]  # fmt: skip


def _tell_texts(found: Sequence[Result], read: dict[str, tuple[int, list[str]] | None]) -> bool:
    """Says whether each bill holds every text; one that is not installed, or has no Pango, is told and left out."""
    for each in found:
        if each.missing or (each.failed and each.entrant.name != _BESIDE):
            tell("bench.documents_without", name=each.entrant.name)
    missing = {name: texts for name, known in read.items() if known and (texts := known[1])}
    for name, texts in missing.items():
        tell("bench.documents_text_missing", name=name, count=len(texts), text=texts[0])
    if not missing and any(read.values()):
        tell("bench.documents_equal", who=", ".join(read))
    return not missing and _ran(found)


def _ran(found: Sequence[Result]) -> bool:
    return all(each.cpu for each in found if each.entrant.name == _BESIDE) and any(each.cpu for each in found)
