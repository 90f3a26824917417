"""Links (đường dẫn): one-time addresses of files, for channels that carry none."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Field, Session, col, select

from models.base import Table

LIFE = timedelta(hours=1)
CODE_BYTES = 16  # nobody guesses as many; as hex, for chats cut an address at other signs


class Link(Table, table=True):
    """An address that hands out a document, or takes one for somebody's open question.

    Only the hash of its code is kept. One that takes has no document, but names the `channel` and
    `address` of the person. It is used once, but for a `picture`, which platforms fetch themselves.
    """

    id: int = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    document_id: int | None = Field(default=None, foreign_key="document.id")
    channel: str = ""
    address: str = ""
    picture: bool = False
    expires_at: datetime
    used_at: datetime | None = None


def new_link(session: Session, now: datetime, **about: Any) -> str:  # noqa: ANN401
    """Write a link down; return its code, which is known only now."""
    code = secrets.token_hex(CODE_BYTES)
    session.add(Link(code_hash=_hash(code), expires_at=now + LIFE, **about))
    return code


def valid_link(session: Session, code: str, now: datetime) -> Link | None:
    """Return the link of a code, unless it has been used or its time is over."""
    query = select(Link).where(Link.code_hash == _hash(code), col(Link.expires_at) > now)
    found = session.exec(query).first()
    return found if found and found.used_at is None else None


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
