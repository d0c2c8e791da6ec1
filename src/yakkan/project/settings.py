"""Django's settings. `project.state.open` makes them; there is no settings module to point at."""

from typing import Any

from yakkan.project.database import Databases
from yakkan.project.keys import Keys

APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "yakkan.apps.records",
    "yakkan.apps.customers",
    "yakkan.apps.contracts",
    "yakkan.apps.billing",
    "yakkan.project",
]


def settings(databases: Databases, keys: Keys) -> dict[str, Any]:
    """All settings: `default` is the application's role, `owner`, where there is one, the owner of the schema."""
    aliases = {"default": databases.app.for_django()}
    if databases.owner:
        aliases["owner"] = databases.owner.for_django()
    return {
        "DEBUG": False,
        "SECRET_KEY": keys.secret,
        "ACCESS_KEYS": keys.access,
        "ALLOWED_HOSTS": [],
        "DATABASES": aliases,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": APPS,
        "LANGUAGE_CODE": "ja",
        "TIME_ZONE": "Asia/Tokyo",
        "USE_TZ": True,
        "LOGGING_CONFIG": None,
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}"}
            for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
        ],
    }
