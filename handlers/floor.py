"""A figure below the unit's own result of the base year: refused, unless with reason and document.

The refusal has a button that keeps the figure nevertheless; what it says names the figure. Then the
reason and the document are asked for, and both stand beside the figure as pledges of their own.
"""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.talk import Question, Unclear
from handlers.ask import Level, file, text
from handlers.lines import Asked, Line
from models.plan import RegistrationField
from models.quantity import Measure, Quantity

FILE = "file:"  # begins an answer that is a file
BELOW = "below."  # begins what the button says that keeps a figure below the floor


def with_exception(asked: Question[Level], measure: Measure) -> Question[Level]:
    """Let a question take, besides figures, one below the floor that was asked for knowingly."""

    def parse(said: str) -> Level:
        if not said.startswith(BELOW):
            return asked.parse(said)
        try:
            value = Decimal(said.removeprefix(BELOW))
        except InvalidOperation:
            raise Unclear("unclear/number", measure=measure.base) from None
        return Level(said, Quantity(value, measure.base))

    return replace(asked, parse=parse)


async def ask_exception(
    field: RegistrationField, key: str, level: str, found: Quantity, floor: Quantity
) -> Asked:
    """Ask why a figure is below the floor, and for the document that says so."""
    about: dict[str, Any] = {"field": field, "found": found, "floor": floor, "label": ""}
    reason = await text(f"{key}.reason", "register/exception-reason", **about)
    document = await _document(f"{key}.document", about)
    answers = {"reason": (reason, reason), "document": (document, f"file:{document}")}
    lines = [Line(f"{key}.{part}", part, value) for part, (value, _) in answers.items()]
    pledges = [
        {
            "code": field.code,
            "name": field.name,
            "kind": part,
            "level": f"{level}.{part}",
            "said": said,
            "key": f"{key}.{part}",
        }
        for part, (_, said) in answers.items()
    ]
    return lines, pledges


def _document(key: str, about: dict[str, Any]) -> Question[int | None]:
    """Ask for a document that has to be there: an exception without one is none."""
    asked = file(key, "register/exception-document", **about)

    def parse(said: str) -> int | None:
        if not said.startswith(FILE):
            raise Unclear("register/document-needed")
        return asked.parse(said)

    return replace(asked, parse=parse)
