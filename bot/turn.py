"""One turn: something was said; find what it means, keep it, and write down what is said back.

Everything here happens inside one transaction, and sends nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.asking import digest, parts, shown
from bot.channels import WANTED
from bot.command import Command
from bot.drafting import said_in
from bot.fetching import UNKEPT
from bot.filling import ALONE
from bot.menus import owe_new_menus
from bot.saying import AT, BACK, EDIT, NAVIGATION, PAGE, PARTS, Saying, asked_elsewhere, read
from bot.taking import Taking
from bot.talk import CONFIRM, Done, Place, Question, Stop, Unclear, locate
from messages import Button, Message, render, wording
from models.drafts import Answer, Draft, open_draft, owner_of
from models.people import Contact
from models.registers import Outgoing

FILE = "file:"  # begins an answer that is a file; its row follows
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")  # of a subject: old buttons name them


class Turn(Taking):
    """One turn of a known person."""

    def take(self) -> None:
        """Keep what was said and write down the answer to it."""
        if self.row.kind == "contact":
            self._keep_phone()
            return
        if self.row.kind == "uncarried":
            self._write(replace(render("file/uncarried"), file={"as": WANTED}))
            return
        if self.row.kind == "edited":
            self._write(render("talk/edited"))
            return
        saying = read(self.session, self.row, self.front.commands)
        if saying is None:
            self._write(render("talk/old-button"))
            return
        saying = self.serving.meant(saying, self.now)
        if self._serves(saying):
            self._take(saying)

    def _take(self, saying: Saying) -> None:
        if self.row.kind == UNKEPT and self._needs_file(saying):
            self._write(render(f"file/{(self.row.data or {})['why']}"))
        elif self.row.kind == "file" and (found := self._reading(saying)):
            self._take_up(*found)
        elif saying.command:
            self._command(self.front.commands[saying.command], saying)
        elif not saying.tapped and (elsewhere := self._asked_elsewhere(saying)):
            self._ask_here(*elsewhere)
        elif saying.prompt.get("draft"):
            self._reply(self.session.get_one(Draft, saying.prompt["draft"]), saying)
        else:
            self._write(render("talk/not-understood"))

    def _asked_elsewhere(self, saying: Saying) -> tuple[Draft, Outgoing] | None:
        """Return the newest question that this person has seen on another channel, and its draft.

        An answer here to a question of another draft belongs to that one all the same; so does one
        to the same question, which stands on both screens.
        """
        newest = asked_elsewhere(self.session, self.contact.id, self.row)
        draft = self.session.get(Draft, (newest.prompt or {}).get("draft", 0)) if newest else None
        here, same = saying.prompt.get("draft"), _question(saying.prompt)
        if newest is None or draft is None or draft.finished_at or here not in (None, draft.id):
            return None
        return None if _question(newest.prompt or {}) == same else (draft, newest)

    def _ask_here(self, draft: Draft, asked: Outgoing) -> None:
        """Ask here what stands open on another channel; what was typed may not be meant for it."""
        if not self._serves(Saying("", asked.prompt or {}, unit_id=asked.unit_id)):
            return
        said = said_in(draft)
        place = self._locate(draft, said)
        if place.now is None:
            self._ask_or_end(draft, place, said)
        else:
            self._ask(draft, place.now, place, said, above=render("talk/elsewhere"))

    def _needs_file(self, saying: Saying) -> bool:
        """Say whether a caption alone is no answer."""
        question = self._question_of(saying)
        return not saying.text or (question is not None and question.file)

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
            self._write(render("talk/not-allowed", command=command.name))
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
        if draft and isinstance(place.end, Stop) and locate(command.talk(visit), {}).now:
            draft.finished_at = self.now  # what was answered led nowhere: begun anew
            self._command(command, saying)
            return
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
        known = command.subjects(self.visit)
        subjects = [subject for subject in known if not subject.unlisted]
        codes = [subject.code for subject in subjects]
        first = wanted.partition(" ")[0]
        if first in {subject.code for subject in known}:
            return wanted
        if not codes or (len(codes) == 1 and not CODE.fullmatch(first)):
            return "".join(codes)
        message = render("talk/which", command=command.name, subjects=subjects)
        self._write(message, prompt={"free": False})
        return None

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

    def _finish(self, done: Done, message: Message | None = None) -> None:
        owe_new_menus(self.session, done.save, self.front, self.now)
        super()._finish(done, message)

    # --- answers ---

    def _reply(self, draft: Draft, saying: Saying) -> None:
        if draft.owner != owner_of(self.contact):
            self._write(render("talk/old-button"))
        elif self.contact.role not in self.front.commands[draft.talk].roles:
            self._write(render("talk/not-allowed"))
        elif draft.finished_at:
            self._write(render("talk/finished", talk=draft.talk, subject=draft.subject))
        elif saying.tapped and "filling" in saying.prompt and saying.text == ALONE:
            about = {"draft": draft.id, "key": saying.prompt["key"], "alone": True}
            self._go_on(draft, Saying(saying.prompt["filling"]["said"], about))
        elif saying.tapped and "filling" in saying.prompt:
            self._fill(draft, saying)
        else:
            self._go_on(draft, saying)

    def _go_on(self, draft: Draft, saying: Saying) -> None:
        answers = draft.answers
        said = said_in(draft)
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
            target = place.before(key) or place.question(key)
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

    def _heard(self, question: Question[Any], saying: Saying) -> str:
        """Return the answer as it is kept: a file by its row, else the words."""
        if saying.listed:
            says, label = saying.listed
            raise Unclear("unclear/listed", number=saying.text, says=says, label=label)
        if question.file and saying.file:
            return f"{FILE}{self.row.id}"
        if question.file and saying.text.startswith(FILE):  # nobody names another's file
            raise Unclear("unclear/file")
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

    def _keep_phone(self) -> None:
        shared = self.row.data or {}
        if not shared.get("own"):
            self._write(render("talk/not-your-phone"))
            return
        self.contact.phone = str(shared.get("phone", ""))[:20]
        self.session.add(self.contact)
        self._write(render("talk/phone-kept", phone=self.contact.phone))


def _question(prompt: Mapping[str, Any]) -> tuple[object, ...]:
    return prompt.get("draft"), prompt.get("key"), "filling" in prompt
