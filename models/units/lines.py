"""Makes rows of units, groups and contacts out of lines, and checks them against one another."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from models.groups import GroupKind, MemberRole
from models.people import Role
from models.plan.facts import UnitKind
from models.units.cells import Reader, entries
from models.units.rows import ChangeRow, ContactRow, GroupRow, MemberRow, Problems, UnitRow
from models.units.sheets import Line
from models.units.succession import Change

Choices = Mapping[str, Mapping[str, str]]


def unit_of(line: Line, choices: Choices, problems: Problems) -> UnitRow | None:
    """Return the unit of a line, or None where something is wrong with it."""
    before = len(problems.all)
    cells = Reader(line, choices, problems)
    cells.filled("code", "kind", "name")
    kind = cells.chosen("kind", UnitKind)
    code, parent = cells.code("code"), line.text("parent") or None
    if kind and kind != UnitKind.PROVINCE and not parent:
        cells.wrong("parent", "no-parent")
    first, last = cells.period()
    changes = _changes(cells, code)
    last = _last_day(cells, last, changes)
    if len(problems.all) > before:
        return None
    aliases = tuple(alias for alias in cells.entries("aliases") if alias)
    assert isinstance(kind, UnitKind)
    return UnitRow(code, kind, line.text("name"), parent, first, last, aliases, changes)


def _changes(cells: Reader, code: str) -> tuple[ChangeRow, ...]:
    """Return what became of a unit: one entry of each column, or one for each successor."""
    followers = cells.entries("successor")
    kinds = [cells.choice("change", text) for text in cells.entries("change")]
    cell = cells.line.cells["changed_on"]
    days: list[date | None] = [cell] if isinstance(cell, date) else []
    days = days or [cells.written_day("changed_on", text) for text in cells.entries("changed_on")]
    if not (followers or kinds or days):
        return ()
    if not kinds:
        cells.wrong("change", "no-change", known=", ".join(Change))
        kinds = [""]
    if not days:
        cells.wrong("changed_on", "no-change-day")
        days = [None]
    count = max(len(followers), 1)
    if not _as_many(cells, count, kinds=kinds, days=days):
        return ()
    rows = zip(
        followers or [""],
        kinds if len(kinds) == count else kinds * count,
        days if len(days) == count else days * count,
        strict=True,
    )
    return tuple(row for each in rows if (row := _change(cells, code, *each)))


def _as_many(cells: Reader, count: int, kinds: list[str], days: list[date | None]) -> bool:
    for column, said in (("change", kinds), ("changed_on", days)):
        if len(said) not in {1, count}:
            cells.wrong(column, "not-as-many")
            return False
    return True


def _change(
    cells: Reader, code: str, follower: str, kind: str, day: date | None
) -> ChangeRow | None:
    cells.code("successor", follower)
    if follower and follower == code:
        cells.wrong("successor", "follows-itself")
    if follower and kind == Change.ABOLISH:
        cells.wrong("successor", "successor-of-none")
    if kind and kind != Change.ABOLISH and not follower:
        cells.wrong("successor", "no-successor")
    return ChangeRow(follower or None, Change(kind), day) if kind and day else None


def _last_day(cells: Reader, last: date | None, changes: tuple[ChangeRow, ...]) -> date | None:
    """Return the last day of a unit: the day before its end, for all but a split end it."""
    ends = [change.on for change in changes if change.kind != Change.SPLIT]
    if not ends:
        return last
    if last and last >= min(ends):
        cells.wrong("valid_to", "outlives", last=last, on=min(ends))
    return last or min(ends) - timedelta(days=1)


def check_units(lines: list[Line], known: Collection[str], problems: Problems) -> None:
    """Note codes that stand twice, parents and successors that are nowhere, and circles."""
    above: dict[str, str] = (
        {code: parent or "" for code, parent in known.items()}
        if isinstance(known, Mapping)
        else dict.fromkeys(known, "")
    )
    rows: dict[str, int] = {}
    for line in lines:
        code = line.text("code")
        if code and (row := rows.setdefault(code, line.where.row)) != line.where.row:
            problems.note(line.at("code"), "code-twice", text=code, row=row)
        else:
            above[code] = line.text("parent")
    circles = _in_circles(above)
    for line in lines:
        code, parent = line.text("code"), line.text("parent")
        if parent and parent not in above:
            problems.note(line.at("parent"), "unknown-unit", text=parent)
        elif parent and code in circles:
            problems.note(line.at("parent"), "above-itself")
        for successor in entries(line.text("successor")):
            if successor and successor not in above:
                problems.note(line.at("successor"), "unknown-unit", text=successor)


def _in_circles(parents: Mapping[str, str]) -> set[str]:
    """Return the codes that come back to themselves through their parents."""
    walks: dict[str, str] = {}
    circles: set[str] = set()
    for start in parents:
        path, code = [], start
        while code and code not in walks:
            walks[code] = start
            path.append(code)
            code = parents.get(code, "")
        if code and path and walks[code] == start:
            circles |= set(path[path.index(code) :])
    return circles


def groups_of(
    lines: list[Line], choices: Choices, known: Collection[str], problems: Problems
) -> list[GroupRow]:
    """Return the groups of lines, one line a member; a line without a unit is the group's own."""
    heads: dict[str, tuple[Line, GroupRow]] = {}
    members: dict[str, list[tuple[Line, MemberRow]]] = {}
    own: dict[str, tuple[date | None, date | None]] = {}
    for line in lines:
        cells = Reader(line, choices, problems)
        cells.filled("group")
        group = _group(cells, known)
        first, head = heads.setdefault(group.code, (line, group))
        if first is line:
            for column in ("kind", "name"):
                if not line.cells[column]:
                    cells.wrong(column, "new-group")
        _check_same(cells, first, head, group)
        unit = line.text("unit")
        if not unit:
            own[group.code] = (group.valid_from, group.valid_to)
            continue
        if unit not in known:
            cells.wrong("unit", "unknown-unit", text=unit)
        role = cells.chosen("role", MemberRole) or MemberRole.MEMBER
        member = MemberRow(unit, MemberRole(role), group.valid_from, group.valid_to)
        members.setdefault(group.code, []).append((line, member))
    for rows in members.values():
        _check_members(rows, problems)
    return [
        _whole(group, [member for _, member in members.get(code, ())], own.get(code))
        for code, (_, group) in heads.items()
    ]


def _group(cells: Reader, known: Collection[str]) -> GroupRow:
    kind = cells.chosen("kind", GroupKind)
    scope = cells.line.text("scope") or None
    if scope and scope not in known:
        cells.wrong("scope", "unknown-unit", text=scope)
    name = cells.line.text("name")
    code = cells.code("group")
    return GroupRow(code, GroupKind(kind or GroupKind.CLUSTER), name, scope, *cells.period(), ())


def _check_same(cells: Reader, first: Line, head: GroupRow, group: GroupRow) -> None:
    """Note what a later line of a group says otherwise; what it leaves empty it says alike."""
    for column, earlier, now in (
        ("kind", head.kind, group.kind),
        ("name", head.name, group.name),
        ("scope", head.scope, group.scope),
    ):
        if cells.line.cells[column] and earlier != now:
            cells.wrong(column, "group-differs", row=first.where.row)


def _check_members(rows: list[tuple[Line, MemberRow]], problems: Problems) -> None:
    """Note units that are in a group twice at a time."""
    latest: dict[str, tuple[date, Line]] = {}
    for line, member in sorted(rows, key=lambda row: row[1].valid_from or date.min):
        last, before = latest.get(member.unit, (None, line))
        if last and (member.valid_from or date.min) <= last:
            first, second = sorted((before, line), key=lambda each: each.where.row)
            problems.note(second.at("unit"), "member-twice", row=first.where.row)
        end = member.valid_to or date.max
        latest[member.unit] = (end, line) if last is None or end >= last else (last, before)


def _whole(
    group: GroupRow, members: list[MemberRow], own: tuple[date | None, date | None] | None
) -> GroupRow:
    """Return a group with its members; without a line of its own it lasts as long as they do."""
    if own is None:
        firsts = [member.valid_from for member in members]
        lasts = [member.valid_to for member in members]
        own = (
            None if None in firsts else min(day for day in firsts if day),
            None if None in lasts else max(day for day in lasts if day),
        )
    return group._replace(valid_from=own[0], valid_to=own[1], members=tuple(members))


def contacts_of(
    lines: list[Line], choices: Choices, known: Collection[str], problems: Problems
) -> list[ContactRow]:
    """Return the contacts of lines."""
    contacts: dict[tuple[str | None, str], int] = {}
    rows = []
    for line in lines:
        cells = Reader(line, choices, problems)
        cells.filled("name")
        unit, name = line.text("unit") or None, line.text("name")
        role = cells.chosen("role", Role)
        if unit is None and role in {None, Role.CONTACT}:
            cells.wrong("unit", "contact-unit")
        if unit and unit not in known:
            cells.wrong("unit", "unknown-unit", text=unit)
        if (row := contacts.setdefault((unit, name), line.where.row)) != line.where.row:
            cells.wrong("name", "contact-twice", row=row)
        rows.append(ContactRow(unit, name, cells.phone(), Role(role) if role else None))
    return rows
