"""The project ties the apps to a database and a process.

`state.open(data)` is the one door. Behind it: `place` (where the embedded PostgreSQL lives and as whom), `postgres`
(how it starts and stops), `database` (a server by URL instead), `roles` and `grants` (who may do what), `keys`
(secrets), `settings` (Django's).

>>> from yakkan.project.database import parse
>>> parse("DATABASE_URL", "postgresql://yakkan_app@db.example/yakkan").role
'yakkan_app'
"""
