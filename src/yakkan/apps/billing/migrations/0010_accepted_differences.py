from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0008_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="AcceptedDifference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("book", models.TextField()),
                ("service", models.TextField()),
                ("entry", models.TextField()),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("fingerprint", models.TextField()),
                ("said", models.JSONField()),
                ("why", models.TextField()),
                ("who", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "permissions": [("accept_difference", "Can accept a difference between the terms and another book")],
                "indexes": [models.Index(fields=["fingerprint"], name="billing_accepted_difference")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("start__lt", models.F("end"))), name="billing_accepted_difference_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("book__in", ["configured", "published"])),
                        name="billing_accepted_difference_book",
                    ),
                ],
            },
        ),
    ]
