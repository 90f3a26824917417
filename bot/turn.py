"""One turn: something was said; find what it means, keep it, and write down what is said back.

Everything here happens inside one transaction, and sends nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from bot.asking import digest, parts, put, shown
from bot.clock import Clock
from bot.command import Asked, Command, Filling, Reading, Reception, Visit
from bot.fetching import UNKEPT
from bot.filling import ALONE, FEWEST, KEEP, SKIP, changes, entries, keepable, page_of, propose
from bot.owing import owe, owe_notice, owe_post, settle
from bot.saying import AT, BACK, EDIT, NAVIGATION, PAGE, PARTS, Saying, read
from bot.serving import Serving
from bot.talk import CONFIRM, Done, Handout, Place, Question, Stop, Unclear, locate
from messages import Button, Message, render, wording
from messages.documents import write
from models.documents import content_brought, document
from models.drafts import Answer, Draft, last_finished, open_draft, owner_of
from models.people import Contact, Role
from models.registers import Incoming, Outgoing

MOST_READ = 2 * 2**20  # bytes of a file that is read for answers
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")  # of a subject: old buttons name them


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


class Turn:
    """One turn of a known person."""

    def __init__(self, session: Session, row: Incoming, front: Front, contact: Contact) -> None:
        self.session, self.row, self.front, self.contact = session, row, front, contact
        self.now = front.clock.now()
        today = front.clock.today()
        self.serving = Serving(session, contact, today)
        allowed = front.allowed(contact.role, self.serving)
        self.visit = Visit(session, contact, self.serving.unit, self.now, today, allowed)

    def take(self) -> None:
        """Keep what was said and write down the answer to it."""
        if self.row.kind == "contact":
            self._keep_phone()
            return
        if self.row.kind == "edited":
            self._write(render("talk/edited"))
            return
        if self.row.kind == UNKEPT:
            self._write(render(f"file/{(self.row.data or {})['why']}"))
            return
        saying = read(self.session, self.row, self.front.commands)
        if saying is None:
            self._write(render("talk/old-button"))
            return
        saying = self.serving.meant(saying, self.now)
        if self._serves(saying):
            self._take(saying)

    def _take(self, saying: Saying) -> None:
        if self.row.kind == "file" and (found := self._reading(saying)):
            self._take_up(*found)
        elif saying.command:
            self._command(self.front.commands[saying.command], saying)
        elif saying.prompt.get("draft"):
            self._reply(self.session.get_one(Draft, saying.prompt["draft"]), saying)
        else:
            self._write(render("talk/not-understood"))

    def _serves(self, saying: Saying) -> bool:
        """Turn to the unit that was spoken for; where nobody may act for it, say so."""
        draft = self.session.get(Draft, saying.prompt.get("draft", 0))
        name = saying.command or (draft.talk if draft else None)
        refusal = self.serving.turn_to(saying, self.front.commands[name] if name else None)
        if refusal:
            self._write(refusal, prompt={})
            return False
        self.visit = replace(self.visit, unit=self.serving.unit)
        return True

    # --- commands ---

    def _command(self, command: Command, saying: Saying) -> None:
        if self.contact.role not in command.roles:
            self._write(render("talk/not-allowed"))
            return
        wanted, _, edit = saying.text.partition(f" {EDIT}")
        if command.explains:
            wanted = wanted or self._where(saying)
        subject = self._subject(command, wanted)
        if subject is None:
            return
        draft = open_draft(self.session, command.name, owner_of(self.contact), subject)
        kept = draft.answers if draft else self._inherited(command, subject)
        answers = {key: answer.said for key, answer in kept.items()}
        visit = self._about(subject, draft.id if draft else 0)
        place = locate(command.talk(visit), answers)
        if place.now is None:
            self._tell(command, place, saying)
            return
        above = render("talk/resumed") if draft and kept else None
        draft = draft or self._open(command, subject, kept)
        question = place.question(edit) or place.now
        self._ask(draft, question, place, answers, above=above)

    def _subject(self, command: Command, wanted: str) -> str | None:
        if command.subjects is None:
            return wanted
        subjects = command.subjects(self.visit)
        codes = [subject.code for subject in subjects]
        first = wanted.partition(" ")[0]
        if first in codes:
            return wanted
        if not codes or (len(codes) == 1 and not CODE.fullmatch(first)):
            return "".join(codes)
        message = render("talk/which", command=command.name, subjects=subjects)
        self._write(message, prompt={"free": False})
        return None

    def _about(self, subject: str, draft_id: int) -> Visit:
        code, _, detail = subject.partition(" ")
        visit = replace(self.visit, subject=code, detail=detail.strip(), draft_id=draft_id)
        return replace(visit, asked=self._asked(subject))

    def _where(self, saying: Saying) -> str:
        """Return the subject by which an explaining command knows what stands open, if anything."""
        shown = self.session.get(Outgoing, self.row.seen_id) if self.row.seen_id else None
        prompt = saying.prompt or (shown.prompt if shown else None) or {}
        draft = self.session.get(Draft, prompt.get("draft", 0))
        if draft is None or draft.finished_at:
            return ""
        if self.front.commands[draft.talk].explains:
            return draft.subject
        return f"{AT}{draft.id} {prompt.get('key', '')}"

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
        place = self._locate(draft, _said(draft))
        question = place.question(key) or place.now
        return (draft, place, question) if question else None

    def _asked(self, subject: str) -> Asked | None:
        found = self._open_at(subject)
        if found is None:
            return None
        return _question_asked(*found)

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

    def _tell(self, command: Command, place: Place, saying: Saying) -> None:
        if isinstance(place.end, Done):
            self._finish(place.end)
        message = self._ending(place)
        if command.leaves:
            self._write(message, prompt={})
            return
        self._write(self._with_way_back(message, saying))

    def _with_way_back(self, message: Message, saying: Saying) -> Message:
        """Offer to go on with the question that this command came in the middle of."""
        draft, key = (
            self.session.get(Draft, saying.prompt.get("draft", 0)),
            saying.prompt.get("key"),
        )
        if draft and self.front.commands[draft.talk].explains:
            found = self._open_at(draft.subject)
            draft, key = (found[0], found[2].key) if found else (None, None)
        if draft is None or draft.finished_at:
            return message
        label = wording(f"menu/{draft.talk}")
        says = f"/{draft.talk} {draft.subject}".strip()
        if any(button.says == says for row in message.buttons for button in row):
            return message
        if draft.subject and key:
            says += f" {EDIT}{key}"
        resume = Button(wording("talk/go-on", what=label), says)
        return replace(message, buttons=(*message.buttons, (resume,)))

    # --- answers ---

    def _reply(self, draft: Draft, saying: Saying) -> None:
        if draft.owner != owner_of(self.contact):
            self._write(render("talk/old-button"))
        elif draft.finished_at:
            self._write(render("talk/finished", talk=draft.talk, subject=draft.subject))
        elif saying.tapped and "filling" in saying.prompt:
            self._fill(draft, saying)
        else:
            self._go_on(draft, saying)

    def _go_on(self, draft: Draft, saying: Saying) -> None:
        answers = draft.answers
        said = _said(draft)
        place = self._locate(draft, said)
        question = place.question(saying.prompt.get("key"))
        if question:
            place = place.within(question.part)
        if saying.tapped and saying.text[:1] in NAVIGATION:
            self._navigate(draft, place, saying, said)
        elif filling := self._filling(draft, question, saying, said):
            self._propose(draft, filling, saying, said)
        elif question is None:
            self._keep_for_later(draft, saying, answers)
            self._ask_or_end(draft, place, said)
        else:
            self._answer(draft, question, saying, answers)

    def _keep_for_later(self, draft: Draft, saying: Saying, kept: Mapping[str, Answer]) -> None:
        """Keep an answer to a question that is not reached now, as after a deployment.

        It is read when the conversation comes to that question, and asked again if it is unclear.
        """
        key = saying.prompt.get("key")
        if key and key != CONFIRM and saying.text and not saying.file:
            self._keep(draft, key, saying.text, kept.get(key))

    def _check_seen(self, question: Question[Any], saying: Saying, said: Mapping[str, str]) -> None:
        """Let nobody confirm what somebody else has changed since it was shown."""
        if question.key == CONFIRM and saying.prompt.get("seen") != digest(said):
            raise Unclear("unclear/changed")

    def _navigate(
        self, draft: Draft, place: Place, saying: Saying, said: Mapping[str, str]
    ) -> None:
        key, page = saying.prompt.get("key", ""), 1
        target = None
        if saying.text == BACK:
            target = place.before(key)
        elif saying.text == PARTS:
            prompt = {"draft": draft.id, "key": key, "free": False}
            self._write(parts(place, place.question(key) or place.now), prompt)
            return
        elif saying.text.startswith(EDIT):
            target = place.question(saying.text.removeprefix(EDIT))
        elif saying.text.startswith(PAGE):
            target, page = place.question(key), int(saying.text.removeprefix(PAGE))
        if target is None:
            self._ask_or_end(draft, place, said)
        else:
            self._ask(draft, target, place, said, page=page)

    def _answer(
        self, draft: Draft, question: Question[Any], saying: Saying, kept: Mapping[str, Answer]
    ) -> None:
        said = {key: answer.said for key, answer in kept.items()}
        try:
            self._check_seen(question, saying, said)
            value = question.parse(self._heard(question, saying))
        except Unclear as reason:
            place = self._locate(draft, said)
            self._ask(draft, question, place, said, unclear=reason)
            return
        noted = self._noted(question, value, kept.get(question.key), saying)
        said[question.key] = self._heard(question, saying)
        self._keep(draft, question.key, said[question.key], kept.get(question.key))
        place = self._locate(draft, said).within(question.part)
        self._ask_or_end(draft, place, said, noted)

    # --- a file that answers many questions ---

    def _reading(self, saying: Saying) -> tuple[Command, Reading | Stop] | None:
        """Return what a file answers, and to which command; not where another asked for a file."""
        draft = self.session.get(Draft, saying.prompt.get("draft", 0))
        place = self._locate(draft, _said(draft)) if draft and not draft.finished_at else None
        question = place.question(saying.prompt.get("key")) if place else None
        content = content_brought(self.session, self.row.id, MOST_READ)
        if content is None:
            return None
        for command in self.front.commands.values():
            asked = draft and question and question.file and draft.talk != command.name
            if command.reads and self.contact.role in command.roles and not asked:
                found = command.reads(self.visit, content)
                if found:
                    return command, found
        return None

    def _take_up(self, command: Command, reading: Reading | Stop) -> None:
        """Show what a file says beside the draft that it is for; nothing is kept yet."""
        if isinstance(reading, Stop):
            self._write(render(reading.template, **reading.about))
            return
        subject = reading.subject
        draft = open_draft(self.session, command.name, owner_of(self.contact), subject)
        kept = draft.answers if draft else self._inherited(command, subject)
        said = {key: answer.said for key, answer in kept.items()}
        place = locate(command.talk(self._about(subject, draft.id if draft else 0)), said)
        if place.now is None:
            self._write(self._ending(place))
            return
        draft = draft or self._open(command, subject, kept)
        filling = reading.fill(said)
        there = self._locate(draft, filling.over(said))
        filling = changes(filling, there, said)
        if filling.unread or entries(filling, there, said):
            self._propose(draft, filling, Saying("", {"key": place.now.key}), said)
        else:
            above = render("talk/nothing-new")
            self._ask(draft, place.now, place, said, above=above)

    # --- one text that answers many questions ---

    def _filling(
        self, draft: Draft, question: Question[Any] | None, saying: Saying, said: Mapping[str, str]
    ) -> Filling | None:
        """Return what a typed text answers, where that is more than the question asked."""
        fills = self.front.commands[draft.talk].fills
        if fills is None or saying.tapped or saying.file or "alone" in saying.prompt:
            return None
        visit = self._about(draft.subject, draft.id)
        if question:
            asked = _question_asked(draft, self._locate(draft, said), question)
            visit = replace(visit, asked=asked)
        filling = fills(visit, said, saying.text)
        if filling is None:
            return None
        place = self._locate(draft, filling.over(said))
        return filling if len(entries(filling, place, said)) >= FEWEST else None

    def _propose(
        self,
        draft: Draft,
        filling: Filling,
        saying: Saying,
        said: Mapping[str, str],
        *,
        page: int = 1,
        above: Message | None = None,
    ) -> None:
        """Show what was read, page by page; nothing is kept yet."""
        place = self._locate(draft, filling.over(said))
        key = saying.prompt.get("key")
        question = place.question(key)
        alone = bool(question and question.free and filling.said)
        message = propose(entries(filling, place, said), filling, page, alone=alone)
        kept = {"filling": vars(filling), "seen": digest(said)}
        prompt = {"draft": draft.id, "key": key, "free": False, **kept}
        self._write(message.after(above) if above else message, prompt)

    def _fill(self, draft: Draft, saying: Saying) -> None:
        """Take what was shown, or skip it, or turn the page; never what somebody has changed."""
        said = _said(draft)
        filling = Filling(**saying.prompt["filling"])
        changed = saying.prompt["seen"] != digest(said)
        if saying.text == ALONE:
            about = {"draft": draft.id, "key": saying.prompt["key"], "alone": True}
            self._go_on(draft, Saying(filling.said, about))
        elif saying.text == SKIP:
            place = self._locate(draft, said)
            question = None if changed else place.question(saying.prompt["key"])
            self._ask_or_end(draft, replace(place, now=question or place.now), said)
        elif saying.text == KEEP and not changed:
            self._keep_all(draft, filling, saying, said)
        elif saying.text == KEEP and filling.over(said) == said:  # a second tap
            self._ask_or_end(draft, self._locate(draft, said), said)
        else:
            above = render("talk/filling-changed") if changed else None
            page = page_of(saying.text)
            self._propose(draft, filling, saying, said, page=page, above=above)

    def _keep_all(
        self, draft: Draft, filling: Filling, saying: Saying, said: dict[str, str]
    ) -> None:
        place = self._locate(draft, filling.over(said))
        kept = dict(keepable(filling, place))
        count = sum(not each.wrong for each in entries(filling, place, said))
        for key in [key for key in draft.answers if filling.answers.get(key) == ""]:
            self.session.delete(draft.answers.pop(key))
        for key, answer in kept.items():
            self._keep(draft, key, answer, draft.answers.get(key))
        said = _said(draft)
        place = self._locate(draft, said)
        question = place.question(saying.prompt["key"])
        place = place.within(question.part if question else None)
        self._ask_or_end(draft, place, said, render("talk/filled", count=count))

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
        if not question.free or value == "":
            return None
        about: dict[str, object] = {"label": question.about.get("label", ""), "replaced": None}
        if before and before.said != saying.text and before.contact_id != self.contact.id:
            author = self.session.get_one(Contact, before.contact_id)
            about |= {
                "replaced": shown(question, before.said),
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
        return locate(command.talk(self._about(draft.subject, draft.id)), said)

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

    def _end(self, draft: Draft, done: Done, message: Message) -> None:
        """Finish a draft; the question that it came in the middle of is asked again at once."""
        found = self._open_at(draft.subject)
        if found is None:
            self._finish(done, message)
            return
        self._finish(done)
        earlier, place, question = found
        said = _said(earlier)
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
        return {"document": made.id, "name": made.name, "as": "document"}

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
        prompt = {"draft": draft.id, "key": question.key, "free": question.free}
        more: dict[str, object] = {"page": min(max(page, 1), question.pages)}
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

    def _write(self, message: Message, prompt: Mapping[str, Any] | None = None) -> Outgoing:
        whole = self.serving.headed(message)
        return owe(self.session, self.row, whole, self.now, prompt, self.contact.unit_id)

    def _keep_phone(self) -> None:
        shared = self.row.data or {}
        if not shared.get("own"):
            self._write(render("talk/not-your-phone"))
            return
        self.contact.phone = str(shared.get("phone", ""))[:20]
        self.session.add(self.contact)
        self._write(render("talk/phone-kept", phone=self.contact.phone))


def _said(draft: Draft) -> dict[str, str]:
    return {key: answer.said for key, answer in draft.answers.items()}


def _question_asked(draft: Draft, place: Place, question: Question[Any]) -> Asked:
    text = render(question.template, **question.about).text
    answered = len(place.asked)
    return Asked(draft.talk, draft.subject, question.key, text, answered, question.about)
