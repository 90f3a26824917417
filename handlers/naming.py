"""Asking for units by their names: all of some, or a few."""

import re
from collections.abc import Mapping, Sequence

from bot.talk import Question, Unclear
from models.text import fold
from models.units import Unit

ALL = "all"
OFFERED = 8  # units of one name that are offered to choose from


def ask_units(
    key: str, template: str, units: Sequence[Unit], names: Mapping[int, str], **about: object
) -> Question[list[Unit]]:
    """Ask which of some units are meant: all, or some by names, parted by commas or lines.

    Those of the same name are asked apart. `names` tells what they are called before others.
    """

    def parse(said: str) -> list[Unit]:
        if said == ALL:
            return list(units)
        wanted = [name for name in re.split(r"[,;\n]", said) if fold(name)]
        return list({unit.id: unit for name in wanted for unit in _named(name)}.values())

    def _named(name: str) -> list[Unit]:
        found = [unit for unit in units if _means(unit, name)]
        if not found:
            raise Unclear("nudge/unknown", name=name.strip())
        if len(found) > 1:
            which = [(unit.code, names[unit.id]) for unit in found[:OFFERED]]
            raise Unclear("nudge/which", which, name=name.strip())
        return found

    def show(chosen: list[Unit]) -> str:
        return ", ".join(names[unit.id] for unit in chosen)

    about = {"label": "", **about, "names": names}
    return Question(key, template, parse, show, about=about)


def _means(unit: Unit, name: str) -> bool:
    wanted = fold(name)
    return wanted in (fold(unit.code), fold(unit.name)) or fold(unit.name).endswith(f" {wanted}")
