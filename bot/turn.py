"""One turn: something was said; find what it means, keep it, and write down what is said back.

Everything here happens inside one transaction, and sends nothing.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.command import Command, Reception, Visit
from bot.owing import owe, owe_menu, owe_post, settle
from bot.saying import BACK, EDIT, ON, Saying, read
from bot.talk import CONFIRM, Done, Place, Question, Unclear, locate
from messages import Button, Message, render, wording
from models.drafts import Answer, Draft, answers_in, last_finished, open_draft, owner_of
from models.people import Account, Contact, Role, account_at
from models.registers import Incoming, Outgoing
from models.units import Unit


@dataclass(frozen=True)
class Front:
    """All that a turn needs to know: the table of contents, who meets strangers, and the time."""

    commands: Mapping[str, Command]
    reception: Reception
    clock: Clock

    def allowed(self, role: Role) -> list[str]:
        """Return the names of the commands that a role may use."""
        return [command.name for command in self.commands.values() if role in command.roles]


def take_turn(session: Session, row: Incoming, front: Front) -> None:
    """Deal with one incoming row: its answers, finished rows and replies join the transaction."""
    if row.kind == "group":
        owe(session, row, render("talk/group"), front.clock.now())
        return
    known = account_at(session, row.channel, row.address)
    if known is None:
        _receive_stranger(session, row, front)
        return
    account, contact = known
    _note_reachable(account, row)
    if row.kind not in ("reachable", "unreachable"):
        _Turn(session, row, front, contact).take()


def apologise(session: Session, row: Incoming, front: Front) -> None:
    """Tell the person that something went wrong here and that nothing was lost."""
    owe(session, row, render("talk/failed"), front.clock.now())


class _Turn:
    """One turn of a known person."""

    def __init__(self, session: Session, row: Incoming, front: Front, contact: Contact) -> None:
        self.session, self.row, self.front, self.contact = session, row, front, contact
        self.now = front.clock.now()
        unit = session.get(Unit, contact.unit_id) if contact.unit_id else None
        self.visit = Visit(
            session, contact, unit, self.now, front.clock.today(), front.allowed(contact.role)
        )

    def take(self) -> None:
        if self.row.kind == "contact":
            self._keep_phone()
            return
        if self.row.kind == "edited":
            self.write(render("talk/edited"))
            return
        saying = read(self.session, self.row, self.front.commands)
        if saying is None:
            self.write(render("talk/old-button"))
        elif saying.command:
            self.command(self.front.commands[saying.command], saying)
        elif saying.prompt.get("draft"):
            self.reply(self.session.get_one(Draft, saying.prompt["draft"]), saying)
        else:
            self.write(render("talk/not-understood"))

    # --- commands ---

    def command(self, command: Command, saying: Saying) -> None:
        if self.contact.role not in command.roles:
            self.write(render("talk/not-allowed"))
            return
        subject = self._subject(command, saying.text)
        if subject is None:
            return
        draft = open_draft(self.session, command.name, owner_of(self.contact), subject)
        kept = answers_in(self.session, draft) if draft else {}
        answers = {key: answer.said for key, answer in kept.items()}
        if draft is None and command.prefill:
            answers = self._inherited(command, subject)
        visit = replace(self.visit, subject=subject, draft_id=draft.id if draft else 0)
        place = locate(command.talk(visit), answers)
        if place.now is None:
            self._tell(command, place, saying)
            return
        if draft is None:
            draft = self._open(command, subject, answers)
        self.ask(draft, place, place.now, answers, intro="talk/resumed" if kept else None)

    def _subject(self, command: Command, wanted: str) -> str | None:
        subjects = command.subjects(self.visit) if command.subjects else ()
        codes = [subject.code for subject in subjects]
        if wanted in codes:
            return wanted
        if not codes or codes == codes[:1]:
            return "".join(codes)
        message = render("talk/which", command=command.name, subjects=subjects)
        self.write(message, prompt={"free": False})
        return None

    def _inherited(self, command: Command, subject: str) -> dict[str, str]:
        earlier = last_finished(self.session, command.name, owner_of(self.contact), subject)
        kept = answers_in(self.session, earlier) if earlier else {}
        return {key: answer.said for key, answer in kept.items() if key != CONFIRM}

    def _open(self, command: Command, subject: str, answers: Mapping[str, str]) -> Draft:
        draft = Draft(
            talk=command.name, owner=owner_of(self.contact), subject=subject, opened_at=self.now
        )
        self.session.add(draft)
        self.session.flush()
        for key, said in answers.items():
            self._keep(draft, key, said)
        return draft

    def _tell(self, command: Command, place: Place, saying: Saying) -> None:
        if isinstance(place.end, Done):
            self._finish(place.end)
        message = self._ending(place)
        if command.leaves:
            self.write(message, prompt={})
            return
        self.write(self._with_way_back(message, saying))

    def _with_way_back(self, message: Message, saying: Saying) -> Message:
        """Offer to go on with the question that this command came in the middle of."""
        draft = self.session.get(Draft, saying.prompt.get("draft", 0))
        if draft is None or draft.finished_at:
            return message
        label = wording(f"menu/{draft.talk}")
        says = f"/{draft.talk} {draft.subject}".strip()
        if any(button.says == says for row in message.buttons for button in row):
            return message
        resume = Button(wording("talk/go-on", what=label), says)
        return replace(message, buttons=(*message.buttons, (resume,)))

    # --- answers ---

    def reply(self, draft: Draft, saying: Saying) -> None:
        if draft.owner != owner_of(self.contact):
            self.write(render("talk/old-button"))
        elif draft.finished_at:
            self.write(render("talk/finished", talk=draft.talk, subject=draft.subject))
        else:
            self._go_on(draft, saying)

    def _go_on(self, draft: Draft, saying: Saying) -> None:
        answers = answers_in(self.session, draft)
        said = {key: answer.said for key, answer in answers.items()}
        place = self._locate(draft, said)
        question = place.question(saying.prompt.get("key"))
        if saying.tapped and saying.text[:1] in (BACK, ON, EDIT):
            self._navigate(draft, place, saying, said)
        elif question is None:
            self._ask_or_end(draft, place, said)
        else:
            self._answer(draft, question, saying, answers)

    def _check_seen(self, question: Question[Any], saying: Saying, said: Mapping[str, str]) -> None:
        """Let nobody confirm what somebody else has changed since it was shown."""
        if question.key == CONFIRM and saying.prompt.get("seen") != _digest(said):
            raise Unclear("unclear/changed")

    def _navigate(
        self, draft: Draft, place: Place, saying: Saying, said: Mapping[str, str]
    ) -> None:
        target = None
        if saying.text == BACK:
            target = place.before(saying.prompt.get("key", ""))
        elif saying.text.startswith(EDIT):
            target = place.question(saying.text.removeprefix(EDIT))
        if target is None:
            self._ask_or_end(draft, place, said)
        else:
            self.ask(draft, place, target, said)

    def _answer(
        self, draft: Draft, question: Question[Any], saying: Saying, kept: Mapping[str, Answer]
    ) -> None:
        said = {key: answer.said for key, answer in kept.items()}
        try:
            self._check_seen(question, saying, said)
            value = question.parse(self._heard(question, saying))
        except Unclear as reason:
            self.ask(draft, self._locate(draft, said), question, said, unclear=reason)
            return
        noted = self._noted(question, value, kept.get(question.key), saying)
        said[question.key] = self._heard(question, saying)
        self._keep(draft, question.key, said[question.key], kept.get(question.key))
        self._ask_or_end(draft, self._locate(draft, said), said, noted)

    def _heard(self, question: Question[Any], saying: Saying) -> str:
        """Return the answer as it is kept: a file by its row, else the words."""
        if question.file and saying.file:
            return f"file:{self.row.id}"
        if saying.file and not saying.text:
            raise Unclear("unclear/not-a-file")
        if not saying.text:
            raise Unclear("unclear/no-text")
        if not question.free and not saying.tapped:
            raise Unclear("unclear/choose")
        return saying.text

    def _noted(
        self, question: Question[Any], value: object, before: Answer | None, saying: Saying
    ) -> Message | None:
        if not question.free:
            return None
        about: dict[str, object] = {"label": question.about.get("label", ""), "replaced": None}
        if before and before.said != saying.text and before.contact_id != self.contact.id:
            author = self.session.get_one(Contact, before.contact_id)
            about |= {
                "replaced": _shown(question, before.said),
                "author": author.name,
                "moment": before.said_at,
            }
        return render("talk/noted", value=question.show(value), **about)

    def _keep(self, draft: Draft, key: str, said: str, before: Answer | None = None) -> None:
        who = self.contact.id
        answer = before or Answer(
            draft_id=draft.id, key=key, said=said, contact_id=who, said_at=self.now
        )
        answer.said, answer.said_at, answer.contact_id = said, self.now, who
        answer.incoming_id = self.row.id
        draft.answers[key] = answer

    def _locate(self, draft: Draft, said: Mapping[str, str]) -> Place:
        command = self.front.commands[draft.talk]
        visit = replace(self.visit, subject=draft.subject, draft_id=draft.id)
        return locate(command.talk(visit), said)

    # --- what is said back ---

    def _ask_or_end(
        self, draft: Draft, place: Place, said: Mapping[str, str], noted: Message | None = None
    ) -> None:
        if place.now is not None:
            self.ask(draft, place, place.now, said, noted=noted)
            return
        if isinstance(place.end, Done):
            draft.finished_at = self.now
            self.session.add(draft)
            self._finish(place.end, self._ending(place))
        else:
            self.write(self._ending(place), prompt={})

    def _ending(self, place: Place) -> Message:
        assert place.end is not None
        return render(place.end.template, **place.end.about)

    def _finish(self, done: Done, message: Message | None = None) -> None:
        self.session.add_all(done.save)
        self.session.flush()
        settle(self.session, done.settles, self.now)
        written = self.write(message, prompt={}) if message else None
        if done.post:
            owe_post(self.session, done.post, written, self.now)

    def ask(  # noqa: PLR0913
        self,
        draft: Draft,
        place: Place,
        question: Question[Any],
        said: Mapping[str, str],
        *,
        noted: Message | None = None,
        unclear: Unclear | None = None,
        intro: str | None = None,
    ) -> None:
        """Put a question, below what was just noted or could not be understood."""
        message = render(question.template, **question.about)
        unclear = unclear or place.unclear if question is place.now else unclear
        above = [render(intro)] if intro else []
        above += [noted] if noted else []
        if question.free and question.key in said and not unclear:
            above.append(self._current(question, said))
        above += [render(unclear.template, **unclear.about)] if unclear else []
        for earlier in reversed(above):
            message = message.after(earlier)
        rows = message.buttons + self._readings(unclear) + self._navigation(place, question, said)
        prompt = {"draft": draft.id, "key": question.key, "free": question.free}
        if question.key == CONFIRM:
            prompt["seen"] = _digest(said)
        self.write(replace(message, buttons=rows), prompt=prompt)

    def _current(self, question: Question[Any], said: Mapping[str, str]) -> Message:
        return render("talk/current", value=_shown(question, said[question.key]))

    def _readings(self, unclear: Unclear | None) -> tuple[tuple[Button, ...], ...]:
        if unclear is None:
            return ()
        return tuple(
            (Button(wording("talk/reading", value=value), says),)
            for says, value in unclear.readings
        )

    def _navigation(
        self, place: Place, question: Question[Any], said: Mapping[str, str]
    ) -> tuple[tuple[Button, ...], ...]:
        row = []
        if place.before(question.key):
            row.append(Button(wording("talk/back"), BACK))
        if question.key in said:
            row.append(Button(wording("talk/keep"), ON))
        return (tuple(row),) if row else ()

    def write(self, message: Message, prompt: Mapping[str, Any] | None = None) -> Outgoing:
        return owe(self.session, self.row, message, self.now, prompt)

    def _keep_phone(self) -> None:
        shared = self.row.data or {}
        if not shared.get("own"):
            self.write(render("talk/not-your-phone"))
            return
        self.contact.phone = str(shared.get("phone", ""))[:20]
        self.session.add(self.contact)
        self.write(render("talk/phone-kept", phone=self.contact.phone))


def _digest(said: Mapping[str, str]) -> int:
    """Return a number that changes with any answer, for telling whether a summary is stale."""
    return zlib.crc32(repr(sorted(said.items())).encode())


def _shown(question: Question[Any], said: str) -> object:
    """Return what a template shows of a kept answer; words that no longer parse, as they are."""
    try:
        return question.show(question.parse(said))
    except Unclear:
        return said


def _receive_stranger(session: Session, row: Incoming, front: Front) -> None:
    done, contact = front.reception(session, row, front.clock.now())
    if done is None:
        return
    session.add_all(done.save)
    now = front.clock.now()
    owe(session, row, render(done.template, **done.about), now, prompt={})
    if contact is not None:
        allowed = front.allowed(contact.role)
        owe_menu(session, row, [[name, wording(f"menu/{name}")] for name in allowed], now)


def _note_reachable(account: Account, row: Incoming) -> None:
    if row.kind == "unreachable":
        account.unreachable_since = account.unreachable_since or row.received_at
    elif account.unreachable_since is not None:
        account.unreachable_since = None
