"""What comes of asking for one field: lines of a summary, and what they pledge."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from bot.talk import Question


@dataclass(frozen=True)
class Line:
    """What an answer is called, what it is, and the key of the question to edit it by."""

    key: str
    name: str
    value: object


Fields = dict[str, Any]  # of a Pledge; the row itself is made once, at the end
Asked = tuple[list[Line], list[Fields]]
Asking = Coroutine[Question[Any], Any, Asked]
