"""Doing a job, and noticing one whose worker was killed.

While a worker does a job it holds a lock of the database with the job's number: a lock goes with its connection, so a
job that is running and whose lock is free was left by a worker that is dead. Doing a job a second time comes to the
same: usage is taken in once, the same state gives the same run, and a run is confirmed once.
"""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from yakkan import clock
from yakkan.apps.billing.actions.confirm_run import confirm_run
from yakkan.apps.billing.actions.load_usage import Known, load_usage
from yakkan.apps.billing.actions.make_run import make_run
from yakkan.apps.billing.actions.take_up_usage import take_up_usage
from yakkan.apps.billing.actions.uploads import files_of, forget_upload
from yakkan.apps.billing.models import BillRun, Job
from yakkan.apps.billing.models.job import (
    AGAIN,
    BILL,
    CASES,
    CONFIRM,
    DONE,
    FAILED,
    LOAD,
    OPEN,
    REFUSED,
    RUNNING,
    WAITING,
)
from yakkan.days import Month
from yakkan.messages import Language, Refusals, Refused, say
from yakkan.runs import cases
from yakkan.runs.again import NothingTakenUp, TakenUp
from yakkan.runs.bill import verify
from yakkan.runs.folder import sha256, sha256_of
from yakkan.usage import CANONICAL, Mapping, load_mapping, reason_name

_TRY = "SELECT pg_try_advisory_lock(hashtextextended('yakkan.job', %s))"
_LOG = logging.getLogger("yakkan.worker")
_SILENT = timedelta(seconds=60)
_BOTH: tuple[Language, ...] = ("ja", "en")
_RELEASE = "SELECT pg_advisory_unlock(hashtextextended('yakkan.job', %s))"


def do(number: int) -> None:
    """Do a job, unless it has ended or another worker does it. What is refused is told on the job, and is its end."""
    with _alone_with(number) as mine:
        job = Job.objects.filter(pk=number, state__in=OPEN).first() if mine else None
        if job is None:
            return
        job.state, job.step, job.begun_at = RUNNING, job.kind, job.begun_at or clock.now()
        job.save(update_fields=["state", "step", "begun_at"])
        try:
            _KINDS[job.kind](job)
        except (Refused, Refusals) as refused:
            _end(job, REFUSED, ja=refused.text("ja"), en=refused.text("en"))
        except Exception as failure:
            told = {language: say(language, "desk.job_failed", problem=type(failure).__name__) for language in _BOTH}
            _end(job, FAILED, **told)
            _log(job, failure)


def _log(job: Job, failure: Exception) -> None:
    """Into the worker's log: where it broke off and by what, not what it said, for that may quote a record."""
    where = "".join(traceback.format_tb(failure.__traceback__))
    _LOG.error("job %s (%s) broke off: %s\n%s", job.pk, job.kind, type(failure).__name__, where)


def take_up_stalled() -> list[int]:
    """Put the jobs back into the queue whose worker was killed; says which."""
    stalled = []
    for job in Job.objects.filter(Q(state=RUNNING) | Q(state=WAITING, queued__in=_fetched_by_the_dead())).order_by(
        "pk"
    ):
        with _alone_with(job.pk) as mine:
            if mine and Job.objects.filter(pk=job.pk, state=job.state).update(step="stalled"):
                app.job_manager.retry_job_by_id(job.queued, retry_at=clock.now())
                stalled.append(job.pk)
    return stalled


def _fetched_by_the_dead() -> QuerySet[ProcrastinateJob]:
    """What a worker took from the queue that has given no sign of life since, and may not have begun."""
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=clock.now() - _SILENT)
    return ProcrastinateJob.objects.filter(silent, status="doing").values("id")


@contextmanager
def _alone_with(number: int) -> Iterator[bool]:
    """Whether nobody else does the job; while this lasts, nobody will."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [number])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute(_RELEASE, [number])


def _step(job: Job, step: str) -> None:
    job.step = step
    job.save(update_fields=["step"])


def _end(job: Job, state: str, *, ja: str = "", en: str = "") -> None:
    job.state, job.step, job.ended_at, job.message_ja, job.message_en = state, "", clock.now(), ja, en
    job.save(update_fields=["state", "step", "ended_at", "message_ja", "message_en", "result"])


def _mapping(name: str) -> Mapping:
    return CANONICAL if name == CANONICAL.format else load_mapping(Path(settings.BOOK), name)


def _load(job: Job) -> None:
    """Usage is taken in, and the job has ended, in one transaction; then the uploaded files are removed."""
    upload = files_of(job.subject)
    with transaction.atomic():
        found = load_usage(upload, _mapping(job.given["format"]), settings.DATA, who=job.who)
        job.result = {
            "deliveries": [
                {"delivery": one.before.sha256, "known": True} if isinstance(one, Known)
                else {"delivery": one.sha256, "known": False}
                for one in found
            ]
        }  # fmt: skip
        _end(job, DONE)
    forget_upload(job.subject)


def _again(job: Job) -> None:
    with transaction.atomic():
        found = take_up_usage(Path(settings.BOOK), settings.DATA, job.given.get("format") or None, who=job.who)
        told = []
        for one in found:
            if isinstance(one.became, TakenUp):
                told.append({"file": one.before.file, "delivery": one.became.sha256})
                continue
            told.append({"file": one.before.file, **_nothing(one.became)})
        job.result = {"again": told}
        _end(job, DONE)


def _nothing(became: NothingTakenUp) -> dict[str, object]:
    if became.refused:
        return {"refused": {language: became.refused.text(language) for language in _BOTH}}
    return {"reasons": [[reason_name(reason), count] for reason, count in became.reasons]}


def _bill(job: Job) -> None:
    """By the book as known on the day on which the job was asked for, so that a second try makes the same run."""
    known_on = job.asked_at.astimezone(clock.JAPAN).date()
    folder = make_run(Month.parse(job.subject), Path(settings.BOOK), settings.DATA, known_on)
    job.result = {"run": folder.name}
    _end(job, DONE)


def _confirm(job: Job) -> None:
    """As `yakkan bill MONTH --confirm RUN`: the run is worked out again first, and compared."""
    folder = settings.DATA / "runs" / Path(job.subject).name
    job.result = {"run": job.subject}
    mine = BillRun.objects.filter(run=job.subject, confirmed_by__username=job.who, confirmed_at__gte=job.asked_at)
    if not mine.exists():  # else the worker was killed when the run was confirmed and the job did not say so yet
        _step(job, "verify")
        if differing := verify(folder, settings.DATA / "lake"):
            raise Refused("desk.run_was_altered", values={"run": job.subject, "files": ", ".join(differing)})
        _step(job, CONFIRM)
        confirm_run(folder, job.who)
    _end(job, DONE)


def _cases(job: Job) -> None:
    """The book's cases; what came out is true of the files that had the fingerprint (`subject`) when it ended."""
    book = Path(settings.BOOK)
    verdicts = cases.check(book, [book / "cases"], job.asked_at.astimezone(clock.JAPAN).date())
    if fingerprint(book) != job.subject:
        raise Refused("desk.book_changed")
    job.result = {
        "cases": [
            [Path(one.file).relative_to(book / "cases").as_posix(), [list(astuple(each)) for each in one.differences]]
            for one in verdicts
        ]
    }
    _end(job, DONE)


def fingerprint(book: Path) -> str:
    """The hash of all files of a book, its formats and cases too."""
    return sha256_of({file.relative_to(book).as_posix(): sha256(file) for file in sorted(book.rglob("*.yaml"))})


_KINDS = {CASES: _cases, LOAD: _load, AGAIN: _again, BILL: _bill, CONFIRM: _confirm}
