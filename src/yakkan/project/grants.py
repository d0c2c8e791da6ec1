"""What the application's role may do with each table, set by the owner after every migration.

A model says it in its `grant`; Django's own tables are listed here. A table that nobody declared is an error: no table
comes into use without somebody having said whether its rows may be changed.
"""

from django.apps import apps
from django.db import connections
from psycopg import sql

from yakkan.apps.records.models import APPEND, CHANGE, READ

_PRIVILEGES = {APPEND: "SELECT, INSERT", CHANGE: "SELECT, INSERT, UPDATE, DELETE", READ: "SELECT"}
_DJANGO = {
    "django_migrations": READ,
    "django_content_type": CHANGE,
    "auth_permission": CHANGE,
    "auth_group": CHANGE,
    "auth_group_permissions": CHANGE,
    "auth_user": CHANGE,
    "auth_user_groups": CHANGE,
    "auth_user_user_permissions": CHANGE,
    "django_session": CHANGE,
    "django_admin_log": APPEND,
    "account_emailaddress": CHANGE,
    "account_emailconfirmation": CHANGE,
    "axes_accessattempt": CHANGE,
    "axes_accessattemptexpiration": CHANGE,
    "axes_accessfailurelog": CHANGE,
    "axes_accesslog": CHANGE,
    "pghistory_context": READ,
    "procrastinate_jobs": CHANGE,
    "procrastinate_events": CHANGE,
    "procrastinate_periodic_defers": CHANGE,
    "procrastinate_workers": CHANGE,
}
_TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY relname
"""
_NEVER_CHANGED = """
    CREATE OR REPLACE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON public.{}
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()
"""


class UndeclaredTables(Exception):
    """Tables whose model does not say what the application's role may do with them."""


def declared() -> dict[str, str]:
    """The grant of each table that is declared: by its model, or here."""
    models = apps.get_models(include_auto_created=True)
    ours = {model._meta.db_table: model.grant for model in models if hasattr(model, "grant")}
    return _DJANGO | ours


def protect(alias: str, role: str) -> None:
    """Give `role` what is declared and nothing else, and put the trigger on append-only tables; as the owner."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [row[0] for row in cursor.fetchall()]
        grants = declared()
        if undeclared := [table for table in tables if table not in grants]:
            raise UndeclaredTables(f"say `grant` in the models of: {', '.join(undeclared)}")
        database = connections[alias].settings_dict["NAME"]
        for statement in _on_the_whole(database, role):
            cursor.execute(statement)
        for table in tables:
            for statement in _on_one(table, grants[table], role):
                cursor.execute(statement)


def _on_the_whole(database: str, role: str) -> list[sql.Composed]:
    names = {"database": sql.Identifier(database), "role": sql.Identifier(role)}
    statements = (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC, {role}",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",  # of the queue's serial numbers
    )
    return [sql.SQL(statement).format(**names) for statement in statements]


def _on_one(table: str, grant: str, role: str) -> list[sql.Composed]:
    what = sql.Identifier(table)
    whom = sql.Identifier(role)
    statements = [
        sql.SQL("REVOKE ALL ON public.{} FROM PUBLIC, {}").format(what, whom),
        sql.SQL(f"GRANT {_PRIVILEGES[grant]} ON public.{{}} TO {{}}").format(what, whom),
    ]
    if grant == APPEND:
        statements.append(sql.SQL(_NEVER_CHANGED).format(what))
    return statements
