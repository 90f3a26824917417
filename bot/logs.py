"""Logging, in which no secret is ever seen."""

import logging
import sys
from collections.abc import Sequence
from urllib.parse import quote


class Redacting(logging.Formatter):
    """Blots out secrets in the finished line, tracebacks and all."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [form for secret in secrets for form in (secret, quote(secret, safe=""))]

    def format(self, record: logging.LogRecord) -> str:
        """Write a record without the secrets."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return line


def start_logging(level: str, secrets: Sequence[str]) -> None:
    """Log to stderr; libraries that tell of every request or job are asked to be quiet."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("apscheduler", "alembic", "httpx", "tornado.access", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
