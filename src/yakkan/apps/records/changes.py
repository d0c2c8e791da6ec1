"""Changes of rows, kept by the database itself: whatever changes a row, a trigger keeps what it was before."""

from collections.abc import Callable, Sequence

import pghistory
from django.db import models

from yakkan.apps.records.models import APPEND


def kept(*exclude: str) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keep each row of a model as it was before it is changed or removed, with who did it where a page did.

    Rows that come are not kept a second time: a file of them is on the audit trail. `exclude` are columns never kept.
    """
    fields: Sequence[str] | None = list(exclude) or None
    return pghistory.track(
        pghistory.UpdateEvent(row=pghistory.Old),  # what it became is the next such row, or the row itself
        pghistory.DeleteEvent(),
        exclude=fields,
        context_field=pghistory.ContextJSONField(),
        obj_field=None,
        attrs={"grant": APPEND},
    )
