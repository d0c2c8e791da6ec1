"""How an exchange writes calls: a row a leg in Asterisk's Master.csv, answered or not."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from random import Random

from yakkan.cli.demo.calls import Call

_JAPAN = timezone(timedelta(hours=9))
_UNANSWERED = ("NO ANSWER", "NO ANSWER", "BUSY", "FAILED")
_Leg = tuple[datetime, datetime | None, datetime, str]
"""When it came in, when it was answered, when it ended, and how."""


def master_csv(calls: Sequence[Call], random: Random) -> tuple[str, list[str]]:
    """The file's text, and for each call the id that its rows share (linkedid)."""
    text, ids, rows = io.StringIO(), [], 0
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    for call in calls:
        legs = _legs(call, random)
        linked = f"{int(legs[0][0].replace(tzinfo=_JAPAN).timestamp())}.{rows}"
        ids.append(linked)
        for leg in legs:
            writer.writerow(_row(call, leg, linked, rows))
            rows += 1
    return text.getvalue(), ids


def _legs(call: Call, random: Random) -> list[_Leg]:
    """A call may ring at three telephones, or be handed on to a colleague."""
    answer, came = call.answered_at, call.answered_at - timedelta(seconds=random.randint(2, 25))
    end = answer + timedelta(seconds=call.seconds)
    if not call.seconds:
        return [(came, None, answer, random.choice(_UNANSWERED))]
    chance = random.random()
    if call.into and not call.out and chance < 0.15:
        return [(came, None, answer, "NO ANSWER"), (came, None, answer, "NO ANSWER"), (came, answer, end, "ANSWERED")]
    if call.seconds > 1 and chance > 0.96:
        handed_on = answer + timedelta(seconds=random.randint(1, call.seconds - 1))
        return [(came, answer, handed_on, "ANSWERED"), (handed_on, handed_on, end, "ANSWERED")]
    return [(came, answer, end, "ANSWERED")]


def _row(call: Call, leg: _Leg, linked: str, sequence: int) -> list[str | int]:
    """The 21 columns."""
    came, answer, end, how = leg
    caller = call.caller or "anonymous"
    spoken = int((end - answer).total_seconds()) if answer else 0
    context = "from-subscribers" if call.out else "from-interconnect"
    return [
        "", caller, call.called, context, f'"" <{caller}>',
        f"PJSIP/{'subscriber' if call.out else 'interconnect'}-{sequence:08x}",
        f"PJSIP/{'subscriber' if call.into else 'interconnect'}-{sequence:08x}",
        "Dial", f"PJSIP/{call.called},30", str(came), str(answer or ""), str(end),
        int((end - came).total_seconds()), spoken, how, "DOCUMENTATION",
        f"{linked.partition('.')[0]}.{sequence}", "", "", linked, sequence,
    ]  # fmt: skip
