"""That there is nothing: a field that a plan does not require may be left out, a required one not.

What is left out is kept as said and stands in the summary; it pledges nothing.
"""

from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from bot.talk import Question, Unclear
from handlers.ask import NONE, Level
from models.plan import RegistrationField
from models.text import fold

NOTHING = ("khong", "khong co", "khong co gi", "chua co", NONE)  # folded

Value = TypeVar("Value")


@dataclass(frozen=True)
class Missing:
    """What stands where an answer would: nothing of a field, or no result of the base year."""

    missing: Literal["field", "base"]


NO_FIELD, NO_BASE = Missing("field"), Missing("base")


def demanded(
    asked: Question[Value], field: RegistrationField, number: int = 1, fewest: int = 1
) -> Question[Value | Missing]:
    """Let a question of a field be skipped where the plan allows it, else refuse to have nothing.

    `number` is that of an item of a list, of which the plan wants at least `fewest`: the first is
    skipped for the whole list. A list with a substitute is chosen or skipped before its items.
    """
    skippable = number == 1 and not field.required and not field.substitute
    instead = field.substitute and asked.template == "register/project"
    way_out = "enough" if number > fewest else "substitute" if instead else ""

    def parse(said: str) -> Value | Missing:
        if fold(said) not in NOTHING:
            return asked.parse(said)
        if skippable:
            return NO_FIELD
        raise Unclear("register/required", field=field, way_out=way_out)

    def show(found: Value | Missing) -> object:
        return found if isinstance(found, Missing) else asked.show(found)

    return Question(
        asked.key, asked.template, parse, show, asked.about, asked.free, blank=asked.blank
    )


def base_result(asked: Question[Level]) -> Question[Level]:
    """Tell a missing result of the base year as such, not as a figure still to come."""

    def parse(said: str) -> Level:
        return asked.parse(NONE if fold(said) in NOTHING else said)

    return replace(asked, parse=parse, show=lambda found: asked.show(found) or NO_BASE)
