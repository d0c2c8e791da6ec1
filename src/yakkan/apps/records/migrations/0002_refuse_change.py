"""What append-only tables do when somebody tries to change them; the owner puts it on each of them after migrations.

There is no way back: to unapply it would be to drop the audit trail.
"""

from django.db import migrations

_FUNCTION = """
CREATE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunSQL(_FUNCTION)]
