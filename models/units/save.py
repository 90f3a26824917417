"""Keeps what a file of units holds: makes and changes, deletes nothing, and counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.assignments import Assignment, appoint
from models.base import Table
from models.groups import Group, Membership
from models.people import Contact, Role
from models.units import Unit, folded_names
from models.units.rows import ContactRow, GroupRow, UnitRow, UnitsFile
from models.units.succession import Succession


@dataclass
class Changes:
    """How many rows of one kind were new, were changed, and were as the file has them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def count(self, *, new: bool, changed: bool) -> None:
        """Count one row."""
        self.new += new
        self.changed += changed and not new
        self.unchanged += not (new or changed)


def save_file(session: Session, file: UnitsFile) -> dict[str, Changes]:
    """Make or change all that a file holds; return what became of each kind that it has.

    A row is found again by its code, a contact by its unit and post. What the file leaves out
    stays; so do the successors of a unit of which it says nothing, and a contact's telephone.
    """
    units = {unit.code: unit for unit in session.exec(select(Unit))}
    kept = {
        "units": _save_units(session, file.units, units),
        "groups": _save_groups(session, file.groups, units),
        "contacts": _save_contacts(session, file.contacts, units),
    }
    session.flush()
    return {kind: changes for kind, changes in kept.items() if changes != Changes()}


def save_units(session: Session, rows: Sequence[UnitRow]) -> int:
    """Make or change the units of a file; return how many there are."""
    save_file(session, UnitsFile(units=tuple(rows)))
    return len(rows)


# --- units ---


def _save_units(session: Session, rows: Sequence[UnitRow], units: dict[str, Unit]) -> Changes:
    new, touched = set(), set()
    for row in rows:
        unit = units.get(row.code)
        if unit is None:
            unit = units[row.code] = Unit(code=row.code, kind=row.kind, name="", folded="")
            new.add(row.code)
        if _put(unit, _of_unit(row)):
            touched.add(row.code)
    session.add_all(units[row.code] for row in rows)
    session.flush()
    touched |= {row.code for row in rows if _put(units[row.code], _parent(row, units))}
    touched |= _save_successions(session, rows, units)
    counts = Changes()
    for row in rows:
        counts.count(new=row.code in new, changed=row.code in touched)
    return counts


def _of_unit(row: UnitRow) -> dict[str, object]:
    return {
        "kind": row.kind,
        "name": row.name,
        "aliases": list(row.aliases),
        "folded": folded_names(row.name, row.aliases),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def _parent(row: UnitRow, units: Mapping[str, Unit]) -> dict[str, object]:
    return {"parent_id": units[row.parent].id if row.parent else None}


def _save_successions(
    session: Session, rows: Sequence[UnitRow], units: Mapping[str, Unit]
) -> set[str]:
    """Make the successions of units as the rows that tell of any have them."""
    known: dict[int, list[Succession]] = {}
    for each in session.exec(select(Succession)):
        known.setdefault(each.predecessor_id, []).append(each)
    touched = set()
    for row in rows:
        unit = units[row.code]
        wanted = {
            (units[change.successor].id if change.successor else None, change.on): change.kind
            for change in row.changes
        }
        for old in known.get(unit.id, []) if wanted else []:
            kind = wanted.pop((old.successor_id, old.on), None)
            if kind is None:  # a mistake that the file corrects
                session.delete(old)
                touched.add(row.code)
            elif _put(old, {"kind": kind}):
                touched.add(row.code)
        for (successor, on), kind in wanted.items():
            session.add(
                Succession(predecessor_id=unit.id, successor_id=successor, kind=kind, on=on)
            )
            touched.add(row.code)
    return touched


# --- groups ---


def _save_groups(session: Session, rows: Sequence[GroupRow], units: Mapping[str, Unit]) -> Changes:
    groups = {group.code: group for group in session.exec(select(Group))} if rows else {}
    counts = Changes()
    for row in rows:
        group, new = groups.get(row.code), row.code not in groups
        if group is None:
            group = Group(code=row.code, kind=row.kind, name=row.name)
        changed = _put(
            group,
            {
                "kind": row.kind,
                "name": row.name,
                "scope_id": units[row.scope].id if row.scope else None,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
            },
        )
        session.add(group)
        session.flush()
        changed |= _save_members(session, group, row, units)
        counts.count(new=new, changed=changed)
    return counts


def _save_members(session: Session, group: Group, row: GroupRow, units: Mapping[str, Unit]) -> bool:
    query = select(Membership).where(Membership.group_id == group.id)
    known = {(each.unit_id, each.valid_from): each for each in session.exec(query)}
    changed = False
    for member in row.members:
        unit_id = units[member.unit].id
        kept = known.get((unit_id, member.valid_from))
        if kept is None:
            kept = Membership(group_id=group.id, unit_id=unit_id, valid_from=member.valid_from)
            changed = True
        changed |= _put(kept, {"role": member.role, "valid_to": member.valid_to})
        session.add(kept)
    return changed


# --- contacts ---


def _save_contacts(
    session: Session, rows: Sequence[ContactRow], units: Mapping[str, Unit]
) -> Changes:
    known = _known_contacts(session) if rows else {}
    counts = Changes()
    for row in rows:
        unit_id = units[row.unit].id if row.unit else None
        contact, new = known.get((unit_id, row.name)), (unit_id, row.name) not in known
        if contact is None:
            contact = Contact(name=row.name, unit_id=unit_id, role=Role.CONTACT)
        said = {"phone": row.phone, "role": row.role}
        changed = _put(contact, {name: value for name, value in said.items() if value is not None})
        session.add(contact)
        if new and unit_id is not None:
            session.flush()
            now = datetime.now(UTC)
            appoint(session, contact.id, unit_id, now, now.date())
        counts.count(new=new, changed=changed)
    return counts


def _known_contacts(session: Session) -> dict[tuple[int | None, str], Contact]:
    """Return who serves or served a unit, and who belongs to none, by unit and post."""
    query = (
        select(Contact, Assignment.unit_id)
        .outerjoin(Assignment, col(Assignment.contact_id) == Contact.id)
        .order_by(col(Contact.id).desc())
    )
    return {(unit_id, contact.name): contact for contact, unit_id in session.exec(query)}


def _put(record: Table, values: Mapping[str, Any]) -> bool:
    """Set what differs; say whether anything did."""
    differing = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in differing.items():
        setattr(record, name, value)
    return bool(differing)


def told(changes: Mapping[str, Changes]) -> str:
    """Return what changed as one line, such as `12 units new, 3 changed, 130 unchanged`."""
    parts: Iterable[str] = (
        f"{count.new} {kind} new, {count.changed} changed, {count.unchanged} unchanged"
        for kind, count in changes.items()
    )
    return "; ".join(parts)
