"""Who is at the door: a group, a stranger, or somebody known, whose turn it is then."""

from sqlmodel import Session

from bot.drafting import Front
from bot.menus import owe_menu
from bot.owing import owe
from bot.turn import Turn
from messages import render
from models.people import Account, account_at
from models.registers import Incoming


def take_turn(session: Session, row: Incoming, front: Front) -> None:
    """Deal with one incoming row: its answers, finished rows and replies join the transaction."""
    if row.kind == "group":
        owe(session, row, render("talk/group"), front.clock.now())
        return
    known = account_at(session, row.channel, row.address)
    if known is None:
        _receive_stranger(session, row, front)
        return
    account, contact = known
    _note_reachable(account, row)
    if row.kind not in ("reachable", "unreachable"):
        Turn(session, row, front, contact).take()


def apologise(session: Session, row: Incoming, front: Front) -> None:
    """Tell the person that something went wrong here and that nothing was lost."""
    owe(session, row, render("talk/failed"), front.clock.now())


def _receive_stranger(session: Session, row: Incoming, front: Front) -> None:
    done, contact = front.reception(session, row, front.clock.now(), front.clock.today())
    if done is None:
        return
    session.add_all(done.save)
    now = front.clock.now()
    unit_id = contact.unit_id if contact else None
    owe(session, row, render(done.template, **done.about), now, prompt={}, unit_id=unit_id)
    if contact is not None:
        owe_menu(session, row, contact.role, front, now)


def _note_reachable(account: Account, row: Incoming) -> None:
    if row.kind == "unreachable":
        account.unreachable_since = account.unreachable_since or row.received_at
    elif account.unreachable_since is not None:
        account.unreachable_since = None
