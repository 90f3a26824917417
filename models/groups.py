"""Emulation groups (cụm, khối): which units compete with one another, and for how long."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.types import one_of
from models.units import Unit


class GroupKind(StrEnum):
    """A cluster (cụm) is of localities, a block (khối) of agencies."""

    CLUSTER = "cluster"
    BLOCK = "block"


class MemberRole(StrEnum):
    """What a unit is in its group; the head and the deputy change every year."""

    MEMBER = "member"
    HEAD = "head"
    DEPUTY = "deputy"


class Group(Table, table=True):
    """A group, known by its code; `scope_id` is the unit among whose units it is formed."""

    __tablename__ = "unit_group"  # plain "group" would have to be quoted in every query

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    kind: GroupKind = Field(sa_type=one_of(GroupKind))
    name: str
    scope_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None


class Membership(Table, table=True):
    """A unit in a group for a time; a new role is a new row."""

    __table_args__ = (sa.UniqueConstraint("group_id", "unit_id", "valid_from"),)

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="unit_group.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    role: MemberRole = Field(default=MemberRole.MEMBER, sa_type=one_of(MemberRole))
    valid_from: date | None = None
    valid_to: date | None = None


def group_by_code(session: Session, code: str) -> Group | None:
    """Return the group of a code."""
    return session.exec(select(Group).where(Group.code == code)).first()


def members(session: Session, group: Group, day: date | None = None) -> list[tuple[Unit, str]]:
    """Return the units of a group on a day with their roles, the head first, then the deputy."""
    query = (
        select(Unit, Membership)
        .join(Membership, col(Membership.unit_id) == Unit.id)
        .where(Membership.group_id == group.id, *_during(day))
        .order_by(col(Unit.id))
    )
    found = [(unit, membership.role.value) for unit, membership in session.exec(query)]
    order = (MemberRole.HEAD, MemberRole.DEPUTY, MemberRole.MEMBER)
    return sorted(found, key=lambda each: order.index(MemberRole(each[1])))


def groups_of(session: Session, unit: Unit, day: date | None = None) -> list[Group]:
    """Return the groups that a unit is in on a day."""
    query = (
        select(Group)
        .join(Membership, col(Membership.group_id) == Group.id)
        .where(Membership.unit_id == unit.id, *_during(day))
        .order_by(col(Group.id))
    )
    return list(session.exec(query).unique())


def groups_in_force(session: Session, day: date) -> list[Group]:
    """Return the groups that there are on a day."""
    first, last = col(Group.valid_from), col(Group.valid_to)
    query = select(Group).where(
        sa.or_(first.is_(None), first <= day), sa.or_(last.is_(None), last >= day)
    )
    return list(session.exec(query.order_by(col(Group.id))))


def group_ids_by_unit(session: Session, day: date) -> dict[int, list[int]]:
    """Return the ids of the groups that each unit is in on a day, by the unit's id."""
    query = select(Membership.unit_id, Membership.group_id).where(*_during(day)).distinct()
    found: dict[int, list[int]] = {}
    for unit_id, group_id in session.exec(query.order_by(col(Membership.group_id))):
        found.setdefault(unit_id, []).append(group_id)
    return found


def heads(session: Session, scope: Unit, day: date) -> list[Unit]:
    """Return the units that head the groups formed among the units of a scope on a day."""
    query = (
        select(Unit)
        .join(Membership, col(Membership.unit_id) == Unit.id)
        .join(Group, col(Group.id) == Membership.group_id)
        .where(Group.scope_id == scope.id, Membership.role == MemberRole.HEAD, *_during(day))
        .order_by(col(Unit.id))
    )
    return list(session.exec(query).unique())


def _during(day: date | None) -> list[sa.ColumnElement[bool]]:
    if day is None:
        return []
    first, last = col(Membership.valid_from), col(Membership.valid_to)
    return [sa.or_(first.is_(None), first <= day), sa.or_(last.is_(None), last >= day)]
