from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_complete")]
    operations = [migrations.AddField("billrun", "settled", models.JSONField(default=dict))]
