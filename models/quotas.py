"""Quotas (hạn mức): how much of what a platform allows in a month has been used.

Zalo's free bot serves 50 people and sends 3,000 messages a month; nothing says how much is left, so
it is counted here, from the register of what went out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session, col, func, select

from models.bots import PEOPLE, bots
from models.channels import stopped, stuck
from models.registers import Outgoing

MONTHLY = 3000
PART = 1900  # characters of a long message that goes out in parts, each counted by Zalo

_USING = (  # rows that used some of it; of the others nothing reached Zalo
    col(Outgoing.kind) == "message",
    col(Outgoing.outcome).in_(("sent", "unsure")),
)
_MESSAGES = func.sum(1 + func.length(col(Outgoing.message)["text"].as_string()) // PART)


@dataclass(frozen=True)
class Usage:
    """What one bot has used: messages of this month, and people; `waiting` are stuck messages.

    Where Zalo takes nothing more, `stopped` is when the next message tries.
    """

    channel: str
    sent: int
    people: int
    waiting: int
    title: str = ""
    stopped: datetime | None = None
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
    found = bots(session)
    if not found:
        return []
    first = datetime(today.year, today.month, 1, tzinfo=UTC)
    query = (
        select(Outgoing.channel, _MESSAGES)
        .where(col(Outgoing.done_at) >= first, *_USING)
        .group_by(Outgoing.channel)
    )
    sent, waiting = dict(session.exec(query).all()), stuck(session, now)
    stops = stopped(session)
    return [
        Usage(
            bot.channel,
            sent.get(bot.channel, 0),
            bot.people,
            waiting.get(bot.channel, 0),
            bot.title,
            stops.get(bot.channel),
        )
        for bot in found
    ]


def sent_since(session: Session, moment: datetime, channel: str) -> int:
    """Count the messages of a channel that used some of its quota."""
    query = select(_MESSAGES).where(
        Outgoing.channel == channel, col(Outgoing.done_at) >= moment, *_USING
    )
    return session.exec(query).one() or 0
