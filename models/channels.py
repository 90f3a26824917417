"""Channels (kênh) as people use them: who is on which, and which is out of use for now."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from models.people import Account
from models.registers import Outgoing, Urgency
from models.remembered import Remembered, remember

STOPPED = "stopped:"  # begins the names under which it is remembered until when nothing is sent
OUT = "out-of-use:"  # begins the names under which it is remembered
STUCK = timedelta(minutes=15)  # having waited for longer, a message has a channel that fails


@dataclass(frozen=True)
class ChannelState:
    """A channel: people on it, those of them who have another one, and messages that are stuck."""

    name: str
    people: int
    elsewhere: int
    waiting: int
    out: bool
    stopped: bool = False


def channel_states(session: Session, now: datetime) -> Mapping[str, ChannelState]:
    """Return how every channel stands that anybody is on."""
    on: dict[str, set[int]] = defaultdict(set)
    for channel, contact_id in session.exec(select(Account.channel, Account.contact_id)):
        on[channel].add(contact_id)
    number = Counter(contact_id for people in on.values() for contact_id in people)
    waiting, out, stops = stuck(session, now), out_of_use(session), stopped(session)
    return {
        name: ChannelState(
            name,
            len(people),
            sum(number[contact_id] > 1 for contact_id in people),
            waiting.get(name, 0),
            name in out,
            name in stops,
        )
        for name, people in sorted(on.items())
    }


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
    return dict(session.exec(query).all())


def waiting_on(session: Session, channel: str) -> int:
    """Count what waits to be sent on a channel."""
    waits = select(func.count()).where(Outgoing.channel == channel, col(Outgoing.done_at).is_(None))
    return session.exec(waits).one()


def out_of_use(session: Session) -> set[str]:
    """Return the channels that people are told nothing on while they have another one."""
    query = select(Remembered.name).where(
        col(Remembered.name).startswith(OUT), Remembered.value == "yes"
    )
    return {name.removeprefix(OUT) for name in session.exec(query)}


def note_stop(session: Session, channel: str, until: datetime | None) -> None:
    """Remember until when a channel's platform takes nothing more, or that it does again."""
    remember(session, f"{STOPPED}{channel}", until.isoformat() if until else "")


def stopped(session: Session) -> dict[str, datetime]:
    """Return the channels whose platforms take nothing more, and when the next message tries."""
    query = select(Remembered).where(
        col(Remembered.name).startswith(STOPPED), col(Remembered.value) != ""
    )
    found = session.exec(query).all()
    return {row.name.removeprefix(STOPPED): datetime.fromisoformat(row.value) for row in found}


def unused(session: Session) -> set[str]:
    """Return the channels on which nobody is told of anything who can be told on another one."""
    return out_of_use(session) | stopped(session).keys()


def move_away(session: Session, channel: str) -> int:
    """Tell people on their other channels from now on; return how many messages went over."""
    remember(session, f"{OUT}{channel}", "yes")
    moved = 0
    for contact_id, address in _addresses(session, channel):
        other = select(Account).where(
            Account.contact_id == contact_id,
            Account.channel != channel,
            col(Account.unreachable_since).is_(None),
        )
        found = session.exec(other.order_by(col(Account.id).desc())).first()
        if found is None:
            continue
        waiting = sa.update(Outgoing).where(
            col(Outgoing.channel) == channel,
            col(Outgoing.address) == address,
            col(Outgoing.done_at).is_(None),
            col(Outgoing.claimed_at).is_(None),
            col(Outgoing.kind) == "message",
        )
        values = {"channel": found.channel, "address": found.address}
        moved += session.connection().execute(waiting.values(values)).rowcount
    return moved


def move_back(session: Session, channel: str) -> None:
    """Tell people again where they were last seen."""
    remember(session, f"{OUT}{channel}", "")


def _addresses(session: Session, channel: str) -> list[tuple[int, str]]:
    query = select(Account.contact_id, Account.address).where(Account.channel == channel)
    return [(contact_id, address) for contact_id, address in session.exec(query)]
