"""For which unit somebody acts in a turn: one that they serve on this day."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from bot.command import Command
from bot.saying import Saying
from messages import Message, render
from models.assignments import assignment_of, units_served
from models.invitations import TRIES_AN_HOUR, code_tries, looks_like_code, valid_invitation
from models.people import Contact, Role
from models.units import Unit
from models.units.search import label_among, named


class Serving:
    """The units that a person serves, and where the person is: `Contact.unit_id`.

    Who comes after an assignment has ended is led to another unit, or to none, and told so.
    """

    def __init__(self, session: Session, contact: Contact, today: date) -> None:
        self._session, self.contact = session, contact
        self.units: Sequence[Unit] = units_served(session, contact.id, today)
        self._farewell = self._leave() if contact.unit_id and self.unit is None else None
        self._above = self._farewell
        self._began = contact.unit_id

    @property
    def unit(self) -> Unit | None:
        """The unit that the person works for now."""
        return next((unit for unit in self.units if unit.id == self.contact.unit_id), None)

    @property
    def several(self) -> bool:
        """Whether the person has to be told which unit is meant."""
        return self.contact.role == Role.CONTACT and len(self.units) > 1

    @property
    def nobody(self) -> bool:
        """Whether the person serves no unit, and is none of the staff."""
        return self.contact.role == Role.CONTACT and not self.units

    def meant(self, saying: Saying, now: datetime) -> Saying:
        """Read a code that was typed as coming with it, and the name of an own unit as going there.

        What answers a free question is a code only if it is valid, a unit only by its whole name.
        """
        if saying.command or saying.tapped or saying.file:
            return saying
        free = bool(saying.prompt.get("draft") and saying.prompt.get("free"))
        if looks_like_code(saying.text) and (not free or self._opens(saying.text, now)):
            return Saying(saying.text, saying.prompt, "start")
        if self.several and named(self.units, saying.text, exact=free):
            return Saying(saying.text, saying.prompt, "donvi")
        return saying

    def turn_to(self, saying: Saying, command: Command | None) -> Message | None:
        """Work for the unit that was spoken for; return what is said where nobody may act for it.

        `command` is the one that was given, or whose question was answered.
        """
        theirs = {unit.id for unit in self.units}
        wanted = saying.unit_id if command and self.contact.role == Role.CONTACT else None
        if wanted in theirs:
            self.contact.unit_id = wanted
        if command and command.general and saying.command:
            return None
        if self._farewell or (self.contact.role == Role.CONTACT and not self.units):
            farewell, self._above = self._farewell or render("units/none"), None
            return farewell
        if wanted is not None and wanted not in theirs:
            return render("units/not-yours", unit=self._session.get_one(Unit, wanted))
        self._above = self._heading() if command and not command.general else None
        return None

    def headed(self, message: Message) -> Message:
        """Return a reply below what it has to begin with, such as the unit that it is about."""
        above, self._above = self._above, None
        return message.after(above) if above else message

    def _heading(self) -> Message | None:
        if not self.several or self.unit is None:
            return None
        turned = self.contact.unit_id != self._began
        label = label_among(self._session, self.unit, self.units)
        return render("units/turned" if turned else "units/for", label=label)

    def _opens(self, code: str, now: datetime) -> bool:
        tries = code_tries(self._session, self.contact, now)
        return tries <= TRIES_AN_HOUR and bool(valid_invitation(self._session, code, now))

    def _leave(self) -> Message:
        former = self._session.get_one(Unit, self.contact.unit_id)
        ended = assignment_of(self._session, self.contact.id, former.id)
        self.contact.unit_id = self.units[0].id if self.units else None
        return render(
            "units/ended",
            former=former,
            until=ended.until
            if ended and ended.until and ended.until >= ended.since.date()
            else None,
            unit=self.unit,
            several=self.several,
        )
