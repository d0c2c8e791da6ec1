# Acceptances that were taken back.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0012_withdrawn_lines")]

    operations = [
        migrations.CreateModel(
            name="WithdrawnAcceptance",
            fields=[
                (
                    "accepted",
                    models.OneToOneField(
                        db_column="accepted",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawal",
                        serialize=False,
                        to="billing.accepteddifference",
                    ),
                ),
                ("why", models.TextField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
