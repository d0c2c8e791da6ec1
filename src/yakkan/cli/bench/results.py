"""The table of a contest, in Markdown: it can be pasted into a document."""

from collections.abc import Sequence
from statistics import median

from yakkan.cli.bench.contest import Result
from yakkan.cli.output import tell, width
from yakkan.messages import locale_language, say


def tell_results(results: Sequence[Result], beside: str, records: int) -> bool:
    """Prints medians and spread, and the medians of the ratios to `beside`, repeat by repeat; whether all agree."""
    yardstick = next((each for each in results if each.entrant.name == beside and each.seconds), None)
    head = ("", "median s", "min", "max", "CPU s", "M records/s", f"x {beside}", "by CPU", "peak MB", "loading s")
    print(markdown([head, *(_row(each, yardstick, records) for each in results)]))
    ran = [each for each in results if each.seconds]
    if any(each.cold for each in ran):
        tell("bench.once")
    else:
        tell("bench.in_turn", repeats=max((len(each.seconds) for each in ran), default=0))
    if missing := [each.entrant.name for each in results if each.missing]:
        tell("bench.without", names=", ".join(missing))
    return _tell_agreement([each for each in results if each.entrant.compared])


def _row(result: Result, yardstick: Result | None, records: int) -> list[str]:
    name = result.entrant.name
    if result.missing or result.failed:
        why = "bench.missing" if result.missing else "bench.failed"
        told = say(locale_language(), why, what=", ".join(result.missing) or result.failed)
        return [name, told, *[""] * 8]
    count = min(result.entrant.records or records, records)
    seconds, cpu = median(result.seconds), median(result.cpu)
    ratios = ["", ""]
    if yardstick and count == records:
        ratios = [ratio(result.seconds, yardstick.seconds), ratio(result.cpu, yardstick.cpu)]
    return [
        name if count == records else f"{name} ({count:,})",
        f"{seconds:.2f}", f"{min(result.seconds):.2f}", f"{max(result.seconds):.2f}", f"{cpu:.2f}",
        f"{count / max(seconds, 1e-9) / 1e6:.2f}", *ratios, f"{result.megabytes:,}", f"{result.loading:.1f}",
    ]  # fmt: skip


def ratio(own: Sequence[float], others: Sequence[float]) -> str:
    """The median of the ratios, repeat by repeat."""
    return f"{median(mine / max(theirs, 1e-9) for mine, theirs in zip(own, others, strict=False)):.2f}"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table, the first one its head; a cell of many words makes no column wide."""
    widths = [max(width(row[i]) for row in rows) for i in range(1)] + [
        max(len(row[i]) for row in rows if len(row[i]) < 20 or i == 0) for i in range(1, len(rows[0]))
    ]
    lines = ["| " + " | ".join(_padded(cell, widths[i]) for i, cell in enumerate(row)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (each + 2) if i == 0 else "-" * (each + 1) + ":" for i, each in
                                  enumerate(widths)) + "|")  # fmt: skip
    return "\n".join(lines)


def _padded(text: str, to: int) -> str:
    return text + " " * (to - width(text))


def _tell_agreement(results: Sequence[Result]) -> bool:
    """Says of each entry whether all came to the same; no contestant may have failed."""
    ran = [each for each in results if each.came_to is not None]
    entries = sorted({entry for each in ran for entry in each.came_to or {}})
    agree = bool(ran) and not any(each.failed for each in results)
    for entry in entries:
        found = {each.entrant.name: (each.came_to or {}).get(entry) for each in ran}
        if len(set(found.values())) > 1:
            agree = False
            tell("bench.entry_differs", entry=entry, found=", ".join(f"{name}: {came}" for name, came in found.items()))
    if agree:
        amounts = {entry: (ran[0].came_to or {})[entry][1] for entry in entries}
        tell("bench.equal_yen", who=", ".join(each.entrant.name for each in ran), entries=len(entries))
        print("; ".join(f"{entry} {amount:,}" for entry, amount in amounts.items()))
    else:
        tell("bench.unequal_yen")
    return agree
