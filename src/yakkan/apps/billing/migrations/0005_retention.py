import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0004_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_month", models.TextField()),
                ("last_month", models.TextField()),
                ("kind", models.TextField(default="")),
                ("partner", models.TextField(default="")),
                ("why", models.TextField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "permissions": [("hold_usage", "Can hold usage and release it")],
            },
        ),
        migrations.CreateModel(
            name="UsageDeletion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.TextField()),
                ("kind", models.TextField()),
                ("records", models.BigIntegerField()),
                ("day", models.DateField()),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "permissions": [("expire_usage", "Can delete usage after its retention period")],
            },
        ),
        migrations.CreateModel(
            name="HoldRelease",
            fields=[
                (
                    "hold",
                    models.OneToOneField(
                        db_column="hold",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="release",
                        serialize=False,
                        to="billing.hold",
                    ),
                ),
                ("why", models.TextField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_month__lte", models.F("last_month"))), name="billing_hold_months"
            ),
        ),
        migrations.AddField(
            model_name="usagedeletion",
            name="delivery",
            field=models.ForeignKey(
                db_column="delivery",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deletions",
                to="billing.delivery",
            ),
        ),
        migrations.AddConstraint(
            model_name="usagedeletion",
            constraint=models.CheckConstraint(
                condition=models.Q(("records__gte", 1)), name="billing_deletion_of_records"
            ),
        ),
    ]
