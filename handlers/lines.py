"""Lines of a summary."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """What an answer is called, what it is, and the key of the question to edit it by."""

    key: str
    name: str
    value: object
