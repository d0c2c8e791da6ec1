"""What the queue calls: procrastinate finds this file by its name."""

from procrastinate.contrib.django import app


@app.task(name="yakkan.do_job")
def do_job(job: int) -> None:
    """Do the job of this number."""
    from yakkan.apps.billing.actions.do_job import do  # the queue is known before all models are

    do(job)
