"""One text or file that answers many questions: shown beside the draft first, then taken.

Everything here happens inside one transaction, and sends nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.asking import digest
from bot.command import Command, Filling, Reading
from bot.drafting import Drafting, question_asked, said_in
from bot.filling import FEWEST, KEEP, SKIP, changes, entries, keepable, page_of, propose
from bot.saying import Saying
from bot.talk import Question, Stop, locate
from messages import Message, render
from models.documents import content_brought
from models.drafts import Draft, open_draft, owner_of

MOST_READ = 2 * 2**20  # bytes of a file that is read for answers


class Taking(Drafting):
    """What one person's turn can do with a text or a file that answers many questions."""

    def _reading(self, saying: Saying) -> tuple[Command, Reading | Stop] | None:
        """Return what a file answers, and to which command; not where another asked for a file."""
        question = self._question_of(saying)
        content = content_brought(self.session, self.row.id, MOST_READ)
        if content is None:
            return None
        draft = self.session.get(Draft, saying.prompt.get("draft", 0))
        for command in self.front.commands.values():
            asked = draft and question and question.file and draft.talk != command.name
            if command.reads and self.contact.role in command.roles and not asked:
                found = command.reads(self.visit, content)
                if found:
                    return command, found
        return None

    def _question_of(self, saying: Saying) -> Question[Any] | None:
        """Return the question that somebody had in front of them, if it is still open."""
        draft = self.session.get(Draft, saying.prompt.get("draft", 0))
        place = self._locate(draft, said_in(draft)) if draft and not draft.finished_at else None
        return place.question(saying.prompt.get("key")) if place else None

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

    def _filling(
        self, draft: Draft, question: Question[Any] | None, saying: Saying, said: Mapping[str, str]
    ) -> Filling | None:
        """Return what a typed text answers, where that is more than the question asked."""
        fills = self.front.commands[draft.talk].fills
        if fills is None or saying.tapped or saying.file or "alone" in saying.prompt:
            return None
        visit = self._about(draft.subject, draft.id)
        if question:
            asked = question_asked(draft, self._locate(draft, said), question)
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
        said = said_in(draft)
        filling = Filling(**saying.prompt["filling"])
        changed = saying.prompt["seen"] != digest(said)
        if saying.text == SKIP:
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
        said = said_in(draft)
        place = self._locate(draft, said)
        question = place.question(saying.prompt["key"])
        place = place.within(question.part if question else None)
        self._ask_or_end(draft, place, said, render("talk/filled", count=count))
