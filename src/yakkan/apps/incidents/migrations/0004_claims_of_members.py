# Claims that members enter themselves.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_rules")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="by_member",
            field=models.BooleanField(default=False),
        ),
    ]
