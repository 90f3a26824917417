"""Who may see the page: only a browser on this machine that was sent here by the page itself."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from tornado.web import HTTPError, RequestHandler, StaticFileHandler

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
FOLDER = Path(__file__).parent / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def at_home(host: str, origin: str | None) -> bool:
    """Tell whether a request names this machine and comes from its own page."""
    if urlsplit(f"//{host}").hostname not in LOOPBACK:
        return False
    return origin is None or urlsplit(origin).netloc == host


class Guarded(RequestHandler):
    """What everything around the page has in common."""

    def prepare(self) -> None:
        """Turn strangers away."""
        headers = self.request.headers
        if not at_home(headers.get("Host", ""), headers.get("Origin")):
            raise HTTPError(403)
        self.set_header("Content-Security-Policy", POLICY.format(host=headers["Host"]))

    def set_default_headers(self) -> None:
        """Keep answers out of caches and browsers from guessing."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")


class Missing(Guarded):
    """Answers for every address that is not there."""

    def prepare(self) -> None:
        """Turn strangers away, and the others too."""
        super().prepare()
        raise HTTPError(404)


class Static(Guarded, StaticFileHandler):
    """The files of the page."""
