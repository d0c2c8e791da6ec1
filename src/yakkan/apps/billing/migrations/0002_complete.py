"""Bills and journals are complete, add up, and stay so: see the SQL file of the same name.

There is no way back: to unapply it would be to drop what is issued.
"""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("records", "0002_refuse_change")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
