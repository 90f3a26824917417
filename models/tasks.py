"""Tasks (việc): what people are reminded of, whoever owes it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from models.campaigns import Campaign
from models.ladders import Ladder, Rung
from models.plan import Plan
from models.units import Unit


class Task(Protocol):
    """What somebody is reminded of: what a unit owes, or what waits for an office or for staff.

    `office` is the unit whose people are told, None for staff; `kind` names its ladder, and `code`
    the deadline. `name` is what its reminders are known and settled by.
    """

    @property
    def campaign(self) -> Campaign:
        """The campaign it belongs to."""

    @property
    def plan(self) -> Plan:
        """The campaign's plan."""

    @property
    def office(self) -> Unit | None:
        """Whose people are told."""

    @property
    def name(self) -> str:
        """What makes reminders of it needless."""

    @property
    def kind(self) -> str:
        """Which ladder it has."""

    @property
    def code(self) -> str:
        """What it is called among the campaign's deadlines."""

    @property
    def last_day(self) -> date:
        """The last safe day."""

    @property
    def days_left(self) -> int:
        """Calendar days until then; negative afterwards."""

    def silent_on(self, day: date) -> bool:
        """Say whether nobody is to be reminded on a day."""

    def rungs(self, ladder: Ladder) -> Sequence[Rung]:
        """Return its reminders, in order."""
