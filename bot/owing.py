"""Writing down what is owed: rows of the outgoing register, in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.talk import Notice, Post
from messages import MANNER, Message, render
from models.assignments import Assignment, in_force
from models.channels import unused
from models.people import Account, last_seen
from models.registers import Incoming, Outgoing, Urgency
from models.units import Unit
from models.units.search import labels

EDITLESS = "zalo"  # begins the names of channels on which nothing that was sent can be changed


def owe(
    session: Session,
    to: Incoming,
    message: Message,
    now: datetime,
    prompt: Mapping[str, Any] | None = None,
    unit_id: int | None = None,
) -> Outgoing:
    """Owe a reply to whoever an incoming row is from; `prompt` and `unit_id` as in Outgoing."""
    reply = Outgoing(
        channel=to.channel,
        address=to.address,
        message=message.to_json(),
        prompt=None if prompt is None else dict(prompt),
        unit_id=unit_id,
        created_at=now,
    )
    session.add(reply)
    return reply


def owe_edit(
    session: Session, original: Outgoing, message: Message, now: datetime, *, last: bool
) -> None:
    """Owe a new text for a message that was sent; an edit still waiting is overtaken.

    Zalo edits nothing: there only the last one is told, in a message of its own.
    """
    edits = not original.channel.startswith(EDITLESS)
    if not edits and not last:
        return
    earlier = sa.and_(
        col(Outgoing.edits_id) == original.id,
        col(Outgoing.done_at).is_(None),
        col(Outgoing.claimed_at).is_(None),
    )
    session.exec(sa.update(Outgoing).where(earlier).values(done_at=now, outcome="settled"))
    session.add(
        Outgoing(
            channel=original.channel,
            address=original.address,
            urgency=Urgency.REMINDER,  # within the pace of what it tells about, yet ahead of it
            kind="edit" if edits else "message",
            edits_id=original.id if edits else None,
            message=message.to_json(),
            created_at=now,
        )
    )


def owe_many(
    session: Session,
    contact_ids: Collection[int],
    message: Message,
    now: datetime,
    unit_id: int | None = None,
    **row: object,
) -> int:
    """Owe a message to some people, each where they were last seen; return to how many.

    Who serves several units reads above it for which one it is, where it is for one.
    """
    today = now.astimezone(MANNER.timezone).date()
    several = sa.literal(value=False) if unit_id is None else _serves_several(today)
    account = (col(Account.contact_id), col(Account.channel), col(Account.address))
    query = sa.select(*account, several).where(
        col(Account.contact_id).in_(contact_ids), col(Account.unreachable_since).is_(None)
    )
    connection = session.connection()
    accounts = connection.execute(query.order_by(col(Account.id))).all()
    found: Sequence[Sequence[Any]] = accounts
    if len({contact_id for contact_id, *_ in accounts}) < len(accounts):
        found = last_seen(session, accounts, unused(session))
    headed = message
    if unit_id is not None and any(several for *_, several in found):
        [label] = labels(session, [session.get_one(Unit, unit_id)])
        headed = message.after(render("units/for", label=label))
    said = {False: message.to_json(), True: headed.to_json()}
    common = {"created_at": now, "unit_id": unit_id} | row
    rows = [
        {"channel": channel, "address": address, "message": said[bool(several)]} | common
        for _, channel, address, several in found
    ]
    if rows:
        connection.execute(sa.insert(Outgoing), rows)
    return len(rows)


def _serves_several(today: date) -> sa.ColumnElement[bool]:
    units = sa.select(sa.func.count()).where(
        col(Assignment.contact_id) == Account.contact_id, in_force(today)
    )
    return units.scalar_subquery() > 1


def owe_notice(session: Session, notice: Notice, now: datetime) -> None:
    """Owe a notice to its people; what proves that it was given is kept with it."""
    session.add_all(notice.save)
    message = render(notice.template, **notice.about)
    owe_many(
        session,
        notice.contact_ids,
        message,
        now,
        urgency=Urgency.REMINDER,
        settled_by=notice.settled_by,
        unit_id=notice.unit_id,
    )


def owe_post(session: Session, post: Post, progress: Outgoing | None, now: datetime) -> None:
    """Owe an announcement to its audience; the reply to its author shows how far it is."""
    message = replace(render(post.template, **post.about), file=post.file)
    announcement: Any = post.announcement
    session.add(announcement)
    session.flush()
    announcement.progress_id = progress.id if progress else None
    owe_many(
        session,
        post.contact_ids,
        message,
        now,
        urgency=Urgency.BROADCAST,
        announcement_id=announcement.id,
    )


def settle(session: Session, names: Collection[str], now: datetime) -> None:
    """Take back the unsent messages about what has just been completed."""
    if names:
        session.connection().execute(_SETTLE, {"names": list(names), "now": now})


_SETTLE = (
    sa.update(Outgoing)
    .where(
        col(Outgoing.settled_by).in_(sa.bindparam("names", expanding=True)),
        col(Outgoing.done_at).is_(None),
        col(Outgoing.claimed_at).is_(None),
    )
    .values(done_at=sa.bindparam("now"), outcome="settled")
)
