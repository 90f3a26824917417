"""The ways to ask: choose, text, day, span, quantity, level, levels by year, file, confirm."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from bot.talk import CONFIRM, Question, Unclear
from models.days import Day, read_day
from models.quantity import Measure, Quantity, far_off, readings
from models.spans import Span, read_span

TEXT_LIMIT = 500  # characters; a name or a sentence, not a document
A_YEAR = timedelta(days=364)  # a day without its year is, looking back, the last such day
NONE = "none"  # what the button says that stands for "there is no figure"
EXACT = "\x1f"  # begins what a button says that names one reading; it cannot be typed


@dataclass(frozen=True)
class Level:
    """What is pledged or reached: a quantity, or words where there is no number."""

    said: str
    quantity: Quantity | None = None


BLANK = Level(NONE)
Check = Callable[[Quantity], None]


def choose(key: str, template: str, options: Sequence[str], **about: object) -> Question[str]:
    """Ask for one of the offered codes; their labels are the template's buttons."""

    def parse(said: str) -> str:
        if said not in options:
            raise Unclear("unclear/choose")
        return said

    return Question(key, template, parse, about=about, free=False, blank=options[-1])


def text(
    key: str, template: str, *, limit: int = TEXT_LIMIT, optional: bool = False, **about: object
) -> Question[str]:
    """Ask for a short text in the person's own words; an optional one may be empty."""

    def parse(said: str) -> str:
        if optional and said == NONE:
            return ""
        if len(said) > limit:
            raise Unclear("unclear/too-long", limit=limit, length=len(said))
        if not re.search(r"[^\W\d_]", said):
            raise Unclear("unclear/no-letters", said=said)
        return said

    return Question(key, template, parse, about=about, blank="")


def day(
    key: str,
    template: str,
    today: date,
    *,
    ahead: bool = False,
    latest: date = date.max,
    offered: Sequence[date] = (),
    **about: object,
) -> Question[Day]:
    """Ask for a day, up to today or, with `ahead`, from today to the `latest`.

    `offered` are buttons.
    """

    def parse(said: str) -> Day:
        found = read_day(said, today if ahead else today - A_YEAR)
        if found is None:
            raise Unclear("unclear/day")
        if ahead and found.date < today:
            raise Unclear("unclear/day-past", day=found.date)
        if found.date > latest:
            raise Unclear("unclear/day-late", latest=latest)
        if not ahead and found.date > today:
            raise Unclear("unclear/day-ahead", day=found.date)
        return found

    about |= {"label": "", **about, "offered": offered, "latest": latest}
    return Question(key, template, parse, about=about, blank=Day(today, "day"))


def span(
    key: str,
    template: str,
    today: date,
    check: Callable[[Span, bool], None],
    *,
    offered: Sequence[Span] = (),
    **about: object,
) -> Question[Span]:
    """Ask for a day, month, quarter or year, or that it is not known yet; `offered` are buttons.

    `check` is told too whether the person has confirmed it already.
    """

    def parse(said: str) -> Span:
        found = read_span(said.removeprefix(EXACT), today)
        if found is None:
            raise Unclear("unclear/span")
        check(found, said.startswith(EXACT))
        return found

    about |= {"label": "", "offered": offered}
    return Question(key, template, parse, about=about, blank=Span())


def quantity(
    key: str,
    template: str,
    measure: Measure,
    *,
    beside: Decimal | None = None,
    optional: bool = False,
    check: Check | None = None,
    **about: object,
) -> Question[Level]:
    """Ask for a number in a measure; `beside` is a figure it is compared with.

    With `optional` the person may say that there is none yet; `check` may refuse a figure.
    """

    def parse(said: str) -> Level:
        if optional and said == NONE:
            return Level(said)
        found = _settled(said, measure, beside)
        if check:
            check(found)
        return Level(said, found)

    about |= {"measure": measure.printed}
    return Question(key, template, parse, _show, about=about, blank=BLANK)


def level(key: str, template: str, **about: object) -> Question[Level]:
    """Ask for a level of the unit's own: a number with its measure, or words."""

    def parse(said: str) -> Level:
        if len(said) > TEXT_LIMIT:
            raise Unclear("unclear/too-long", limit=TEXT_LIMIT, length=len(said))
        return _own_level(said)

    return Question(key, template, parse, _show, about=about, blank=BLANK)


def levels_by_year(
    key: str, template: str, years: Sequence[int], **about: object
) -> Question[tuple[Level, ...]]:
    """Ask for a level a year: one for each, parted by semicolons or lines, or one for all."""

    def parse(said: str) -> tuple[Level, ...]:
        given = (part.strip(" \t\xa0") for part in re.split(r"[;\n]", said))
        parts = _with_common_measure([part for part in given if part])
        if len(parts) not in (1, len(years)):
            raise Unclear("unclear/years", count=len(parts), years=years)
        if len(said) > TEXT_LIMIT:
            raise Unclear("unclear/too-long", limit=TEXT_LIMIT, length=len(said))
        found = [_own_level(part) for part in parts]
        return tuple(found * len(years) if len(found) == 1 else found)

    def show(found: tuple[Level, ...]) -> object:
        return dict(zip(years, map(_show, found), strict=True))

    about |= {"years": years}
    return Question(key, template, parse, show, about=about, blank=(BLANK,) * len(years))


def file(key: str, template: str, **about: object) -> Question[int | None]:
    """Ask for a document or photo, by the incoming row that brought it; None if there is none."""

    def parse(said: str) -> int | None:
        if said == NONE:
            return None
        kind, _, row_id = said.partition(":")
        if kind != "file" or not row_id.isdecimal():
            raise Unclear("unclear/file")
        return int(row_id)

    return Question(key, template, parse, about=about, file=True)


def confirm(template: str, pages: Sequence[object] = (), /, **about: object) -> Question[str]:
    """Ask for the last word; every earlier answer can be edited from here.

    The template shows one of the `pages` of what is confirmed, and who gave others' answers.
    """
    shown = {"pages": pages, "page": 1, "authors": {}}
    question = choose(CONFIRM, template, ("yes",), **shown, **about)
    return replace(question, pages=max(len(pages), 1))


def _settled(said: str, asked: Measure, beside: Decimal | None) -> Quantity:
    if said.startswith(EXACT):
        return _exact(said)
    found = readings(said, asked)
    if not found:
        raise Unclear("unclear/number", measure=asked.base)
    near = [each for each in found if not far_off(each.value, beside)]
    if beside and len(near) == 1:
        return near[0]
    if len(found) > 1:
        raise Unclear("unclear/readings", _buttons(found), said=said)
    if beside and not near:
        raise Unclear(
            "unclear/far", _buttons(found), said=found[0], beside=Quantity(beside, asked.base)
        )
    return found[0]


def _with_common_measure(parts: list[str]) -> list[str]:
    """Give bare numbers the measure that only the last one has: `60; 62; 64 triệu đồng`."""
    last = re.fullmatch(r"[0-9., ]*[0-9]([^0-9]*)", parts[-1]) if parts else None
    bare = all(re.fullmatch(r"[0-9., ]*[0-9]", part) for part in parts[:-1])
    return [part + last[1] for part in parts[:-1]] + parts[-1:] if last and bare else parts


def _own_level(said: str) -> Level:
    if said.startswith(EXACT):
        return Level(said, _exact(said))
    found = readings(said)
    if len(found) > 1:
        raise Unclear("unclear/readings", _buttons(found), said=said)
    if found and not found[0].measure:
        raise Unclear("unclear/measure", said=said, plain=bool(re.fullmatch(r"[0-9.,]+", said)))
    if re.fullmatch(r"[0-9.,\s]+\S{0,2}", said) and not found:
        raise Unclear("unclear/number", measure="")
    return Level(said, found[0] if found else None)


def _exact(said: str) -> Quantity:
    value, _, measure = said.removeprefix(EXACT).partition(" ")
    return Quantity(Decimal(value), measure)


def exactly(found: Quantity) -> str:
    """Return what a button says that means this quantity and no other."""
    return f"{EXACT}{found.value:f} {found.measure}"


def _buttons(found: Sequence[Quantity]) -> list[tuple[str, Quantity]]:
    return [(exactly(each), each) for each in found]


def _show(found: Level) -> object:
    return None if found.said == NONE else found.quantity or found.said
