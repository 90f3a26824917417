"""Reading ahead: what a batch of rows is about to need, in a few queries instead of several a row.

Nothing depends on it: what was not read ahead is asked for where it is needed.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.saying import shown_id
from models.drafts import load_drafts
from models.people import load_people
from models.registers import Incoming, Outgoing

_SHOWN = select(Outgoing).where(col(Outgoing.id).in_(sa.bindparam("ids", expanding=True)))


def read_ahead(session: Session, rows: Sequence[Incoming]) -> list[object]:
    """Load people, the messages they answer, and their drafts; a session forgets what nobody holds.

    So the caller holds what is returned while it deals with the rows.
    """
    people = load_people(session, {row.address for row in rows})
    wanted = {shown_id(row) or 0 for row in rows}
    shown = session.exec(_SHOWN, params={"ids": list(wanted)}).all()
    drafts = load_drafts(session, {(message.prompt or {}).get("draft", 0) for message in shown})
    return [*people, *shown, *drafts]
