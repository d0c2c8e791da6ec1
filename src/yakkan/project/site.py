"""The settings of the pages: where they are found, who may sign in and how, what mail is sent by.

The environment says where: `YAKKAN_SITE` (the address that people type, by default `http://127.0.0.1:8000`) and
`YAKKAN_SMTP` (`smtp://USER:PASSWORD@HOST:PORT`, or `smtps:`; without it mails are written to `<data>/mail/`).
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from yakkan.messages import Refused

_YEAR = 365 * 24 * 3600
_HOUR = 3600
_COUNTERS = 100_000
"""So many addresses and names may be counted at once; with Django's 300, others' tries would wipe one's own out."""
_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_CONTEXT = (
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "yakkan.apps.pages.book.named",
)
_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yakkan.apps.pages.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "yakkan.apps.pages.middleware.without_nul",
)


@dataclass(frozen=True)
class Site:
    """The pages' address, and the server that mails go through ('' for none)."""

    address: SplitResult
    smtp: str

    @classmethod
    def from_environment(cls) -> "Site":
        """As the environment says; Refused for an address that is none."""
        given = os.environ.get("YAKKAN_SITE") or "http://127.0.0.1:8000"
        address = urlsplit(given)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise Refused("state.bad_site", values={"given": given})
        return cls(address, os.environ.get("YAKKAN_SMTP", ""))

    @property
    def https(self) -> bool:
        """Whether the way to it is encrypted."""
        return self.address.scheme == "https"


def pages(site: Site, data: Path) -> dict[str, Any]:
    """The settings of the pages."""
    hosts = [site.address.hostname or "", *(() if site.https else _LOCAL)]
    return {
        "ROOT_URLCONF": "yakkan.project.urls",
        "ALLOWED_HOSTS": hosts,
        "CSRF_TRUSTED_ORIGINS": [f"{site.address.scheme}://{site.address.netloc}"],
        "MIDDLEWARE": list(_MIDDLEWARE),
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": list(_CONTEXT)},
            }
        ],
        "LANGUAGE_CODE": "ja",
        "LANGUAGES": [("ja", "日本語"), ("en", "English")],
        "TIME_ZONE": "Asia/Tokyo",
        "USE_TZ": True,
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        **_safety(site),
        **_sign_in(site),
        **_mail(site, data),
    }


def _safety(site: Site) -> dict[str, Any]:
    """As `manage check --deploy` and OWASP's cheat sheets on sessions and headers ask."""
    return {
        "SECURE_SSL_REDIRECT": site.https,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if site.https else None,
        "SECURE_HSTS_SECONDS": _YEAR if site.https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": site.https,
        "SECURE_HSTS_PRELOAD": site.https,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SESSION_COOKIE_SECURE": site.https,
        "SESSION_COOKIE_AGE": 8 * _HOUR,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": site.https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_FAILURE_VIEW": "yakkan.apps.pages.views.forged",
        "LANGUAGE_COOKIE_SECURE": site.https,
        "X_FRAME_OPTIONS": "DENY",
        "SILENCED_SYSTEM_CHECKS": [],
    }


def _sign_in(site: Site) -> dict[str, Any]:
    """By e-mail address or user name; an address is confirmed by a mailed link; guessing is slowed, then locked."""
    return {
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/",
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "allauth.account.auth_backends.AuthenticationBackend",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 10},
            },
            *(
                {"NAME": f"django.contrib.auth.password_validation.{name}"}
                for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
            ),
        ],
        "ACCOUNT_LOGIN_METHODS": {"email", "username"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": site.address.scheme,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_CHANGE_EMAIL": True,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "AXES_FAILURE_LIMIT": 5,
        "AXES_COOLOFF_TIME": 1,
        "AXES_LOCKOUT_PARAMETERS": ["username", ["username", "ip_address"]],
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_USERNAME_CALLABLE": "yakkan.apps.pages.guessing.who",
        "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
        "AXES_LOCKOUT_CALLABLE": "yakkan.apps.pages.views.locked",
        "AXES_SENSITIVE_PARAMETERS": ["login", "password", "password1", "password2", "access_key"],
        "ACCOUNT_ADAPTER": "yakkan.apps.portal.adapter.Adapter",
        "ACCOUNT_SIGNUP_FORM_CLASS": "yakkan.apps.portal.forms.JoinForm",
        "ACCOUNT_RATE_LIMITS": {"open_account": "30/h/ip"},
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1 if site.https else 0,  # else all people are one address: the proxy's
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "OPTIONS": {"MAX_ENTRIES": _COUNTERS},
            }
        },
    }


def _mail(site: Site, data: Path) -> dict[str, Any]:
    """Through the server that is named; else into files, so that nothing leaves the machine unasked."""
    sender = {"DEFAULT_FROM_EMAIL": os.environ.get("YAKKAN_SENDER", f"no-reply@{site.address.hostname}")}
    if not site.smtp:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {**sender, "EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(data / "mail")}
    server = urlsplit(site.smtp)
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        raise Refused("state.bad_smtp")
    return {
        **sender,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": server.hostname,
        "EMAIL_PORT": server.port or (465 if server.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(server.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(server.password or ""),
        "EMAIL_USE_SSL": server.scheme == "smtps",
        "EMAIL_USE_TLS": server.scheme == "smtp",
        "EMAIL_TIMEOUT": 10,
    }
