"""A pasted paragraph of a resolution, read into the answers of a registration."""

from collections.abc import Mapping, Sequence

from bot.command import Filling, Visit
from handlers.fields import MOST_TARGETS
from models.campaigns import campaign_by_code, plan_of
from models.clauses import Clause, When, clauses
from models.plan import RegistrationField
from models.quantity import Measure, fits
from models.text import fold

SENTENCES = ("project", "projects", "text")  # fields whose one answer may hold several figures
FEWEST, FEWEST_IN_A_SENTENCE = 2, 3
AT_LEAST = ("eq", "ge", "gt")  # comparisons that a figure alone keeps: what is pledged is reached


def paste(visit: Visit, kept: Mapping[str, str], text: str) -> Filling | None:
    """Return the answers that a paragraph gives; None where it is just an answer itself."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None or visit.unit is None:
        return None
    found = clauses(text)
    stated = [each for each in found if each.claim]
    if len(stated) < FEWEST or (_asks_sentence(visit) and not _is_list(stated)):
        return None
    rules = plan_of(visit.session, campaign).registration_for(visit.unit.kind)
    reader = _Reader(rules.fields if rules else (), kept)
    for clause in found:
        reader.take(clause)
    return Filling(reader.answers, reader.notes, reader.missed, text)


def _asks_sentence(visit: Visit) -> bool:
    field = visit.asked.about.get("field") if visit.asked else None
    return isinstance(field, RegistrationField) and field.kind in SENTENCES


def _is_list(stated: Sequence[Clause]) -> bool:
    """Say whether clauses are targets, and not the one long name of a project."""
    return len(stated) >= FEWEST_IN_A_SENTENCE and any(each.when for each in stated)


class _Reader:
    """Puts one clause after the other where it belongs."""

    def __init__(self, fields: Sequence[RegistrationField], kept: Mapping[str, str]) -> None:
        self.quantities = [field for field in fields if field.kind == "quantity"]
        lists = [field for field in fields if field.kind == "targets"]
        self.list = lists[0] if len(lists) == 1 else None
        self.kept = kept
        self.answers: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self.missed: list[str] = []
        self.disputed: set[str] = set()
        self.numbers = _numbers(self.list.code, kept) if self.list else {}

    def take(self, clause: Clause) -> None:
        """Keep what a clause answers, or note that it has no place."""
        key, said = self._place(clause)
        if not (key and said) or key in self.disputed:
            if clause.claim or not clause.text.endswith(":"):
                self.missed.append(clause.text)
        elif not self.answers.get(key):
            self.answers[key] = said
        elif self.answers[key] != said:  # two figures for one question: a person decides
            self.missed += [f"{clause.name}: {self.answers.pop(key)}", clause.text]
            self.disputed.add(key)

    def _place(self, clause: Clause) -> tuple[str, str]:
        named = [each for each in self.quantities if _is_about(clause.name, each.name)]
        if clause.claim and len(named) == 1:
            return self._quantity(named[0], clause)
        if clause.claim and self.list and not named:
            return self._target(self.list, clause)
        return "", ""

    def _quantity(self, field: RegistrationField, clause: Clause) -> tuple[str, str]:
        assert clause.claim is not None
        key = _year_key(field, clause.when)
        asked = Measure.parse(field.measure or field.suggested_measure or "")
        plain = clause.claim.comparator in AT_LEAST and not clause.claim.change
        if not (key and plain and fits(clause.claim.measure or "", asked)):
            return "", ""
        if clause.said != clause.figure:
            self.notes[key] = clause.said
        return key, clause.figure

    def _target(self, field: RegistrationField, clause: Clause) -> tuple[str, str]:
        number = self.numbers.get(fold(clause.name)) or self._begin(field, clause.name)
        level = _level(field, clause.when)
        return (f"{field.code}.{number}.{level}", clause.said) if number and level else ("", "")

    def _begin(self, field: RegistrationField, name: str) -> int:
        """Add a target to the list; what an earlier, longer list left in its place is forgotten."""
        number = len(self.numbers) + 1
        if number > MOST_TARGETS:
            return 0
        if number > 1:
            self.answers[f"{field.code}.{number - 1}.more"] = "yes"
        left = (key for key in self.kept if key.startswith(f"{field.code}.{number}."))
        self.answers |= dict.fromkeys(left, "")
        self.answers[f"{field.code}.{number}.name"] = name
        self.numbers[fold(name)] = number
        return number


def _numbers(code: str, kept: Mapping[str, str]) -> dict[str, int]:
    """Return the targets on a list by their folded names."""
    numbers: dict[str, int] = {}
    for number in range(1, MOST_TARGETS + 1):
        name = kept.get(f"{code}.{number}.name")
        if name is None:
            break
        numbers[fold(name)] = number
        if kept.get(f"{code}.{number}.more") != "yes":
            break
    return numbers


def _is_about(name: str, field: str) -> bool:
    """Say whether a clause names a field: the same words, or the one within the other."""
    said, asked = f" {fold(name)} ", f" {fold(field)} "
    return bool(said.strip()) and (said in asked or asked in said)


def _year_key(field: RegistrationField, when: When | None) -> str:
    """Return the key of a quantity's question for a time; empty where none is meant for sure."""
    year = when and (when.year or (when.day and when.day.year))
    if when and when.annual:
        return ""
    if year and year == field.baseline_year:
        return f"{field.code}.{year}"
    if not field.years:
        return "" if year else field.code
    if year is None and len(field.years) == 1:
        year = field.years[0]
    return f"{field.code}.by-{year}" if year in field.years else ""


def _level(field: RegistrationField, when: When | None) -> str:
    """Return the code of the level meant for a time; empty where none is for sure."""
    if when is None:
        return field.levels[0].code if len(field.levels) == 1 else ""
    meant = [
        each.code
        for each in field.levels
        if (when.annual and each.years)
        or (each.date and (when.day == each.date or when.year == each.date.year))
    ]
    return meant[0] if len(meant) == 1 else ""
