"""Starting a job: its row and its place in the queue are one transaction, and two clicks make one job."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from yakkan import clock
from yakkan.apps.billing.models import Job
from yakkan.apps.billing.models.job import OPEN
from yakkan.apps.billing.tasks import do_job
from yakkan.apps.records.actions import record


@dataclass(frozen=True)
class Wanted:
    """A job of a kind (see `models.job`) about a subject, asked for by `who`, with what else it is `given`."""

    kind: str
    subject: str
    who: str
    given: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def start_job(wanted: Wanted) -> tuple[Job, bool]:
    """The open job of this kind and subject, and whether it was started now: where there is one, it is the answer."""
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=wanted.kind, subject=wanted.subject, who=wanted.who, given=wanted.given, asked_at=clock.now()
            )
    except IntegrityError:
        return Job.objects.get(kind=wanted.kind, subject=wanted.subject, state__in=OPEN), False
    job.queued = do_job.configure(queueing_lock=f"{job.kind} {job.subject}").defer(job=job.pk)
    job.save(update_fields=["queued"])
    record(wanted.who, f"start job: {job.kind}", job.subject)
    return job, True
