"""Asking for a unit by its name; those of the same name are told apart by what is above them."""

from bot.command import Visit
from bot.talk import Question, Unclear
from models.units import Unit
from models.units.search import labels, search_units

MOST = 8  # names to choose from; more of them is no choice on a telephone


def which_unit(key: str, template: str, visit: Visit, **about: object) -> Question[Unit]:
    """Ask for a unit that exists today, by its name in any spelling or by its code."""

    def parse(said: str) -> Unit:
        found = search_units(visit.session, said, day=visit.today)
        if not found:
            raise Unclear("unclear/no-unit")
        if len(found) > MOST:
            raise Unclear("unclear/many-units", count=len(found))
        if len(found) > 1:
            names = labels(visit.session, found)
            raise Unclear(
                "unclear/which-unit",
                [(unit.code, name) for unit, name in zip(found, names, strict=True)],
            )
        return found[0]

    def show(unit: Unit) -> str:
        return labels(visit.session, [unit])[0]

    return Question(key, template, parse, show, about={"label": "", **about})
