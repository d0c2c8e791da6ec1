"""The two roles: who owns the tables, and who uses them.

`yakkan_owner` owns the schema. `yakkan_app` owns nothing and is no member of the owner, so what it may do is what it
was granted, table by table (see `grants`).
"""

import psycopg
from psycopg import sql

from yakkan.messages import Refused
from yakkan.project.database import APP, NAME, OWNER, Database
from yakkan.project.postgres import SUPERUSER

_WEAK = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT"
_STRENGTHS = """
    SELECT 'superuser' FROM pg_roles WHERE rolname = session_user AND rolsuper
    UNION ALL SELECT 'may make roles' FROM pg_roles WHERE rolname = session_user AND rolcreaterole
    UNION ALL SELECT 'member of ' || rolname FROM pg_roles
        WHERE rolname <> session_user AND pg_has_role(session_user, oid, 'MEMBER')
    UNION ALL SELECT 'owns ' || relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) = session_user
    UNION ALL SELECT 'owns the database' FROM pg_database
        WHERE datname = current_database() AND pg_get_userbyid(datdba) = session_user
    UNION ALL SELECT 'may create in the schema' WHERE has_schema_privilege('public', 'CREATE')
    UNION ALL SELECT 'may change session_replication_role'
        WHERE has_parameter_privilege('session_replication_role', 'SET')
"""


def make(socket: str) -> None:
    """The roles and the database of an embedded server, where they are not there yet."""
    with psycopg.connect(host=socket, user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
        lock = "SELECT pg_advisory_lock(hashtextextended('yakkan.roles', 0))"
        connection.execute(lock)
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in {OWNER, APP} - roles:
            connection.execute(sql.SQL(f"CREATE ROLE {{}} {_WEAK}").format(sql.Identifier(role)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (NAME, OWNER))))


def check(database: Database) -> None:
    """Refused where the application's role could get round its grants, or the database cannot be reached."""
    try:
        with psycopg.connect(
            host=database.host,
            port=database.port or None,
            user=database.role,
            password=database.password or None,
            dbname=database.name,
            **database.options,
        ) as connection:
            found = [row[0] for row in connection.execute(_STRENGTHS)]
    except psycopg.OperationalError as error:
        raise Refused("state.no_connection", values={"why": str(error).strip().splitlines()[0]}) from None
    if found:
        raise Refused("state.role_too_strong", values={"role": database.role, "why": ", ".join(found)})
