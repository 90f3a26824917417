"""All units, groups and contacts as the rows of a file, to be exported."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.assignments import Assignment, in_force
from models.groups import Group, Membership
from models.people import Contact, Role
from models.units import Unit
from models.units.rows import ChangeRow, ContactRow, GroupRow, MemberRow, UnitRow, UnitsFile
from models.units.succession import Succession

Codes = Mapping[int | None, str]


def dump(session: Session, today: date | None = None) -> UnitsFile:
    """Return all that a file can hold; read back, it changes nothing.

    Of people whose assignments have ended by `today` nothing is told; without a day, of everybody.
    """
    units = session.exec(select(Unit).order_by(col(Unit.id))).all()
    codes: Codes = {unit.id: unit.code for unit in units}
    changes = _changes(session, codes)
    return UnitsFile(
        units=tuple(
            UnitRow(
                code=unit.code,
                kind=unit.kind,
                name=unit.name,
                parent=codes.get(unit.parent_id),
                valid_from=unit.valid_from,
                valid_to=unit.valid_to,
                aliases=tuple(unit.aliases),
                changes=tuple(changes.get(unit.id, ())),
            )
            for unit in units
        ),
        groups=_groups(session, codes),
        contacts=_contacts(session, codes, today),
    )


def _changes(session: Session, codes: Codes) -> dict[int, list[ChangeRow]]:
    found: dict[int, list[ChangeRow]] = {}
    for each in session.exec(select(Succession).order_by(col(Succession.id))):
        row = ChangeRow(codes.get(each.successor_id), each.kind, each.on)
        found.setdefault(each.predecessor_id, []).append(row)
    return found


def _groups(session: Session, codes: Codes) -> tuple[GroupRow, ...]:
    members: dict[int, list[MemberRow]] = {}
    for each in session.exec(select(Membership).order_by(col(Membership.id))):
        row = MemberRow(codes[each.unit_id], each.role, each.valid_from, each.valid_to)
        members.setdefault(each.group_id, []).append(row)
    return tuple(
        GroupRow(
            code=group.code,
            kind=group.kind,
            name=group.name,
            scope=codes.get(group.scope_id),
            valid_from=group.valid_from,
            valid_to=group.valid_to,
            members=tuple(members.get(group.id, ())),
        )
        for group in session.exec(select(Group).order_by(col(Group.id)))
    )


def _contacts(session: Session, codes: Codes, today: date | None) -> tuple[ContactRow, ...]:
    """Return the contacts; of several with one post in a unit, the first, as import finds it."""
    query = (
        select(Contact, Assignment.unit_id)
        .outerjoin(Assignment, col(Assignment.contact_id) == Contact.id)
        .order_by(col(Contact.id), col(Assignment.id))
    )
    if today is not None:
        query = query.where(sa.or_(col(Assignment.id).is_(None), in_force(today)))
    rows: dict[tuple[int | None, str], ContactRow] = {}
    for each, unit_id in session.exec(query):
        belongs = unit_id is not None or each.role != Role.CONTACT
        if each.name.strip() and belongs:
            row = ContactRow(codes.get(unit_id), each.name, each.phone, each.role)
            rows.setdefault((unit_id, each.name), row)
    return tuple(rows.values())
