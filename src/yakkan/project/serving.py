"""The pages as a WSGI application, served by gunicorn."""

from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication


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
        return get_wsgi_application()

    def _listens(self, arbiter: Any) -> None:
        host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
        self._ready(f"{host}:{port}")
