"""The worker: does the jobs that pages start, one after the other, and those that a killed worker left."""

import asyncio
import logging
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from procrastinate.contrib.django import app

from yakkan.apps.billing.actions.do_job import take_up_stalled

_LOG = logging.getLogger("yakkan.worker")
_LOOK_EVERY = 5.0
"""Seconds between looks for jobs whose worker was killed."""


async def work(*, wait: bool = True) -> None:
    """Works until it is stopped (SIGTERM or Ctrl-C: the job at hand is ended first), or until nothing is left to do."""
    await sync_to_async(_take_up)()
    worker = app.with_connector(app.connector.get_worker_connector())
    looking = asyncio.create_task(_look()) if wait else None
    try:
        async with worker.open_async():
            await worker.run_worker_async(name="yakkan", wait=wait, concurrency=1, delete_jobs="successful")
    finally:
        if looking:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking


async def _look() -> None:
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        await sync_to_async(_take_up)()


def _take_up() -> None:
    """Where the database is away, the next look finds what is there to find."""
    try:
        take_up_stalled()
    except DatabaseError as failure:
        _LOG.warning("the database could not be asked for stalled jobs: %s", type(failure).__name__)
    finally:
        connection.close()
