# Lines that wait no more.

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0011_waiting")]

    operations = [
        migrations.CreateModel(
            name="WithdrawnLine",
            fields=[
                (
                    "origin",
                    models.OneToOneField(
                        db_column="origin",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawn",
                        serialize=False,
                        to="billing.waitingline",
                    ),
                ),
                ("instead", models.TextField(db_index=True)),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")),
    ]
