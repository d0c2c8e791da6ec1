"""What was in quarantine may be taken up again: a delivery that succeeds another, and the rows that each accounts for."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_settled")]

    operations = [
        migrations.AddField("delivery", "added", models.BigIntegerField(null=True)),
        migrations.AddField("delivery", "left_out", models.BigIntegerField(null=True)),
        migrations.AddField(
            "delivery",
            "again_of",
            models.OneToOneField(
                db_column="again_of",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="again",
                to="billing.delivery",
            ),
        ),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=models.Q(("rows", models.F("left_out") + models.F("received") - models.F("added"))),
                name="billing_delivery_loses_no_row",
            ),
        ),
    ]
