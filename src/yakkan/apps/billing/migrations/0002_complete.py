"""Bills and journals are complete, add up, and stay so: see the SQL file of the same name."""

from pathlib import Path

from django.db import migrations

_BACK = """
DROP FUNCTION public.no_more_than_said() CASCADE;
DROP FUNCTION public.the_bill_adds_up() CASCADE;
DROP FUNCTION public.the_run_is_whole() CASCADE;
DROP FUNCTION public.the_journal_balances() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("records", "0002_refuse_change")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"), _BACK)]
