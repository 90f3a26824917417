"""The ways to ask for what a unit registers: one for each kind of field that a plan can have."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.talk import Question, Unclear
from handlers.ask import Level, choose, exactly, level, levels_by_year, quantity, text
from handlers.floor import ask_exception, with_exception
from handlers.lines import Asked, Asking, Fields, Form, Line
from handlers.magnitude import earlier_figures, figure_doubted, standards_for, years_doubted
from handlers.nothing import NO_BASE, Missing, base_result, demanded
from handlers.projects import ask_project, ask_projects
from models.offers import Offer
from models.plan import RegistrationField
from models.quantity import Measure, Quantity, fits

MOST_TARGETS = 30  # of one unit; a list longer than this belongs into a sheet
NAME_LIMIT = 300  # characters of a target's name

Value = TypeVar("Value")


async def _ask_quantity(field: RegistrationField, form: Form) -> Asked:
    measure = Measure.parse(field.measure or field.suggested_measure or "")
    lines: list[Line] = []
    floor = None
    if field.baseline_year:
        key = f"{field.code}.{field.baseline_year}"
        label = f"{field.name} ({field.baseline_year})"
        asked = quantity(key, "register/baseline", measure, optional=True, field=field, label=label)
        reported = form.offers.results_of(field.code, field.name, field.baseline_year)
        base = await offering(base_result(asked), reported, measure)
        lines.append(Line(key, label, base.quantity or NO_BASE))
        floor = base.quantity
    pledges = []
    for year in field.years or (0,):
        key = f"{field.code}.by-{year}" if year else field.code
        label = f"{field.name} ({year})" if year else field.name
        asked = quantity(
            key,
            "register/quantity",
            measure,
            beside=floor.value if floor else None,
            check=_not_below(floor, field),
            field=field,
            label=label,
            year=year,
            floor=floor,
        )
        asked = with_exception(asked, measure) if _binds(floor, field) else asked
        beside = standards_for(form, field, str(year or ""))
        doubted = demanded(figure_doubted(asked, beside, str(year or "")), field)
        known = form.offers.figures(field.code, field.name, str(year or ""))
        found = await offering(doubted, known, measure)
        if isinstance(found, Missing):
            lines.append(Line(key, label, found))
            continue
        lines.append(Line(key, label, found.quantity))
        pledges.append(_pledge(key, (field.code, field.name), (str(year or ""),) * 2, found))
        if floor and found.quantity and _is_below(found.quantity, floor, field):
            more_lines, more_pledges = await ask_exception(
                field, key, str(year or ""), found.quantity, floor
            )
            lines += more_lines
            pledges += more_pledges
    return lines, pledges


def _not_below(floor: Quantity | None, field: RegistrationField) -> Callable[[Quantity], None]:
    def check(found: Quantity) -> None:
        if floor and _is_below(found, floor, field):
            raise Unclear("register/below-baseline", field=field, floor=floor, found=found)

    return check


def _binds(floor: Quantity | None, field: RegistrationField) -> bool:
    return floor is not None and field.at_least_baseline


def _is_below(found: Quantity, floor: Quantity, field: RegistrationField) -> bool:
    return _binds(floor, field) and found.value < floor.value


async def _ask_targets(field: RegistrationField, form: Form) -> Asked:
    lines: list[Line] = []
    pledges: list[Fields] = []
    for number in range(1, MOST_TARGETS + 1):
        target = f"{field.code}.{number}"
        about: Fields = {"field": field, "number": number, "label": ""}
        asked = text(f"{target}.name", "register/target-name", limit=NAME_LIMIT, **about)
        used = [str(line.value) for line in lines if line.key.endswith(".name")]
        name = await offering(demanded(asked, field, number), form.offers.names(used))
        if isinstance(name, Missing):
            return [Line(f"{target}.name", field.name, name)], []
        lines.append(Line(f"{target}.name", str(number), name))
        for each in field.levels:
            key = f"{target}.{each.code}"
            label = f"{name} – {each.name}"
            about = {"field": field, "level": each, "name": name, "label": label}
            if each.years:
                yearly = levels_by_year(key, "register/target-years", each.years, **about)
                yearly = years_doubted(yearly, form.before, name, each.years)
                found = await offering(yearly, form.offers.by_year(name, each.years))
                by_year = zip(each.years, found, strict=True)
                pledges += [
                    _pledge(key, (target, name), (str(y),) * 2, value) for y, value in by_year
                ]
                shown: object = dict(zip(each.years, map(_value, found), strict=True))
            else:
                one = level(key, "register/target-level", **about)
                one = figure_doubted(one, earlier_figures(form.before, name, each.code), each.code)
                value = await offering(one, form.offers.figures("", name, each.code))
                pledges.append(_pledge(key, (target, name), (each.code, each.name), value))
                shown = _value(value)
            lines.append(Line(key, each.name, shown))
        listed = {"count": number, "kind": "targets"}
        if await choose(f"{target}.more", "register/more", ("yes", "no"), **listed) == "no":
            lines.append(Line(f"{target}.more", "", None))
            break
    return lines, pledges


async def _ask_text(field: RegistrationField, _: Form) -> Asked:
    asked = text(field.code, "register/text", field=field, label=field.name)
    said = await demanded(asked, field)
    if isinstance(said, Missing):
        return [Line(field.code, field.name, said)], []
    return [Line(field.code, field.name, said)], [
        {"code": field.code, "name": field.name, "kind": "text", "said": said, "key": field.code}
    ]


def offering(
    question: Question[Value], offers: Sequence[Offer], measure: Measure | None = None
) -> Question[Value]:
    """Put what was said before on offer: a quantity exactly as it is, if it is of the measure."""
    found = []
    for each in offers:
        known = each.quantity
        if known is None or measure is None or fits(known.measure, measure):
            says = exactly(known) if known else each.said
            found.append((says, each.source))
    return replace(question, offers=tuple(found))


ASK: dict[str, Callable[[RegistrationField, Form], Asking]] = {
    "quantity": _ask_quantity,
    "targets": _ask_targets,
    "text": _ask_text,
    "project": ask_project,
    "projects": ask_projects,
}


def _value(found: Level) -> object:
    return found.quantity or found.said


def _pledge(key: str, target: tuple[str, str], at: tuple[str, str], found: Level) -> Fields:
    """Return the fields of a pledge: the question's key, then code and name of target and level."""
    return {
        "key": key,
        "code": target[0],
        "name": target[1],
        "level": at[0],
        "level_name": at[1],
        "value": found.quantity.value if found.quantity else None,
        "measure": found.quantity.measure if found.quantity else "",
        "said": found.said.lstrip("\x1f"),
    }
