"""What a page has started and a worker does."""

from django.db import models

from yakkan.apps.records.models import CHANGE

LOAD, AGAIN, BILL, CONFIRM, CASES = "load", "again", "bill", "confirm", "cases"
"""What a job does: takes usage files in, takes quarantine up again, works a month out, issues a run's bills, runs the
book's cases."""
WAITING, RUNNING, DONE, REFUSED, FAILED = "waiting", "running", "done", "refused", "failed"
OPEN = (WAITING, RUNNING)
"""The states of a job that has not ended."""


class Job(models.Model):
    """A piece of work that a page started. There is one open job of a `kind` and `subject` at a time.

    `subject` is the month, the run, the upload or the book that it is about; `given` what else it works with;
    `step` how far it has come (a message of `desk.yaml`, `step_...`); `result` what it came to, by kind. Where it was
    refused or failed, the message says why, in both languages. `queued` is its number in the queue.
    """

    grant = CHANGE

    kind = models.TextField()
    subject = models.TextField()
    given = models.JSONField(default=dict)
    state = models.TextField(default=WAITING)
    step = models.TextField(default="")
    who = models.TextField()
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    message_ja = models.TextField(default="")
    message_en = models.TextField(default="")
    queued = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(state__in=OPEN), name="billing_one_open_job"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[LOAD, AGAIN, BILL, CONFIRM, CASES]), name="billing_job_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[*OPEN, DONE, REFUSED, FAILED]), name="billing_job_state"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in OPEN
