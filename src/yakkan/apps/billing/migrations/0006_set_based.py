"""The rules of migration 0002, checked for a whole run at once: see the SQL file of the same name.

With it go the second indexes (`..._like`) that Django makes for texts: the collation is C, so the first ones serve LIKE
as well. There is no way back: the rules are the same, only slower without it.
"""

from pathlib import Path

from django.db import migrations

_NO_SECOND_INDEXES = r"""
DO $$
DECLARE
    needless text;
BEGIN
    FOR needless IN
        SELECT indexrelid::regclass FROM pg_index
        JOIN pg_class ON pg_class.oid = indexrelid AND relnamespace = 'public'::regnamespace
        WHERE relname LIKE '%\_like' AND relname ~ '^(billing|contracts|customers)_'
            AND indclass[0] IN (SELECT oid FROM pg_opclass WHERE opcname = 'text_pattern_ops')
    LOOP
        EXECUTE 'DROP INDEX ' || needless;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_retention"), ("contracts", "0001_initial"), ("customers", "0001_initial")]
    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")),
        migrations.RunSQL(_NO_SECOND_INDEXES),
    ]
