"""Reminders (nhắc): who was reminded of what, and of which rung of its ladder."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.ladders import Rung, beside
from models.people import Account, Contact
from models.registers import Outgoing

MOST = 1000  # reminders that one message may stand for


class Reminder(Table, table=True):
    """One person's reminder of one rung of what a unit owes; the key keeps it single.

    `owed` is the name of what is owed, `milestone` the deadline's code, `due_on` the rung's day;
    `unit_id` is None where it is for staff. `sent_as` is what the message is settled by: several
    reminders may stand in one.
    """

    __table_args__ = (
        sa.UniqueConstraint("owed", "last_day", "rung", "contact_id"),
        sa.Index("ix_reminder_told", "contact_id", "last_day", "rung"),
        sa.Index("ix_reminder_contact", "contact_id", "created_at"),
    )

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    milestone: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    due_on: date
    owed: str = Field(default="", sa_column_kwargs={"server_default": ""})
    last_day: date | None = None
    rung: str = Field(default="", sa_column_kwargs={"server_default": ""})
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    sent_as: str = Field(default="", sa_column_kwargs={"server_default": ""}, index=True)
    created_at: datetime


class Proof(NamedTuple):
    """That somebody was reminded: the row's id, of which rung, and what it was sent as."""

    id: int
    rung: str
    sent_as: str


def reminders_of(
    session: Session, campaign_id: int, last_day: date, rung: Rung, people: Collection[int]
) -> dict[tuple[str, int | None], list[Proof]]:
    """Return how some people were reminded of a rung of what ends on a day, by what is owed.

    So is who was reminded on the rung's day or later, by another rung.
    """
    query = sa.select(
        col(Reminder.owed),
        col(Reminder.contact_id),
        col(Reminder.id),
        col(Reminder.rung),
        col(Reminder.sent_as),
    ).where(
        col(Reminder.contact_id).in_(people),
        col(Reminder.last_day) == last_day,
        col(Reminder.rung).in_(beside(rung)),
        col(Reminder.campaign_id) == campaign_id,
        sa.or_(col(Reminder.rung) == rung.name, col(Reminder.due_on) >= rung.day),
    )
    found: dict[tuple[str, int | None], list[Proof]] = {}
    for row in session.connection().execute(query):
        found.setdefault((row.owed, row.contact_id), []).append(
            Proof(row.id, row.rung, row.sent_as)
        )
    return found


def newest_reminders(session: Session, contact_id: int) -> list[Reminder]:
    """Return a person's reminders of the newest day on which any was sent, or is about to be."""
    query = select(Reminder).where(Reminder.contact_id == contact_id)
    rows = session.exec(query.order_by(col(Reminder.created_at).desc()).limit(MOST)).all()
    sent = _sent(session, contact_id, {row.sent_as for row in rows})
    told = [row for row in rows if row.sent_as in sent and row.created_at <= sent[row.sent_as]]
    return [row for row in told if row.created_at.date() == told[0].created_at.date()]


def _sent(session: Session, contact_id: int, names: Collection[str]) -> dict[str, datetime]:
    """Return when messages to a person were last owed that were not taken back, by their names."""
    query = (
        select(Outgoing.settled_by, sa.func.max(Outgoing.created_at))
        .join(
            Account,
            sa.and_(
                col(Account.channel) == Outgoing.channel, col(Account.address) == Outgoing.address
            ),
        )
        .where(
            Account.contact_id == contact_id,
            col(Outgoing.settled_by).in_(names),
            col(Outgoing.outcome).is_distinct_from("settled"),
        )
        .group_by(col(Outgoing.settled_by))
    )
    return {name: moment for name, moment in session.exec(query) if name}


def others_reminded(session: Session, rows: Sequence[Reminder]) -> list[str]:
    """Return the posts of who else was reminded of the same, on the day of some reminders."""
    day = datetime.combine(rows[0].created_at.date(), time(), UTC)
    query = (
        select(Contact.name)
        .join(Reminder, col(Reminder.contact_id) == Contact.id)
        .where(
            Reminder.owed == rows[0].owed,
            Reminder.contact_id != rows[0].contact_id,
            Reminder.created_at >= day,
            Reminder.created_at < day + timedelta(days=1),
        )
        .distinct()
    )
    return sorted(session.exec(query))


def told_days(session: Session, owed: Collection[str]) -> dict[str, list[date]]:
    """Return on which days anybody was reminded of some obligations, by their names."""
    query = select(Reminder.owed, Reminder.created_at).where(col(Reminder.owed).in_(owed))
    found: dict[str, set[date]] = {}
    for name, moment in session.exec(query):
        found.setdefault(name, set()).add(moment.date())
    return {name: sorted(days) for name, days in found.items()}


def withdrawn(session: Session, names: Collection[str]) -> set[str]:
    """Return those of some messages, by what they are settled by, that were taken back unsent.

    One that has gone out on any of a person's channels was told.
    """
    query = select(Outgoing.settled_by, Outgoing.outcome).where(col(Outgoing.settled_by).in_(names))
    found = set(session.exec(query).all())
    kept = {name for name, outcome in found if outcome != "settled"}
    return {name for name, _ in found if name} - kept


def settled_by(session: Session, owed: str) -> list[str]:
    """Return what the messages are settled by that may remind of an obligation."""
    query = select(Reminder.sent_as).where(Reminder.owed == owed).distinct()
    return sorted({owed, *session.exec(query)})


def unsent_about(session: Session, campaign_id: int, code: str) -> list[str]:
    """Return what the messages are settled by that speak of a deadline and are not sent yet."""
    query = (
        select(Reminder.sent_as)
        .join(Outgoing, col(Outgoing.settled_by) == Reminder.sent_as)
        .where(
            Reminder.campaign_id == campaign_id,
            Reminder.milestone == code,
            col(Outgoing.done_at).is_(None),
        )
        .distinct()
    )
    return sorted(session.exec(query))
