"""Asking for units by their names: all of some, a few, or one of all there are."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from bot.talk import Question, Unclear
from models.text import fold
from models.units import Unit
from models.units.search import labels, search_units

ALL = "all"
OFFERED = 8  # units of one name that are offered to choose from


def ask_units(
    key: str,
    template: str,
    units: Sequence[Unit],
    names: Mapping[int, str],
    sets: Mapping[str, Sequence[Unit]] | None = None,
    **about: object,
) -> Question[list[Unit]]:
    """Ask which of some units are meant: all, or some by names, parted by commas or lines.

    Those of the same name are asked apart. `names` tells what they are called before others; `sets`
    are some of them together, by what a button says.
    """
    together = {ALL: units, **(sets or {})}

    def parse(said: str) -> list[Unit]:
        if said in together:
            return list(together[said])
        wanted = [name for name in re.split(r"[,;\n]", said) if fold(name)]
        return list({unit.id: unit for name in wanted for unit in _named(name)}.values())

    def _named(name: str) -> list[Unit]:
        found = [unit for unit in units if _means(unit, name)]
        if not found:
            raise Unclear("unclear/unit-unknown", name=name.strip())
        if len(found) > 1:
            which = [(unit.code, names[unit.id]) for unit in found[:OFFERED]]
            raise Unclear("unclear/unit-which", which, name=name.strip())
        return found

    def show(chosen: list[Unit]) -> str:
        return ", ".join(names[unit.id] for unit in chosen)

    about = {"label": "", **about, "names": names}
    return Question(key, template, parse, show, about=about)


def ask_unit(
    key: str,
    template: str,
    there: tuple[Session, date],
    check: Callable[[Unit], None],
    **about: object,
) -> Question[Unit]:
    """Ask for one unit of all that are `there` on a day; `check` may refuse it."""
    session, today = there

    def parse(said: str) -> Unit:
        found = search_units(session, said, day=today)
        if not found:
            raise Unclear("unclear/unit-unknown", name=said.strip())
        if len(found) > 1:
            told = labels(session, found[:OFFERED])
            codes = [unit.code for unit in found[:OFFERED]]
            which = list(zip(codes, told, strict=True))
            raise Unclear("unclear/unit-which", which, name=said.strip())
        check(found[0])
        return found[0]

    return Question(key, template, parse, lambda unit: unit.name, about={"label": "", **about})


def _means(unit: Unit, name: str) -> bool:
    wanted = fold(name)
    return wanted in (fold(unit.code), fold(unit.name)) or fold(unit.name).endswith(f" {wanted}")
