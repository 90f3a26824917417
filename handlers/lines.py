"""What comes of asking for one field: lines of a summary, and what they pledge."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from bot.command import Visit
from bot.talk import Question
from models.plan import Plan
from models.registrations import Registration


@dataclass(frozen=True)
class Form:
    """What the questions of a field may look at: who registers when, by which plan, what before."""

    visit: Visit
    plan: Plan
    before: Registration | None = None


@dataclass(frozen=True)
class Line:
    """What an answer is called, what it is, and the key of the question to edit it by.

    A line of a project is called by its level: `scale`, `start`, `finish`, `photo`.
    """

    key: str
    name: str
    value: object


Fields = dict[str, Any]  # of a Pledge; the row itself is made once, at the end
Asked = tuple[list[Line], list[Fields]]
Asking = Coroutine[Question[Any], Any, Asked]
