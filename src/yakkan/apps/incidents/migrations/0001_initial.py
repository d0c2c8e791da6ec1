# Incidents, their records and their refunds.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("billing", "0011_waiting"), ("customers", "0002_changes")]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("incident", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("service", models.TextField()),
                ("entry", models.TextField()),
                ("partner", models.TextField()),
                ("title_ja", models.TextField()),
                ("title_en", models.TextField()),
                ("shape", models.TextField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("window_first", models.DateField()),
                ("window_last", models.DateField()),
                ("about", models.JSONField()),
                ("presumed", models.JSONField(default=dict)),
                ("tax_class", models.TextField()),
                ("tax_percent", models.BigIntegerField()),
                ("tax_rounding", models.TextField()),
                ("in_force_from", models.DateField()),
                ("recorded", models.DateField()),
                ("source", models.TextField()),
                ("clause", models.TextField()),
                ("audit", models.TextField()),
                ("audit_incident", models.TextField()),
                ("record_count", models.BigIntegerField()),
                ("affected_count", models.BigIntegerField()),
                (
                    "hold",
                    models.OneToOneField(
                        db_column="hold",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incident",
                        to="billing.hold",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("find_incident", "Can find and open incidents"),
                    ("examine_incident", "Can examine, confirm and close incidents"),
                    ("approve_incident", "Can approve refunds"),
                    ("refund_incident", "Can refund, pay out and announce"),
                    ("enter_claim", "Can enter claims and look at them"),
                    ("decide_claim", "Can accept and refuse claims"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Affected",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "incident", "account", "contract", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("contract", models.TextField()),
                ("records", models.BigIntegerField()),
                ("over", models.BigIntegerField()),
                ("under", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_column="account",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.billingaccount",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_column="incident",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affected",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "incident",
                        "part",
                        "account",
                        "contract",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("part", models.BigIntegerField()),
                ("contract", models.TextField()),
                ("records", models.BigIntegerField()),
                ("units", models.BigIntegerField()),
                ("yen", models.BigIntegerField()),
                ("way", models.TextField()),
                ("origin", models.TextField()),
                (
                    "account",
                    models.ForeignKey(
                        db_column="account",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="customers.billingaccount",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_column="customer",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_column="incident",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Refundable",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "incident", "source", "record_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.TextField()),
                ("record_id", models.TextField()),
                ("contract", models.TextField()),
                ("day", models.DateField()),
                ("billed", models.BigIntegerField()),
                ("by_terms", models.BigIntegerField()),
                ("published", models.BigIntegerField(null=True)),
                ("refund", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_column="account",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.billingaccount",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_column="customer",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_column="incident",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refundable",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RefundedRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "incident", "source", "record_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.TextField()),
                ("record_id", models.TextField()),
                ("part", models.BigIntegerField()),
                ("units", models.BigIntegerField()),
                (
                    "incident",
                    models.ForeignKey(
                        db_column="incident",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunded",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.TextField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
                ("why", models.TextField()),
                (
                    "incident",
                    models.ForeignKey(
                        db_column="incident",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(fields=("audit", "audit_incident"), name="incidents_opened_once"),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["billed", "published"])), name="incidents_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first__lte", models.F("window_first")),
                    ("window_first__lte", models.F("window_last")),
                    ("window_last__lte", models.F("last")),
                ),
                name="incidents_days",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["incident", "customer"], name="incidents_refund_customer"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("units__gte", 0), ("way__in", ["bill", "payout"]), ("yen__gte", 0)),
                name="incidents_refund",
            ),
        ),
        migrations.AddIndex(
            model_name="refundable",
            index=models.Index(fields=["source", "record_id"], name="incidents_same_record"),
        ),
        migrations.AddConstraint(
            model_name="refundable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("billed__gte", 0),
                    ("by_terms__gte", 0),
                    ("refund__gte", 0),
                    models.Q(("published__isnull", True), ("published__gte", 0), _connector="OR"),
                ),
                name="incidents_refundable_amounts",
            ),
        ),
        migrations.AddIndex(
            model_name="refundedrecord",
            index=models.Index(fields=["source", "record_id"], name="incidents_refunded_record"),
        ),
        migrations.AddConstraint(
            model_name="refundedrecord",
            constraint=models.CheckConstraint(condition=models.Q(("units__gte", 0)), name="incidents_units"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("incident", "step"), name="incidents_step_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ("found", "examined", "confirmed", "approved", "refunding", "closed"))),
                name="incidents_step",
            ),
        ),
    ]
