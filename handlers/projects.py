"""Projects (công trình, phần việc): what a unit builds or does, one after another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.talk import Question, Unclear
from handlers.ask import EXACT, NONE, choose, file, span, text
from handlers.lines import Asked, Fields, Form, Line
from handlers.nothing import NO_FIELD, Missing, demanded
from models.plan import RegistrationField
from models.spans import Span, month_of, read_span

MOST_PROJECTS = 30  # of one unit
MOST_PHOTOS = 3  # of one project
PLEDGED = {"projects": "project", "substitute": "task"}  # what a pledge of each list is
SCALES = ("commune", "district", "province")  # from the smallest
LAST_MONTHS = (12, 18, 24)  # counted from January, in which projects are most often finished


async def ask_projects(field: RegistrationField, form: Form) -> Asked:
    """Ask for the projects, or, where the unit has none, for what is registered instead."""
    key = f"{field.code}.kind"
    kind = "projects"
    if field.substitute:
        skips = () if field.required else (NONE,)
        kind = await choose(key, "register/projects", (*skips, *PLEDGED), field=field)
    if kind == NONE:
        return [Line(key, field.name, NO_FIELD)], []
    lines, pledges = [Line(key, field.name, kind)], []
    fewest = int(field.at_least or 1) if kind == "projects" else 1
    for number in range(1, MOST_PROJECTS + 1):
        code = f"{field.code}.{kind}.{number}"
        template = "register/project" if kind == "projects" else "register/task"
        asked = text(code, template, field=field, number=number, label="")
        said = await demanded(asked, field, number, fewest)
        if isinstance(said, Missing):
            return [Line(code, field.name, said)], []
        lines.append(Line(code, str(number), said))
        pledges.append(_pledge(code, said, PLEDGED[kind]))
        if kind == "projects":
            more_lines, more_pledges = await _ask_details(code, said, field, form)
            lines += more_lines
            pledges += more_pledges
        if number < fewest:
            continue
        about = {"count": number, "kind": kind}
        if await choose(f"{code}.more", "register/more", ("yes", "no"), **about) == "no":
            lines.append(Line(f"{code}.more", "", None))
            break
    return lines, pledges


async def ask_project(field: RegistrationField, form: Form) -> Asked:
    """Ask for the one project of a unit."""
    asked = text(field.code, "register/project", field=field, label=field.name)
    said = await demanded(asked, field)
    if isinstance(said, Missing):
        return [Line(field.code, field.name, said)], []
    lines, pledges = await _ask_details(field.code, said, field, form)
    name = Line(field.code, field.name, said)
    return [name, *lines], [_pledge(field.code, said, "project"), *pledges]


def _pledge(code: str, name: str, kind: str) -> Fields:
    return {"code": code, "name": name, "kind": kind, "said": name, "key": code}


# --- scale, time, photos ---


async def _ask_details(code: str, name: str, field: RegistrationField, form: Form) -> Asked:
    """Ask how large a project is, from when to when it runs, and for photos of it."""
    about = {"field": field, "name": name}
    scale = await _ask_scale(f"{code}.scale", field, about)
    start = await _ask_start(f"{code}.start", form, about)
    finish = await _ask_finish(f"{code}.finish", form, about, start)
    found = {"scale": scale, "start": start, "finish": finish} | await _ask_photos(code, about)
    lines, pledges = [], []
    for level, value in found.items():
        key = f"{code}.{level}"
        another = value is None and level != "photo"
        lines.append(Line(key, "" if another else level, value))
        if not another:
            more = {"level": level, "said": _code(value), "key": key}
            pledges.append(_pledge(code, name, "project") | more)
    return lines, pledges


def _code(value: object) -> str:
    """Return how a level of a project is kept."""
    if isinstance(value, Span):
        return value.code
    return NONE if value is None else f"file:{value}" if isinstance(value, int) else str(value)


def _ask_scale(key: str, field: RegistrationField, about: Fields) -> Question[str]:
    asked = choose(key, "register/project-scale", SCALES, label="", **about)

    def parse(said: str) -> str:
        found = asked.parse(said)
        if field.scale and SCALES.index(found) < SCALES.index(field.scale):
            raise Unclear("register/below-scale", field=field, found=found)
        return found

    return replace(asked, parse=parse)


def _ask_start(key: str, form: Form, about: Fields) -> Question[Span]:
    today = form.visit.today
    month = month_of(today)
    after = month_of(month.last + timedelta(days=1))
    quarter = read_span(_next_quarter(today), today) or month
    offered = [month, after, quarter, read_span(str(today.year + 1), today) or month]
    offered = [each for each in offered if _touches(each, form)]
    check = _inside(form)
    return span(key, "register/project-start", today, check, offered=offered, **about)


def _ask_finish(key: str, form: Form, about: Fields, start: Span) -> Question[Span]:
    today = form.visit.today
    begun = today if start == Span() else start.first
    ends = [date(begun.year + (n - 1) // 12, (n - 1) % 12 + 1, 1) for n in LAST_MONTHS]
    ends += [form.plan.period.end] if form.plan.period.end else []
    offered = [month_of(each) for each in sorted(ends)]
    offered = [each for each in offered if each.last >= begun and _touches(each, form)]
    inside = _inside(form)

    def check(found: Span, sure: bool) -> None:
        if found.last < start.first:
            raise Unclear("register/finish-before-start", start=start, found=found)
        inside(found, sure)

    offered = list(dict.fromkeys(offered))
    return span(key, "register/project-finish", today, check, offered=offered, **about)


def _next_quarter(today: date) -> str:
    number = (today.month + 2) // 3
    return f"{today.year + number // 4}-q{number % 4 + 1}"


def _touches(found: Span, form: Form) -> bool:
    """Say whether a time lies in the campaign's, at least in part; an unknown one may."""
    period = form.plan.period
    return found.first <= (period.end or date.max) and found.last >= (period.start or date.min)


def _inside(form: Form) -> Callable[[Span, bool], None]:
    """Return a check that asks again, once, about a time that lies outside the campaign's."""

    def check(found: Span, sure: bool) -> None:
        if not (sure or _touches(found, form)):
            offered: list[tuple[str, object]] = [(EXACT + found.code, found)]
            raise Unclear("register/outside-period", offered, plan=form.plan, found=found)

    return check


async def _ask_photos(code: str, about: Fields) -> dict[str, Any]:
    """Ask for photos one after another, until there are no more; none at all is an answer."""
    found: dict[str, Any] = {}
    for number in range(1, MOST_PHOTOS + 1):
        level = "photo" if number == 1 else f"photo.{number}"
        found[level] = await _ask_photo(f"{code}.{level}", number, about)
        if found[level] is None:
            break
    return found


async def _ask_photo(key: str, number: int, about: Fields) -> int | None:
    asked = file(key, "register/project-photo", label="", number=number, **about)

    def parse(said: str) -> int | str:
        return asked.parse(said) or ""  # that there is none is no answer to repeat

    found = await Question(key, asked.template, parse, about=asked.about, file=True)
    return found if isinstance(found, int) else None
