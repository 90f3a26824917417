"""What units do in a rehearsal: each takes its reminders in its own way."""

from datetime import date
from functools import partial

from sqlmodel import Session

from bot.rehearsal.agenda import Agenda
from bot.rehearsal.answers import answer_all, wording
from bot.rehearsal.cast import Behaviour, Cast, Player
from bot.rehearsal.stage import Sent, Stage
from models.backlogs import UNDECIDED
from models.campaigns import campaign_by_code, plan_of
from models.ladders import HEAD, PAPERS
from models.obligations import Obligation, duties, obligations
from models.pauses import DONE, PROMISED
from models.plan import Plan
from models.reminders import Reminder
from models.rulings import Ruling, RulingKind
from models.working_days import last_working_day, working_day_after

PROMPT_DAYS = 2  # working days from the first reminder to the deed
PROMISED_DAYS = 6  # working days that a promise is for
RECORD_DAYS = 3  # working days until staff record what a unit says that it has done
CORRECTION_DAYS = 2  # working days from the return to the corrected version
DEEDS = {"dangky": "register", "baocao": "report"}


class Units:
    """The units' people, and what each has in mind."""

    def __init__(self, stage: Stage, agenda: Agenda, cast: Cast, plan: Plan) -> None:
        self._stage, self._agenda, self._cast, self._plan = stage, agenda, cast, plan
        self._known: set[tuple[int, str]] = set()  # units that were reminded, and of what

    def reminded(self, row: Reminder) -> None:
        """Take a reminder: the first of something, or, if late, the first that the head gets."""
        player = self._cast.players.get(row.unit_id or 0)
        if player is None or row.milestone in (PAPERS, UNDECIDED):
            return
        late, to_head = player.behaviour == Behaviour.LATE, row.rung.endswith(HEAD)
        known = (player.unit.id, row.milestone)
        if late == to_head and known not in self._known:
            self._known.add(known)
            self._intend(player, row.milestone, row.last_day or self._stage.today)

    def _intend(self, player: Player, code: str, last_day: date) -> None:
        today = self._stage.today
        tomorrow, last = working_day_after(today, 1), last_working_day(last_day)
        fulfil = partial(self._fulfil, player, code)
        if player.behaviour == Behaviour.PROMPT:
            self._agenda.add(max(min(working_day_after(today, PROMPT_DAYS), last), today), fulfil)
        elif player.behaviour == Behaviour.LATE:
            self._agenda.add(tomorrow, fulfil)
        elif player.behaviour == Behaviour.CORRECTING:
            day = max(min(working_day_after(today, PROMISED_DAYS), last), tomorrow)
            self._agenda.add(today, partial(self._promise, player, code, day))
            self._agenda.add(day, fulfil)

    def _promise(self, player: Player, code: str, day: date) -> None:
        """Promise a day in the chat."""
        if self._owed(player, code) is None:
            return
        scene = self._stage.begin(player.clerk, "promise")
        self._stage.go(scene, f"/hen {self._plan.code} {code}")
        wanted = {"what": code, "kind": PROMISED, "day": f"{day:%d/%m/%Y}"}
        answer_all(self._stage, scene, wanted)

    def _fulfil(self, player: Player, code: str) -> None:
        """Do what is owed, if it still is: in the chat, or outside it."""
        owed = self._owed(player, code)
        if owed is None:
            return
        if not owed.talk:
            self._say_done(player, owed)
            return
        scene = self._stage.begin(player.clerk, DEEDS[owed.talk])
        self._stage.go(scene, f"/{owed.talk} {self._plan.code}")
        period = owed.due.period
        answer_all(self._stage, scene, {"period": period.code} if period else {})

    def _say_done(self, player: Player, owed: Obligation) -> None:
        """Say that it is done; staff record that some days later."""
        scene = self._stage.begin(player.clerk, "done")
        self._stage.go(scene, f"/hen {self._plan.code} {owed.code}")
        answer_all(self._stage, scene, {"what": owed.code, "kind": DONE})
        day = working_day_after(self._stage.today, RECORD_DAYS)
        self._agenda.add(day, partial(self._record, player, owed))

    def _record(self, player: Player, owed: Obligation) -> None:
        """Record what is done outside the chat."""
        ruling = Ruling(
            campaign_id=owed.campaign.id,
            due=owed.code,
            unit_id=player.unit.id,
            kind=RulingKind.CLOSED,
            contact_id=self._cast.staff.contact_id,
            decided_at=self._stage.clock.now(),
        )
        self._stage.database.transaction(lambda session: session.add(ruling))

    def returned(self, player: Player, told: Sent) -> None:
        """Take a registration that came back: mend what was named, some days later."""
        day = working_day_after(self._stage.today, CORRECTION_DAYS)
        self._agenda.add(day, partial(self._correct, player, told))

    def _correct(self, player: Player, told: Sent) -> None:
        said = next(button.says for row in told.message.buttons for button in row)
        scene = self._stage.begin(player.clerk, "correct")
        self._stage.tap(scene, said, told)
        key = said.partition("?")[2]
        mended = wording()["corrected"]["name" if "project" in key else "figure"]
        answer_all(self._stage, scene, {key: mended})

    def _owed(self, player: Player, code: str) -> Obligation | None:
        """Return what a unit owes of a deadline, None where it owes nothing any more."""

        def find(session: Session) -> Obligation | None:
            campaign = campaign_by_code(session, self._plan.code)
            assert campaign is not None
            plan = plan_of(session, campaign)
            found = duties(session, campaign, plan, self._stage.today)
            wanted = [due for due in found if due.code == code]
            return next(obligations(session, campaign, plan, wanted, player.unit), None)

        return self._stage.database.transaction(find)
