"""The two registers: what came in (sổ công văn đến) and what goes out (sổ công văn đi).

Rules: a row is committed before its update is confirmed to the channel, and before its message is
sent; a row is never deleted; what must happen once has a key that says what it means.
"""

from datetime import datetime
from enum import IntEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Table


class Urgency(IntEnum):
    """Who goes first when messages wait to be sent."""

    REPLY = 0
    REMINDER = 1
    BROADCAST = 2


class Incoming(Table, table=True):
    """Something a person said, in any channel's clothes taken off.

    `kind` is that of its arrival; `data` holds what the kind needs: the tapped
    button, the file's reference. A file that could not be kept is `unkept`, and `data` says `why`.
    `seen_id` is the question that stood on the person's screen.
    """

    __table_args__ = (
        sa.UniqueConstraint("channel", "external_id"),
        sa.Index(
            "ix_incoming_waiting",
            "id",
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        ),
        sa.Index("ix_incoming_address", "channel", "address", "received_at"),
        sa.Index(
            "ix_incoming_files",
            "channel",
            "address",
            "id",
            sqlite_where=sa.text("handled_at IS NULL AND kind = 'file'"),
            postgresql_where=sa.text("handled_at IS NULL AND kind = 'file'"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    address: str
    kind: str
    text: str = ""
    data: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    received_at: datetime
    seen_id: int | None = None
    handled_at: datetime | None = None
    error: str | None = None


class Outgoing(Table, table=True):
    """A message owed to an address.

    `message` is what `messages.Message.to_json` gives. `prompt` names the question it asks
    (`draft`, `key`, `free`) or is empty where it ends one; None leaves the person's question be.
    `settled_by` names what would make it needless; `unit_id` is the unit that it is about, where
    its reader may serve several.
    """

    __table_args__ = (
        sa.Index(
            "ix_outgoing_waiting",
            "urgency",
            "id",
            sqlite_where=sa.text("done_at IS NULL AND claimed_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND claimed_at IS NULL"),
        ),
        sa.Index(
            "ix_outgoing_notice",
            "channel",
            "address",
            "id",
            sqlite_where=sa.text("prompt IS NULL"),
            postgresql_where=sa.text("prompt IS NULL"),
        ),
        sa.Index(
            "ix_outgoing_prompt",
            "channel",
            "address",
            "id",
            sqlite_where=sa.text("prompt IS NOT NULL"),
            postgresql_where=sa.text("prompt IS NOT NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    channel: str
    address: str
    urgency: int = Urgency.REPLY
    kind: str = "message"  # message, edit or menu
    message: dict[str, Any] = Field(sa_type=sa.JSON)
    prompt: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    edits_id: int | None = Field(default=None, foreign_key="outgoing.id")
    announcement_id: int | None = Field(default=None, foreign_key="announcement.id", index=True)
    settled_by: str | None = Field(default=None, index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    created_at: datetime
    claimed_at: datetime | None = None
    done_at: datetime | None = None
    external_id: str | None = None
    outcome: str | None = None  # sent, blocked, gone, refused or settled
