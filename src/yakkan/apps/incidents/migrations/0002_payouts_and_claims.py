# Payouts, claims and announcements.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("announcement", models.TextField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("facts", models.JSONField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contract", models.TextField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("said", models.TextField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_column="account",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="customers.billingaccount",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_column="incident",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Announced",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "announcement", "incident", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "announcement",
                    models.ForeignKey(
                        db_column="announcement",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="incidents.announcement",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_column="incident",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announced",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("payout", models.TextField(primary_key=True, serialize=False)),
                ("records", models.BigIntegerField()),
                ("yen", models.BigIntegerField()),
                ("tax_class", models.TextField()),
                ("tax_percent", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
                ("day", models.DateField()),
                (
                    "account",
                    models.ForeignKey(
                        db_column="account",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="customers.billingaccount",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_column="customer",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="customers.customer",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_column="incident",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PayoutStep",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "payout", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("step", models.TextField()),
                ("day", models.DateField()),
                ("reference", models.TextField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "payout",
                    models.ForeignKey(
                        db_column="payout",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="incidents.payout",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClaimDecision",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_column="claim",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="decision",
                        serialize=False,
                        to="incidents.claim",
                    ),
                ),
                ("accepted", models.BooleanField()),
                ("yen", models.BigIntegerField()),
                ("records", models.BigIntegerField()),
                ("why", models.TextField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted", True), ("records__gte", 1), ("yen__gte", 1)),
                            models.Q(("accepted", False), ("records", 0), ("yen", 0)),
                            _connector="OR",
                        ),
                        name="incidents_decision",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.TextField()),
                ("name", models.TextField()),
                ("type", models.TextField()),
                ("size", models.BigIntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_column="claim",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="incidents.claim",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("claim", "sha256"), name="incidents_paper_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lte", models.F("last"))), name="incidents_claim_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax__gte", 0), ("yen__gte", 1)), name="incidents_payout_yen"
            ),
        ),
    ]
