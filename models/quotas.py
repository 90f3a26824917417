"""Quotas (hạn mức): how much of what a platform allows in a month has been used.

Zalo's free bot serves 50 people and sends 3,000 messages a month; nothing says how much is left, so
it is counted here, from the register of what went out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Field, Session, col, func, select

from models.base import Table
from models.people import Account
from models.registers import Outgoing, Urgency
from models.remembered import Remembered

TITLE = "zalo-title:"  # begins the names under which it is remembered what bots are called
ZALO = "zalo-"  # begins the names of channels that have a quota
MONTHLY, PEOPLE = 3000, 50
COUNTED = ("sent", "unsure")  # outcomes of messages that used some of it
STUCK = timedelta(minutes=15)  # having waited for longer, a message has a channel that fails


class GroupBot(Table, table=True):
    """Which bot the people of an emulation group are invited to, by the name of its channel."""

    group_id: int = Field(primary_key=True, foreign_key="unit_group.id")
    channel: str


@dataclass(frozen=True)
class Usage:
    """What one bot has used: messages of this month, and people; `waiting` are stuck messages."""

    channel: str
    sent: int
    people: int
    waiting: int
    monthly: int = MONTHLY
    most_people: int = PEOPLE

    @property
    def percent(self) -> int:
        """How much of the month's messages is used, in percent."""
        return self.sent * 100 // self.monthly


def usages(session: Session, now: datetime, today: date) -> Sequence[Usage]:
    """Return what each bot with a quota has used of this month's, in the order of their names.

    Nobody says in which time zone Zalo's months begin; here it is UTC.
    """
    people = _count(session, select(Account.channel, func.count()).group_by(Account.channel))
    first = datetime(today.year, today.month, 1, tzinfo=UTC)
    base = select(Outgoing.channel, func.count()).group_by(Outgoing.channel)
    sent = _count(
        session, base.where(col(Outgoing.done_at) >= first, col(Outgoing.outcome).in_(COUNTED))
    )
    waiting = stuck(session, now)
    return [
        Usage(name, sent.get(name, 0), people[name], waiting.get(name, 0))
        for name in sorted(people)
        if name.startswith(ZALO)
    ]


def bot_with_room(session: Session) -> str:
    """Return what the Zalo bot with the fewest people is called; empty where all are full."""
    query = select(Account.channel, func.count()).group_by(Account.channel)
    people = _count(session, query)
    titles = select(Remembered).where(col(Remembered.name).startswith(TITLE))
    known = {row.name.removeprefix(TITLE): row.value for row in session.exec(titles) if row.value}
    free = sorted((people.get(channel, 0), channel) for channel in known)
    return known[free[0][1]] if free and free[0][0] < PEOPLE else ""


def stuck(session: Session, now: datetime) -> dict[str, int]:
    """Count what has waited too long for its channel, by channel; announcements may take longer."""
    query = (
        select(Outgoing.channel, func.count())
        .where(
            col(Outgoing.done_at).is_(None),
            col(Outgoing.created_at) < now - STUCK,
            col(Outgoing.urgency) < Urgency.BROADCAST,
        )
        .group_by(Outgoing.channel)
    )
    return _count(session, query)


def sent_since(session: Session, moment: datetime, channel: str) -> int:
    """Count the messages of a channel that used some of its quota."""
    query = select(func.count()).where(
        Outgoing.channel == channel,
        col(Outgoing.done_at) >= moment,
        col(Outgoing.outcome).in_(COUNTED),
    )
    return session.exec(query).one()


def _count(session: Session, query: Any) -> dict[str, int]:  # noqa: ANN401
    return dict(session.exec(query).all())
