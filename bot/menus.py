"""Command menus: every account has the one of its role, kept right when commands change."""

import json
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.drafting import Front
from messages import wording
from models.people import Account, Contact, Role
from models.registers import Incoming, Outgoing, Urgency
from models.remembered import recall, remember

KEPT = "menus"  # the name under which the menus that were last told are remembered


def owe_menu(
    session: Session, to: Incoming | Account, role: Role, front: Front, now: datetime
) -> None:
    """Owe an address the command menu of a role."""
    session.add(
        Outgoing(
            channel=to.channel,
            address=to.address,
            urgency=Urgency.BROADCAST,
            kind="menu",
            message={"commands": _menu(front, role)},
            created_at=now,
        )
    )


def owe_new_menus(session: Session, rows: Iterable[object], front: Front, now: datetime) -> None:
    """Owe a new menu to whoever among some rows has got another role."""
    for person in rows:
        if isinstance(person, Contact) and sa.inspect(person).attrs.role.history.deleted:
            theirs = select(Account).where(Account.contact_id == person.id)
            for account in session.exec(theirs):
                owe_menu(session, account, person.role, front, now)


def refresh_menus(session: Session, front: Front) -> None:
    """Owe everybody a new menu, if the commands or their wording have changed."""
    told = json.dumps({role: _menu(front, role) for role in Role}, ensure_ascii=False)
    if recall(session, KEPT) == told:
        return
    remember(session, KEPT, told)
    people = select(Account, Contact).join(Contact, col(Contact.id) == Account.contact_id)
    for account, contact in session.exec(people.where(col(Account.unreachable_since).is_(None))):
        owe_menu(session, account, contact.role, front, front.clock.now())


def _menu(front: Front, role: Role) -> list[list[str]]:
    return [[name, wording(f"menu/{name}")] for name in front.allowed(role)]
