"""Django's settings. `project.state.open` makes them; there is no settings module to point at."""

from pathlib import Path
from typing import Any

from yakkan.project.database import Databases
from yakkan.project.keys import Keys
from yakkan.project.site import Site, pages

APPS = [
    "yakkan.apps.pages",  # before all others, so that their pages are ours
    "yakkan.apps.records",
    "yakkan.apps.customers",
    "yakkan.apps.contracts",
    "yakkan.apps.billing",
    "yakkan.apps.desk",
    "yakkan.apps.portal",
    "yakkan.project",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "axes",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]


def settings(databases: Databases, keys: Keys, data: Path, book: Path) -> dict[str, Any]:
    """All settings: `default` is the application's role, `owner`, where there is one, the owner of the schema."""
    aliases = {"default": databases.app.for_django()}
    if databases.owner:
        aliases["owner"] = databases.owner.for_django()
    return {
        "DEBUG": False,
        "DATA": data.resolve(),
        "BOOK": book.resolve(),
        "SECRET_KEY": keys.secret,
        "ACCESS_KEYS": keys.access,
        "DATABASES": aliases,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": APPS,
        "LOGGING_CONFIG": None,
        **pages(Site.from_environment(), data.resolve()),
    }
