"""What was announced to everybody: as it was said on that day, for ever."""

from django.db import models

from yakkan.apps.incidents.models.incident import Incident
from yakkan.apps.records.models import APPEND


class Announcement(models.Model):
    """An announcement of a day; `facts` are all that it says, as JSON, so that it stays what it was."""

    grant = APPEND

    announcement = models.TextField(primary_key=True)
    day = models.DateField()
    facts = models.JSONField()
    who = models.TextField()
    at = models.DateTimeField()


class Announced(models.Model):
    """That an announcement is of an incident."""

    grant = APPEND

    pk = models.CompositePrimaryKey("announcement", "incident")
    announcement = models.ForeignKey(
        Announcement, models.PROTECT, db_column="announcement", related_name="incidents", db_index=False
    )
    incident = models.ForeignKey(Incident, models.PROTECT, db_column="incident", related_name="announced")
