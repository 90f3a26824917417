"""/lich: the working calendar; staff change it in a line when a decree comes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.command import Visit
from bot.talk import Done, Question, Stop, Unclear
from handlers.ask import TEXT_LIMIT, confirm
from handlers.paging import paged
from models.audit import Act, AuditEntry
from models.calendar import CalendarDay, Rows, marked_days, rows_set
from models.calendar_changes import (
    ChangedDay,
    Move,
    Replanned,
    changed_days,
    changes,
    replanned,
)
from models.calendar_lines import CalendarLine, UnclearLine, read_lines
from models.campaigns import AFTERMATH, campaigns_on
from models.working_days import (
    LONGEST_BREAK,
    Changes,
    break_around,
    is_working_day,
    working_by,
)

AHEAD = timedelta(days=365)
LISTED = 8  # days on a page


@dataclass(frozen=True)
class Wanted:
    """What was typed, as lines, and the days that they change."""

    said: str
    lines: Sequence[CalendarLine]
    days: Sequence[ChangedDay]
    after: Changes


async def calendar(visit: Visit) -> Done | Stop:
    """Show the days off and the make-up days; show what a change means before it is kept.

    A change may stand behind the command.
    """
    if visit.subject.isdecimal() or not visit.subject:
        return await _change(visit, await _ask_lines(visit), asked=True)
    try:
        wanted = _read(f"{visit.subject} {visit.detail}", visit.today, _rows(visit))
    except Unclear as refused:
        return Stop(refused.template, refused.about)
    return await _change(visit, wanted, asked=False)


def _ask_lines(visit: Visit) -> Question[Wanted]:
    """Show a page of the calendar, and ask for what changes."""
    session, today, rows = visit.session, visit.today, _rows(visit)
    marked = visit.once(marked_days, lambda: marked_days(session, today, today + AHEAD))
    listed, page = paged(marked, [visit.subject], LISTED)
    about = {"label": "", "listed": listed, "until": today + AHEAD, **page}
    return Question(
        "lines", "calendar/days", lambda said: _read(said, today, rows), _said, about=about
    )


async def _change(visit: Visit, wanted: Wanted, *, asked: bool) -> Done:
    """Show what a change means, and keep it; the line can be put right where it was `asked` for."""
    today, rows = visit.today, _rows(visit)
    found = visit.once(wanted.after, lambda: _replanned(visit, wanted.after))
    moves: Counter[Move] = sum((each.moves for each in found), Counter())
    dues = [(each.plan, *moved) for each in found for moved in each.dues]
    about = {"days": wanted.days, "moves": sorted(moves.items()), "dues": dues, "today": today}
    await confirm("calendar/confirm", **about, asked=asked)
    saved = [_row(visit, each) for each in wanted.days]
    changed = {each.day for each in wanted.days}
    entries = [_entry(visit, line, rows) for line in wanted.lines if changed & {*line.days}]
    return Done("calendar/set", about, save=[*saved, *entries])


def _rows(visit: Visit) -> Rows:
    return visit.once(rows_set, lambda: rows_set(visit.session))


def _read(said: str, today: date, rows: Rows) -> Wanted:
    """Read what changes; where a line cannot be read or taken, nothing of it is."""
    if len(said) > TEXT_LIMIT:
        raise Unclear("unclear/too-long", limit=TEXT_LIMIT, length=len(said))
    try:
        lines = list(read_lines(said, today))
    except UnclearLine as reason:
        raise Unclear("calendar/unclear", line=reason.line, what=reason.what) from reason
    for line in lines:
        _check(line, today)
    days = list(changed_days(lines, rows))
    if not days:
        first = lines[0].first if lines else today
        raise Unclear("calendar/unchanged", day=first, works=is_working_day(first))
    after = changes({each.day: each.kind for each in days}, rows)
    _check_breaks(days, after)
    return Wanted(said, lines, days, after)


def _said(wanted: Wanted) -> str:
    return wanted.said


def _check(line: CalendarLine, today: date) -> None:
    latest = date(today.year + 1, 12, 31)
    if line.last < line.first:
        raise Unclear("calendar/reversed", first=line.first, last=line.last)
    if line.first < today:
        raise Unclear("unclear/day-past", day=line.first)
    if line.last > latest:
        raise Unclear("unclear/day-late", latest=latest)
    if len(line.days) >= LONGEST_BREAK:
        raise _too_long(len(line.days))


def _check_breaks(days: Sequence[ChangedDay], after: Changes) -> None:
    with working_by(after):
        longest = max(break_around(each.day) for each in days)
    if longest >= LONGEST_BREAK:
        raise _too_long(longest)


def _too_long(count: int) -> Unclear:
    return Unclear("calendar/too-long", count=count, most=LONGEST_BREAK - 1)


def _replanned(visit: Visit, after: Changes) -> list[Replanned]:
    campaigns = campaigns_on(visit.session, visit.today, AFTERMATH)
    return [replanned(visit.session, each, visit.today, after) for each in campaigns]


def _row(visit: Visit, each: ChangedDay) -> CalendarDay:
    return CalendarDay(
        day=each.day,
        kind=each.kind,
        name=each.name,
        contact_id=visit.contact.id,
        set_at=visit.now,
    )


def _entry(visit: Visit, line: CalendarLine, rows: Rows) -> AuditEntry:
    """Return what the audit keeps of a line; its days as they are written."""
    first, last = (f"{day:%d/%m/%Y}" for day in (line.first, line.last))
    return AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.CALENDAR_SET,
        subject=first if first == last else f"{first}-{last}",
        before=", ".join(sorted({row.kind for day, (row, _) in rows.items() if day in line.days})),
        after=line.kind,
        reason=line.name,
    )
