"""What is paid out in the place of lines that waited: see the SQL file of the same name."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_claims_of_members"), ("billing", "0012_withdrawn_lines")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
