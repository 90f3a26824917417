"""Reads a plan from its YAML file: all of it, or a list of everything that is wrong, with lines.

Every scalar stays the text that was typed, so that ``4,295``, ``no`` or ``2021-10-30`` mean what
they say until :mod:`models.plan` reads them by its own rules. A key left empty means: the plan does
not say. Reasons and alternatives: ``docs/decisions/0003-plans-are-yaml-read-as-text.md``.
"""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, get_args
from unicodedata import normalize

import yaml
from pydantic import BaseModel, ValidationError
from yaml.composer import Composer

from models.plan import Plan

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DEEPEST = 20
IDENTITIES = ("code", "unit_kind")
KEYS_NEEDED = "keys with values are needed here; write 'key: value' on the lines below it"
LIST_NEEDED = "a list is needed here; begin each item with '- ', or write [one, two]"
WRONG_SHAPE = {
    "model_type": KEYS_NEEDED,
    "tuple_type": LIST_NEEDED,
    "string_type": "one text is needed here; write it after the colon, in quotes if it holds ': '",
    "enum": "'{input}' is not known here; write {expected}",
    "literal_error": "'{input}' is not known here; write {expected}",
    "bool_type": "one word is needed here; write true or false",
    "int_type": "one whole number is needed here; write digits",
    "date_type": "one date is needed here; write year-month-day, such as 2021-10-30",
    "date_from_datetime_parsing": "'{input}' is in no calendar; write a day that exists",
    "decimal_type": "one figure is needed here; write digits",
}

Place: TypeAlias = tuple[int | str, ...]


class Problem(NamedTuple):
    """One thing wrong: file, line in it (from 1), what is wrong and what to write instead."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PlanError(Exception):
    """A plan that cannot be read; ``problems`` is everything wrong with its file, by line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


def read_plan(path: Path) -> Plan:
    """Read a plan file whole, or raise PlanError with every problem found in it."""
    reading = _Reading(str(path))
    node = reading.node(reading.text(path))
    tree = reading.value(node, ()) if node else {}
    if isinstance(tree, dict):
        _cite(tree, tree.get("file", "?"))
    reading.find_repeats(tree)
    return reading.plan(tree)


class _Composing(Composer):
    """Builds the tree of nodes, without references and to a limited depth."""

    depth = 0
    peek_event: Callable[[], Any]  # the parser's
    check_event: Callable[..., bool]

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        mark = self.peek_event().start_mark
        if self.check_event(yaml.AliasEvent):
            reason = "a reference (*name) is not used here; write the value out"
            raise yaml.MarkedYAMLError(problem=reason, problem_mark=mark)
        if self.depth == DEEPEST:
            reason = f"lists and keys stand more than {DEEPEST} deep; check the brackets"
            raise yaml.MarkedYAMLError(problem=reason, problem_mark=mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Composer(_Composing, yaml.BaseLoader):
    """Says best what is wrong, and where."""


class _QuickComposer(_Composing, yaml.CBaseLoader):
    """Reads what is right five times as fast."""

    def __init__(self, text: str) -> None:
        yaml.CBaseLoader.__init__(self, text)
        Composer.__init__(self)


class _Reading:
    """One reading of one file: its problems so far, and the line of every value by its place."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.lines: dict[Place, int] = {}

    def note(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))

    def failure(self, line: int, message: str) -> PlanError:
        self.note(line, message)
        return PlanError(self.problems)

    def text(self, path: Path) -> str:
        try:
            content = path.read_bytes()
            text = content.decode("utf-8-sig")
        except OSError as error:
            reason = f"the file cannot be read ({error.strerror}); check its name and its rights"
            raise self.failure(1, reason) from error
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            reason = "this is not UTF-8 text; save the file with the encoding UTF-8"
            raise self.failure(line, reason) from error
        for number, line_text in enumerate(text.split("\n"), 1):
            if "\t" in line_text[: len(line_text) - len(line_text.lstrip())]:
                self.note(number, "the line begins with a tab; write spaces instead")
        if self.problems:
            raise PlanError(self.problems)
        return text

    def node(self, text: str) -> yaml.Node | None:
        try:
            return _QuickComposer(text).get_single_node()
        except (yaml.YAMLError, ValueError, OverflowError):
            return self._node(text)

    def _node(self, text: str) -> yaml.Node | None:
        line = 1
        try:
            composer = _Composer(text)
            try:
                return composer.get_single_node()
            finally:
                line = composer.line + 1
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            reason = "a character that cannot be printed stands here; delete it"
            raise self.failure(line, reason) from error
        except yaml.MarkedYAMLError as error:
            raise self.failure(_line(error) or line, _unreadable(error)) from error
        except (ValueError, OverflowError) as error:
            # PyYAML lets these through for "\UFFFFFFFF" and for a %YAML version of many digits.
            reason = "a number here is too large for YAML; write the character itself"
            raise self.failure(line, reason) from error

    def value(self, node: yaml.Node, place: Place) -> object:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return dict(self.pairs(node, place))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, at)) for at, item in enumerate(node.value)]
        left_empty = isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style
        return None if left_empty else normalize("NFC", node.value)

    def pairs(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, object]]:
        for key_node, value_node in node.value:
            line, key = key_node.start_mark.line + 1, key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                self.note(line, "a key must be one word; write 'key: value'")
            elif (*place, key) in self.lines:
                first = self.lines[*place, key]
                self.note(line, f"'{key}' is given in line {first} already; keep one of the two")
            else:
                self.lines[*place, key] = line
                value = self.value(value_node, (*place, key))
                if value is not None:
                    yield key, value

    def find_repeats(self, tree: object) -> None:
        """Note every item of a list that is told apart from an earlier one by nothing."""
        for place, items in _lists(tree, ()):
            seen = set()
            for at, item in enumerate(items):
                if (named := _identity(item)) and named in seen:
                    line = self.lines[*place, at, named[0]]
                    self.note(
                        line, f"'{named[1]}' is used above already; choose another {named[0]}"
                    )
                seen.add(named)

    def plan(self, tree: object) -> Plan:
        try:
            plan = Plan.model_validate(tree)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self.note(self.line_of(detail["loc"]), _explanation(detail))
        if self.problems:
            raise PlanError(self.problems)
        return plan

    def line_of(self, place: Place) -> int:
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)


def _cite(tree: object, file: object) -> None:
    """Name the signed text's file in every source; the plan file names it once, on top."""
    if isinstance(tree, dict):
        if "line" in tree or "clause" in tree:
            tree.setdefault("file", file)
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            _cite(part, file)


def _lists(tree: object, place: Place) -> Iterator[tuple[Place, list[object]]]:
    if isinstance(tree, list):
        yield place, tree
    parts = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for at, part in parts:
        yield from _lists(part, (*place, at))


def _identity(item: object) -> tuple[str, str] | None:
    given = item if isinstance(item, dict) else {}
    named = ((key, given[key]) for key in IDENTITIES if isinstance(given.get(key), str))
    return next(named, None)


def _line(error: yaml.MarkedYAMLError) -> int | None:
    # A quote left open is only noticed at the end of the file; where it was opened helps more.
    left_open = error.context == "while scanning a quoted scalar"
    mark = error.context_mark if left_open else error.problem_mark or error.context_mark
    return mark.line + 1 if mark else None


def _unreadable(error: yaml.MarkedYAMLError) -> str:
    begun = f"begun in line {error.context_mark.line + 1}," if error.context_mark else None
    what = " ".join(part for part in (error.context, begun, error.problem) if part)
    advice = "check indents, quotes, colons and brackets nearby"
    return f"this cannot be read as YAML ({what}); {advice}"


def _explanation(detail: "ErrorDetails") -> str:
    place, kind = detail["loc"], detail["type"]
    key = next((part for part in reversed(place) if isinstance(part, str)), "plan")
    if kind == "missing":
        return f"'{key}' is missing; add it"
    if kind == "extra_forbidden":
        return _unknown_key(place)
    filled = {"input": detail["input"], **detail.get("ctx", {})}
    message = WRONG_SHAPE.get(kind, "{error}" if kind == "value_error" else detail["msg"])
    return f"{key}: {message.format(**filled)}"


def _unknown_key(place: Place) -> str:
    model: type[BaseModel] | None = Plan
    for part in place[:-1]:
        if model and isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation)
    allowed = list(model.model_fields) if model else []
    near = get_close_matches(str(place[-1]), allowed, n=1)
    instead = f"did you mean '{near[0]}'?" if near else f"allowed here: {', '.join(allowed)}"
    return f"unknown key '{place[-1]}'; {instead}"


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model), None)
