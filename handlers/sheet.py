"""/bieu: the unit's own registration sheet in Excel, with what has been answered so far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.command import Visit
from bot.talk import Done, Handout, Place, Stop, Unclear, locate
from handlers.fields import MOST_TARGETS
from handlers.nothing import Missing
from handlers.register import register
from models.campaigns import campaign_by_code, plan_of
from models.drafts import last_finished, open_draft, owner_of
from models.plan import RegistrationField
from models.quantity import Measure, Quantity
from models.sheets import MARK, VALUE, Block, Column, Row

MOST_LISTED = 10  # projects or tasks of which there is a row
TALK = "dangky"  # the command whose answers the sheet holds

Answers = Mapping[str, object]  # what is shown of each, by question key


async def hand_out_sheet(visit: Visit) -> Done | Stop:
    """Hand out the sheet, to be filled in and sent back."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None or visit.unit is None:
        return Stop("register/none-open")
    kept = _kept(visit, campaign.code)
    place = locate(register(replace(visit, detail="")), kept)
    if isinstance(place.end, Stop):
        return place.end
    if place.question("unlock.reason"):
        return Stop("sheet/locked", {"code": campaign.code})
    plan = plan_of(visit.session, campaign)
    rules = plan.registration_for(visit.unit.kind)
    about = {
        "mark": f"{MARK} {campaign.code} {visit.unit.code}",
        "plan": plan,
        "unit": visit.unit,
        "blocks": blocks(rules.fields if rules else (), _shown(place, kept)),
    }
    name = f"bieu-dang-ky-{visit.unit.code}-{campaign.code}.xlsx"
    return Done("sheet/sheet", about, file=Handout("bieu-dang-ky.xlsx", name, about))


def _kept(visit: Visit, campaign: str) -> dict[str, str]:
    """Return what is answered so far, or was submitted last."""
    asked = (visit.session, TALK, owner_of(visit.contact), campaign)
    draft = open_draft(*asked) or last_finished(*asked)
    return {key: answer.said for key, answer in draft.answers.items()} if draft else {}


def _shown(place: Place, kept: Mapping[str, str]) -> Answers:
    """Return what is shown of every answer; words that no longer parse, as they are.

    Of what is missing a cell stays empty.
    """
    found: dict[str, object] = {}
    for question in place.known:
        if question.key in kept:
            try:
                found[question.key] = question.show(question.parse(kept[question.key]))
            except Unclear:
                found[question.key] = kept[question.key]
    return {key: value for key, value in found.items() if not isinstance(value, Missing)}


# --- the tables ---


def blocks(fields: Sequence[RegistrationField], answers: Answers) -> Sequence[Block]:
    """Return the tables of a sheet for what a plan asks."""
    figures = [each for each in fields if each.kind == "quantity"]
    found = [_quantities(figures, answers)] if figures else []
    for each in fields:
        if each.kind == "targets":
            found.append(_targets(each, answers))
        elif each.kind == "projects":
            found += _projects(each, answers)
    words = [each for each in fields if each.kind in ("text", "project")]
    rows = [
        Row(each.code, each.name, values={VALUE: answers.get(each.code)}, asks=each)
        for each in words
    ]
    return [*found, Block("text", (Column(VALUE),), tuple(rows))] if rows else found


def quantity_columns(field: RegistrationField) -> Iterator[tuple[Column, str]]:
    """Yield the columns of a quantity, each with the key of its question."""
    if field.baseline_year:
        year = str(field.baseline_year)
        yield Column(year, year), f"{field.code}.{year}"
    for year_asked in field.years:
        yield Column(f"by-{year_asked}", str(year_asked)), f"{field.code}.by-{year_asked}"
    if not field.years:
        yield Column(VALUE), field.code


def target_columns(field: RegistrationField) -> Iterator[tuple[Column, str, int | None]]:
    """Yield the columns of a target, each with the code of its level and the year."""
    for level in field.levels:
        for year in level.years:
            yield Column(f"{level.code}.{year}", f"{level.name} {year}"), level.code, year
        if not level.years:
            yield Column(level.code, level.name), level.code, None


def _quantities(fields: Sequence[RegistrationField], answers: Answers) -> Block:
    columns = {column: None for each in fields for column, _ in quantity_columns(each)}
    rows = [
        Row(
            each.code,
            each.name,
            each.measure or each.suggested_measure or "",
            {
                column.code: _printed(answers.get(key), each)
                for column, key in quantity_columns(each)
            },
            each,
        )
        for each in fields
    ]
    return Block("quantity", tuple(sorted(columns, key=lambda column: column.heading)), tuple(rows))


def _printed(found: object, field: RegistrationField) -> object:
    """Return a quantity as a plain number in the measure of its field."""
    asked = Measure.parse(field.measure or field.suggested_measure or "")
    if isinstance(found, Quantity) and found.measure == asked.base:
        return found.value.scaleb(-asked.power)
    return found


def _targets(field: RegistrationField, answers: Answers) -> Block:
    columns = tuple(column for column, _, _ in target_columns(field))
    rows = []
    for number in range(1, MOST_TARGETS + 1):
        key = f"{field.code}.{number}"
        values = {
            column.code: _at(answers.get(f"{key}.{level}"), year)
            for column, level, year in target_columns(field)
        }
        rows.append(Row(key, str(answers.get(f"{key}.name", "")), values=values, asks=field))
    return Block("targets", columns, tuple(rows), field)


def _at(found: object, year: int | None) -> object:
    return found.get(year) if isinstance(found, Mapping) else found


def _projects(field: RegistrationField, answers: Answers) -> Iterator[Block]:
    for kind in ("projects", "substitute") if field.substitute else ("projects",):
        keys = [f"{field.code}.{kind}.{number}" for number in range(1, MOST_LISTED + 1)]
        rows = [Row(key, str(answers.get(key, "")), asks=field) for key in keys]
        yield Block(kind, (), tuple(rows), field)
