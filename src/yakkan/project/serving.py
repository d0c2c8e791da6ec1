"""The pages as a WSGI application, served by gunicorn; its log names nobody."""

import logging
import traceback
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication


def discreet() -> None:
    """Lets nothing into the log that names somebody: an address of a page may, and what was typed to sign in does.

    Of a page that broke off, the log says where and by what, not what was said, for that may quote a record. Wrong
    passwords are counted in the database.
    """
    for name in ("axes", "django.security.csrf"):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("django.request").addFilter(_of_a_page)


def _of_a_page(said: logging.LogRecord) -> bool:
    if not said.exc_info or said.exc_info[0] is None:
        return False
    where = "".join(traceback.format_tb(said.exc_info[2]))
    said.msg, said.args = "a page broke off: %s\n%s", (said.exc_info[0].__name__, where)
    said.exc_info = said.exc_text = None
    return True


class Serving(BaseApplication):
    """A gunicorn for the state that is open: one process of threads, so that tries are counted in one memory."""

    def __init__(self, address: str, ready: Callable[[str], None], threads: int = 8) -> None:
        """Serves at `address`, HOST:PORT (port 0: a free one); `ready` is told where, once it listens."""
        self._ready = ready
        self._settings = {"bind": address, "workers": 1, "threads": threads, "worker_class": "gthread", "timeout": 120}
        super().__init__()

    def load_config(self) -> None:
        """Ours, and nothing from the environment or a file."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)
        self.cfg.set("accesslog", None)  # an address of a page may name a customer
        self.cfg.set("loglevel", "warning")
        self.cfg.set("when_ready", self._listens)

    def load(self) -> Any:
        """Django's application."""
        discreet()
        return get_wsgi_application()

    def _listens(self, arbiter: Any) -> None:
        host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
        self._ready(f"{host}:{port}")
