"""Zalo bots: which there are, how many people are on each, and which of them is for whom.

A bot serves 50 people, whoever they are; so the people of each emulation group are invited to one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Field, Session, col, func, select

from models.assignments import Assignment, in_force
from models.base import Table
from models.channels import STOPPED, out_of_use, stopped
from models.groups import Group, group_ids_by_unit, groups_in_force, groups_of
from models.people import Account
from models.remembered import Remembered
from models.units import Unit

TITLE = "zalo-title:"  # begins the names under which it is remembered what bots are called
ZALO = "zalo-"  # begins the names of their channels
PEOPLE = 50  # whom a bot serves; Zalo gives the next one no service


class GroupBot(Table, table=True):
    """Which bot the people of an emulation group are invited to, by the name of its channel."""

    group_id: int = Field(primary_key=True, foreign_key="unit_group.id")
    channel: str


@dataclass(frozen=True)
class Bot:
    """A bot by its channel; its title is what people look for, empty while Zalo has not told."""

    channel: str
    title: str = ""
    people: int = 0

    @property
    def full(self) -> bool:
        """Whether nobody more is served."""
        return self.people >= PEOPLE


@dataclass(frozen=True)
class Host:
    """The bot somebody is invited to, if one has room; `full` is their group's, if that has not."""

    bot: Bot | None = None
    full: Bot | None = None
    all_full: bool = False


@dataclass(frozen=True)
class GroupState:
    """A group with its bot's channel, if any, its people, and how many of them are on which bot."""

    group: Group
    channel: str
    units: int
    people: frozenset[int]
    on: Mapping[str, int]


def bots(session: Session) -> Sequence[Bot]:
    """Return every bot that is known or has people, in the order of their channels."""
    query = select(Account.channel, func.count()).group_by(Account.channel)
    people = {name: count for name, count in session.exec(query) if name.startswith(ZALO)}
    titles = select(Remembered).where(col(Remembered.name).startswith(TITLE))
    known = {row.name.removeprefix(TITLE): row.value for row in session.exec(titles) if row.value}
    names = sorted({*people, *known})
    return [Bot(name, known.get(name, ""), people.get(name, 0)) for name in names]


def forget_others(session: Session, channels: Sequence[str]) -> None:
    """Forget how bots are called, and stand, that this installation has no more."""
    for begins in (TITLE, STOPPED):
        for row in session.exec(select(Remembered).where(col(Remembered.name).startswith(begins))):
            if row.name.removeprefix(begins) not in channels:
                session.delete(row)


def host_for(session: Session, unit: Unit | None, today: date) -> Host:
    """Return which bot the people of a unit are invited to; for no unit, that with most room.

    The group's own goes first: that of the unit, or of the nearest one above it. A bot that is out
    of use is left out; one that can send nothing now comes after the others.
    """
    out, stops = out_of_use(session), stopped(session)
    known = [bot for bot in bots(session) if bot.title and bot.channel not in out]
    if not known:
        return Host()
    channel = _channel_of(session, unit, today) if unit else ""
    own = next((bot for bot in known if bot.channel == channel), None)
    if own and not own.full and own.channel not in stops:
        return Host(own)
    best = min(known, key=lambda bot: (bot.full, bot.channel in stops, bot.people))
    return Host(None if best.full else best, own if own and own.full else None, best.full)


def _channel_of(session: Session, unit: Unit, today: date) -> str:
    tied = channels_of_groups(session)
    seen: set[int] = set()
    above: Unit | None = unit
    while tied and above and above.id not in seen:
        seen.add(above.id)
        groups = groups_of(session, above, today)
        if found := next((tied[group.id] for group in groups if group.id in tied), ""):
            return found
        above = session.get(Unit, above.parent_id) if above.parent_id else None
    return ""


def channels_of_groups(session: Session) -> dict[int, str]:
    """Return the bot's channel of each group that has one, by the group's id."""
    return {row.group_id: row.channel for row in session.exec(select(GroupBot))}


def group_states(session: Session, today: date) -> Sequence[GroupState]:
    """Return how the groups of a day stand with the bots.

    People belong to the groups of the units they serve, or of the nearest unit above that has any.
    """
    tied, people = channels_of_groups(session), _people_of_groups(session, today)
    units = Counter(each for ids in group_ids_by_unit(session, today).values() for each in ids)
    on: dict[int, set[str]] = {}
    accounts = select(Account.contact_id, Account.channel)
    for contact_id, channel in session.exec(accounts.where(col(Account.channel).startswith(ZALO))):
        on.setdefault(contact_id, set()).add(channel)
    return [
        GroupState(
            group,
            tied.get(group.id, ""),
            units[group.id],
            frozenset(found := people.get(group.id, set())),
            Counter(channel for each in found for channel in on.get(each, ())),
        )
        for group in groups_in_force(session, today)
    ]


def _people_of_groups(session: Session, today: date) -> dict[int, set[int]]:
    parents = dict(session.exec(select(Unit.id, Unit.parent_id)).all())
    groups = group_ids_by_unit(session, today)
    found: dict[int, set[int]] = {}
    served = select(Assignment.unit_id, Assignment.contact_id).where(in_force(today))
    for unit_id, contact_id in session.exec(served):
        above: int | None = unit_id
        seen: set[int] = set()
        while above is not None and above not in groups and above not in seen:
            seen.add(above)
            above = parents.get(above)
        for group_id in groups.get(above or 0, ()):
            found.setdefault(group_id, set()).add(contact_id)
    return found


def overfull(states: Sequence[GroupState]) -> dict[str, int]:
    """Return of each bot whose groups have more people than it serves how many they have."""
    people: dict[str, set[int]] = {}
    for state in states:
        if state.channel:
            people.setdefault(state.channel, set()).update(state.people)
    return {name: len(found) for name, found in people.items() if len(found) > PEOPLE}


def tie(session: Session, group: Group, channel: str) -> None:
    """Let the people of a group be invited to a bot from now on, or to none in particular."""
    row = session.get(GroupBot, group.id)
    if row and not channel:
        session.delete(row)
    elif channel:
        session.merge(GroupBot(group_id=group.id, channel=channel))
