"""A person's drafts: found, kept, asked on and ended. What `bot.turn` works with.

Everything here happens inside one transaction, and sends nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from bot.asking import digest, put
from bot.clock import Clock
from bot.command import Asked, Command, Reception, Visit
from bot.owing import owe, owe_notice, owe_post, settle
from bot.saying import AT
from bot.serving import Serving
from bot.talk import CONFIRM, Done, Handout, Place, Question, Unclear, locate
from messages import Message, render
from messages.documents import write
from models.documents import document
from models.drafts import Answer, Draft, last_finished, owner_of
from models.people import Contact, Role
from models.registers import Incoming, Outgoing


@dataclass(frozen=True)
class Front:
    """All that a turn needs to know: the table of contents, who meets strangers, and the time."""

    commands: Mapping[str, Command]
    reception: Reception
    clock: Clock

    def allowed(self, role: Role, serving: Serving | None = None) -> list[str]:
        """Return the names of the commands that a role may use, and are of use to somebody."""
        return [
            command.name
            for command in self.commands.values()
            if role in command.roles
            and (not command.several or (serving is not None and serving.several))
            and (command.general or serving is None or not serving.nobody)
        ]


class Drafting:
    """What one person's turn can do with drafts, and say back."""

    def __init__(self, session: Session, row: Incoming, front: Front, contact: Contact) -> None:
        self.session, self.row, self.front, self.contact = session, row, front, contact
        self.now = front.clock.now()
        today = front.clock.today()
        self.serving = Serving(session, contact, today)
        allowed = front.allowed(contact.role, self.serving)
        self.visit = Visit(session, contact, self.serving.unit, self.now, today, allowed)

    def _about(self, subject: str, draft_id: int) -> Visit:
        code, _, detail = subject.partition(" ")
        visit = replace(self.visit, subject=code, detail=detail.strip(), draft_id=draft_id)
        return replace(visit, asked=self._asked(subject))

    def _locate(self, draft: Draft, said: Mapping[str, str]) -> Place:
        command = self.front.commands[draft.talk]
        return locate(command.talk(self._about(draft.subject, draft.id)), said)

    def _open_at(self, subject: str) -> tuple[Draft, Place, Question[Any]] | None:
        """Return the open question that a subject of `_where` names, with its draft and place."""
        number, _, key = subject.removeprefix(AT).partition(" ")
        if not (subject.startswith(AT) and re.fullmatch(r"[0-9]{1,18}", number)):
            return None
        draft = self.session.get(Draft, int(number))
        if draft is None or draft.finished_at or draft.owner != owner_of(self.contact):
            return None
        if self.front.commands[draft.talk].explains:
            return None
        place = self._locate(draft, said_in(draft))
        question = place.question(key) or place.now
        return (draft, place, question) if question else None

    def _asked(self, subject: str) -> Asked | None:
        found = self._open_at(subject)
        if found is None:
            return None
        return question_asked(*found)

    def _inherited(self, command: Command, subject: str) -> dict[str, Answer]:
        """Return what a new draft begins with: what was last submitted, but for the last word."""
        owner = owner_of(self.contact)
        earlier = command.prefill and last_finished(self.session, command.name, owner, subject)
        kept = earlier.answers if earlier else {}
        return {key: answer for key, answer in kept.items() if key != CONFIRM}

    def _open(self, command: Command, subject: str, inherited: Mapping[str, Answer]) -> Draft:
        draft = Draft(
            talk=command.name, owner=owner_of(self.contact), subject=subject, opened_at=self.now
        )
        self.session.add(draft)
        self.session.flush()
        for key, answer in inherited.items():  # who said it, and when, goes with it
            fields = answer.model_dump(exclude={"id", "draft_id"})
            draft.answers[key] = Answer(draft_id=draft.id, **fields)
        return draft

    def _keep(self, draft: Draft, key: str, said: str, before: Answer | None = None) -> None:
        who = self.contact.id
        answer = before or Answer(
            draft_id=draft.id, key=key, said=said, contact_id=who, said_at=self.now
        )
        answer.said, answer.said_at, answer.contact_id = said, self.now, who
        answer.incoming_id = self.row.id
        draft.answers[key] = answer

    # --- what is said back ---

    def _ask_or_end(
        self, draft: Draft, place: Place, said: Mapping[str, str], noted: Message | None = None
    ) -> None:
        if place.now is not None:
            self._ask(draft, place.now, place, said, above=noted)
            return
        if isinstance(place.end, Done):
            draft.finished_at = self.now
            self.session.add(draft)
            self._end(draft, place.end, self._ending(place))
        else:
            self._write(self._ending(place), prompt={})

    def _ask(  # noqa: PLR0913
        self,
        draft: Draft,
        question: Question[Any],
        place: Place,
        said: Mapping[str, str],
        *,
        above: Message | None = None,
        unclear: Unclear | None = None,
        page: int = 1,
    ) -> None:
        prompt: dict[str, Any] = {"draft": draft.id, "key": question.key, "free": question.free}
        more: dict[str, object] = {"page": min(max(page, 1), question.pages)}
        if question.file:
            prompt |= {"file": True, "captioned": question.captioned}
        if question.key == CONFIRM:
            prompt["seen"] = digest(said)
            more["authors"] = self._authors(draft)
        message = put(question, place, said, above=above, unclear=unclear, more=more)
        self._write(message, prompt)

    def _authors(self, draft: Draft) -> Mapping[str, str]:
        """Return who gave the answers that this person did not give, by question key."""
        return {
            key: self.session.get_one(Contact, answer.contact_id).name
            for key, answer in draft.answers.items()
            if answer.contact_id != self.contact.id
        }

    def _end(self, draft: Draft, done: Done, message: Message) -> None:
        """Finish a draft; the question that it came in the middle of is asked again at once."""
        found = self._open_at(draft.subject)
        if found is None:
            self._finish(done, message)
            return
        self._finish(done)
        earlier, place, question = found
        said = said_in(earlier)
        self._ask(earlier, question, place, said, above=message)

    def _ending(self, place: Place) -> Message:
        assert place.end is not None
        message = render(place.end.template, **place.end.about)
        file = place.end.file if isinstance(place.end, Done) else None
        file = self._handed_out(file) if isinstance(file, Handout) else file
        return replace(message, file=file)

    def _handed_out(self, file: Handout) -> Mapping[str, Any]:
        """Make a file and keep it; the outbox finds it by its row."""
        content, media_type = write(file.template, **file.about)
        made = document(
            file.name,
            media_type,
            content,
            contact_id=self.contact.id,
            unit_id=self.contact.unit_id,
            made_at=self.now,
        )
        self.session.add(made)
        self.session.flush()
        shape = "photo" if media_type.startswith("image/") else "document"
        return {"document": made.id, "name": made.name, "as": shape}

    def _finish(self, done: Done, message: Message | None = None) -> None:
        self.session.add_all(done.save)
        if done.tell:
            self.session.flush()  # what is told may name a new row
        settle(self.session, done.settles, self.now)
        written = self._write(message, prompt={}) if message else None
        for notice in done.tell:
            owe_notice(self.session, notice, self.now)
        if done.post:
            owe_post(self.session, done.post, written, self.now)

    def _write(self, message: Message, prompt: Mapping[str, Any] | None = None) -> Outgoing:
        whole = self.serving.headed(message)
        return owe(self.session, self.row, whole, self.now, prompt, self.contact.unit_id)


def said_in(draft: Draft) -> dict[str, str]:
    """Return what a draft says, by question key."""
    return {key: answer.said for key, answer in draft.answers.items()}


def question_asked(draft: Draft, place: Place, question: Question[Any]) -> Asked:
    """Return what stands open, as a conversation is told of it."""
    text = render(question.template, **question.about).text
    answered = len(place.asked)
    return Asked(draft.talk, draft.subject, question.key, text, answered, question.about)
