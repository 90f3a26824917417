"""What becomes of a ruling: the rows that are kept, who is told, and what need not be reminded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlmodel import col, select

from bot.command import Visit
from bot.talk import Done, Notice
from models.audit import Act, AuditEntry
from models.backlogs import undecided_name
from models.campaigns import Campaign
from models.deadlines import Due
from models.obligations import Obligation, has_done
from models.pauses import done_name
from models.people import people_of, workers_of
from models.plan import Plan
from models.reminders import settled_by
from models.rulings import Ruling, RulingKind, Rulings
from models.units import Unit
from models.units.search import names_of

Fields = dict[str, Any]
ACTS = {
    RulingKind.EXTENDED: Act.EXTENDED,
    RulingKind.CLOSED: Act.RECORDED,
    RulingKind.WAIVED: Act.WAIVED,
    RulingKind.MOVED: Act.MOVED,
    RulingKind.REOPENED: Act.TAKEN_BACK,
}


@dataclass(frozen=True)
class Change:
    """What a ruling changes for one unit: its deadline `before` and `after`, and who answers."""

    unit: Unit
    before: Due
    after: Due
    office: Unit
    next_office: Unit

    @property
    def row(self) -> Ruling:
        """The row that is kept."""
        assert self.after.ruling is not None
        return self.after.ruling

    @property
    def alike(self) -> tuple[object, ...]:
        """What it has in common with what changes for other units in the same way."""
        ruling = self.before.ruling
        kind = ruling.kind if ruling and ruling.closed else ""
        moved = self.next_office.id if self.next_office.id != self.unit.id else 0
        return (
            self.before.last_day,
            self.after.last_day,
            kind,
            self.office.id != self.unit.id,
            moved,
        )


@dataclass(frozen=True)
class Case:
    """One deadline of a campaign about which staff decide; `owing` are those who still owe it."""

    visit: Visit
    campaign: Campaign
    plan: Plan
    due: Due
    decided: Rulings
    owing: Sequence[Obligation]

    @cached_property
    def ruled(self) -> list[Unit]:
        """The units for which something is in force."""
        rows = self.decided.items()
        ids = [unit for (code, unit), row in rows if code == self.due.code and row.in_force]
        query = select(Unit).where(col(Unit.id).in_(ids)).order_by(col(Unit.id))
        return list(self.visit.session.exec(query))

    def kinds(self) -> list[str]:
        """Return what can be decided."""
        given = [RulingKind.EXTENDED, RulingKind.CLOSED, RulingKind.WAIVED, RulingKind.MOVED]
        return [
            *(given if self.owing else ()),
            *([RulingKind.REOPENED] if self.ruled else ()),
        ]

    def changes(
        self,
        kind: str,
        units: Sequence[Unit],
        until: date | None = None,
        to: Mapping[int, Unit] | None = None,
    ) -> list[Change]:
        """Return what is decided for each unit; `to` are those who answer from now on, by unit."""
        return [self.change(kind, unit, until, (to or {}).get(unit.id)) for unit in units]

    def change(
        self, kind: str, unit: Unit, until: date | None = None, to: Unit | None = None
    ) -> Change:
        """Return what is decided for one unit; what was granted to it before is carried on.

        Taken back is that it is closed, or else all that was granted.
        """
        old = self.decided.get((self.due.code, unit.id))
        undone = kind == RulingKind.REOPENED and not (old and old.closed)
        kept = old if old and not undone else None
        row = Ruling(
            campaign_id=self.campaign.id,
            due=self.due.code,
            unit_id=unit.id,
            kind=kind,
            until=until or (kept.until if kept else None),
            to_unit_id=to.id if to else kept.to_unit_id if kept else None,
            contact_id=self.visit.contact.id,
            decided_at=self.visit.now,
        )
        after = self.due.of(unit, {(row.due, unit.id): row})
        offices = (self._office(unit, old), self._office(unit, row))
        return Change(unit, self.due.of(unit, self.decided), after, *offices)

    def _office(self, unit: Unit, row: Ruling | None) -> Unit:
        if row is None or row.to_unit_id is None:
            return unit
        return self.visit.session.get_one(Unit, row.to_unit_id)

    def shown(self, kind: str, changes: Sequence[Change], reason: str) -> Fields:
        """Return what the preview and the end tell: what changes, and who is reminded from now."""
        visit = self.visit
        grouped: dict[tuple[object, ...], list[Change]] = {}
        for change in changes:
            grouped.setdefault(change.alike, []).append(change)
        offices = {change.next_office.id: change.next_office for change in changes}
        owing = [each for each in offices.values() if not self._done(each)]
        workers = workers_of(visit.session, list(offices), visit.today)
        named = [unit for each in changes for unit in (each.unit, each.office, each.next_office)]
        return {
            "plan": self.plan,
            "campaign": self.campaign,
            "due": self.due,
            "talk": self.owing[0].talk if self.owing else "",
            "kind": kind,
            "groups": list(grouped.values()),
            "names": names_of(visit.session, named),
            "reason": reason,
            "reminded": sum(len(workers.get(each.id, ())) for each in owing),
            "silent": [each for each in owing if each.id not in workers],
            "done": [each for each in offices.values() if each not in owing],
            "told": len({who for ids in self.people(changes).values() for who in ids}),
        }

    def _done(self, office: Unit) -> bool:
        return has_done(self.visit.session, self.campaign, self.plan, self.due, office)

    def people(self, changes: Sequence[Change]) -> Mapping[int, Sequence[int]]:
        """Return who is told, by unit: those of the units, and of whoever answers for them."""
        ids = {unit.id for each in changes for unit in (each.unit, each.office, each.next_office)}
        return self.visit.once(
            ("told", *sorted(ids)),
            lambda: people_of(self.visit.session, sorted(ids), self.visit.today),
        )


def decide(case: Case, changes: Sequence[Change], about: Fields) -> Done:
    """Keep a ruling for each unit, tell those concerned, and take back what is needless now."""
    rows: list[object] = []
    for change in changes:
        change.row.reason = about["reason"]
        rows += [change.row, _entry(case, change)]
    chosen = {change.unit.id for change in changes}
    owed = [each.name for each in case.owing if each.unit.id in chosen]
    names = [*owed, undecided_name(case.campaign)]
    settles = [each for name in names for each in settled_by(case.visit.session, name)]
    settles += [done_name(name) for name in owed]
    tell = _notices(case, changes, about)
    return Done("ruling/done", about, save=rows, settles=settles, tell=tell)


def track(visit: Visit, campaign: Campaign, due: Due, kind: str, about: Fields) -> Done:
    """Keep that a deadline is followed no more, or again, for all units; nobody owed it yet."""
    row = Ruling(
        campaign_id=campaign.id,
        due=due.code,
        kind=kind,
        reason=about["reason"],
        contact_id=visit.contact.id,
        decided_at=visit.now,
    )
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=ACTS[RulingKind(kind)],
        subject=f"{campaign.code} {due.code}",
        before="closed" if due.closed else "",
        after="closed" if row.closed else "",
        reason=row.reason,
    )
    settles = settled_by(visit.session, undecided_name(campaign))
    return Done("ruling/done-all", about, save=[row, entry], settles=settles)


def _notices(case: Case, changes: Sequence[Change], about: Fields) -> list[Notice]:
    """Return one message for each unit concerned: the unit itself, and who answers for it."""
    by_office: dict[int, list[Change]] = {}
    for change in changes:
        for unit in dict.fromkeys((change.unit.id, change.office.id, change.next_office.id)):
            by_office.setdefault(unit, []).append(change)
    people = case.people(changes)
    return [
        Notice(
            "ruling/told",
            people[office_id],
            {**about, "changes": found, "office_id": office_id},
            unit_id=office_id,
        )
        for office_id, found in by_office.items()
        if office_id in people
    ]


def _entry(case: Case, change: Change) -> AuditEntry:
    return AuditEntry(
        at=case.visit.now,
        contact_id=case.visit.contact.id,
        act=ACTS[RulingKind(change.row.kind)],
        subject=f"{case.campaign.code} {case.due.code} {change.unit.code}",
        before=_worded(change.before, change.office, change.unit),
        after=_worded(change.after, change.next_office, change.unit),
        reason=change.row.reason,
    )


def _worded(due: Due, office: Unit, unit: Unit) -> str:
    """Return what is in force as the audit keeps it: `<= 2021-11-12`, `closed` or `to=<code>`."""
    closed = due.ruling.kind if due.ruling and due.ruling.closed else ""
    moved = f"to={office.code}" if office.id != unit.id else ""
    return " ".join(filter(None, (f"<= {due.last_day}", closed, moved)))
