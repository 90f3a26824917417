"""The calendar file: read back, it holds each deadline of a unit once, on its last safe day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import Session, col, select

from messages import MANNER
from models.campaigns import AFTERMATH, campaigns_of, plan_of
from models.deadlines import Deadline
from models.documents import Document
from models.obligations import Obligation, dated, duties, obligations
from models.working_days import is_working_day
from tests.office import Office, campaign, unit
from tests.samples_plans import PLANS
from tests.test_rulings import KIEN_GIANG, ONE, WHY, extend


def calendar_of(office: Office, who: str) -> dict[str, Any]:
    """Return the events of somebody's calendar file by their UID, and see that none is double."""
    assert office.say(who, "/lichhan").startswith("Tệp lịch")
    with office.session() as session:
        found = session.exec(select(Document).order_by(col(Document.id).desc())).first()
    assert found is not None
    assert (found.name, found.media_type) == (f"han-{who}.ics", "text/calendar; charset=utf-8")
    assert found.content is not None
    events = Calendar.from_ical(found.content).walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in events}
    assert len(by_uid) == len(events)
    return by_uid


def set_all(session: Session, code: str, today: date) -> None:
    """Give every deadline that a plan leaves open a day, strict or not."""
    one = campaign(session, code)
    found = duties(session, one, plan_of(session, one), today)
    for number, due in enumerate(each for each in found if each.day is None):
        row = Deadline(
            campaign_id=one.id,
            milestone=due.milestone.code,
            period=due.period.code if due.period else "",
            day=today + timedelta(days=number),
            strict=bool(number % 2),
            contact_id=1,
            set_at=datetime.combine(today, datetime.min.time(), MANNER.timezone),
        )
        session.add(row)


def owed_by(session: Session, code: str, today: date) -> dict[str, Obligation]:
    """Return what a unit owes by a day, by the UID of its event."""
    owed_there = {}
    for one in campaigns_of(session, unit(session, code), today, AFTERMATH):
        plan = plan_of(session, one)
        found = dated(duties(session, one, plan, today))
        for owed in obligations(session, one, plan, found, unit(session, code)):
            owed_there[f"{one.code}.{owed.code}.{code}@thidua"] = owed
    return owed_there


@pytest.mark.parametrize("code", PLANS)
def test_every_deadline_of_every_plan_stands_on_its_last_safe_day(office, code):
    plan = PLANS[code]
    start = plan.period.start or date(2021, 10, 4)
    office.at(f"{start + timedelta(days=30)} 09:00")
    office.let_in("staff")
    today = office.clock.today()
    office.database.transaction(lambda session: set_all(session, code, today))
    with office.session() as session:
        one = campaign(session, code)
        found = dated(duties(session, one, plan, today))
        owing = next(iter(obligations(session, one, plan, found))).unit.code
        owed = owed_by(session, owing, today)
    office.let_in(owing)
    events = calendar_of(office, owing)
    assert set(events) == set(owed)
    assert any(uid.startswith(f"{code}.") for uid in events)
    for uid, event in events.items():
        due = owed[uid].due
        assert event.decoded("DTSTART") == due.last_day
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert event["SEQUENCE"] == bool(due.fixed)
        assert due.milestone.name in str(event["SUMMARY"])
        assert due.milestone.text in str(event["DESCRIPTION"])
        assert due.milestone.source.clause in str(event["DESCRIPTION"])
        (alarm,) = event.walk("VALARM")
        rings = alarm.decoded("TRIGGER").astimezone(MANNER.timezone)
        assert (rings.hour, rings.minute) == (8, 0)
        assert is_working_day(rings.date())
        between = (due.last_day - rings.date()).days
        days = (rings.date() + timedelta(days=n) for n in range(1, between))
        assert between > 0
        assert not any(map(is_working_day, days))


def test_a_newer_file_puts_the_new_day_in_the_place_of_the_old_one(office):
    office.let_in("staff", ONE)
    uid = f"{KIEN_GIANG}.registration.{ONE}@thidua"
    event = calendar_of(office, ONE)[uid]
    assert (event.decoded("DTSTART"), event["SEQUENCE"]) == (date(2021, 10, 29), 0)
    extend(office, "Dương Tơ", "15/11/2021")
    event = calendar_of(office, ONE)[uid]
    assert (event.decoded("DTSTART"), event["SEQUENCE"]) == (date(2021, 11, 15), 1)
    assert "được gia hạn đến hết ngày 15/11/2021" in str(event["DESCRIPTION"]).lower()
    office.say("staff", f"/han {KIEN_GIANG} registration", "30/11/2021", "none", "[yes]")
    event = calendar_of(office, ONE)[uid]
    assert (event.decoded("DTSTART"), event["SEQUENCE"]) == (date(2021, 11, 30), 2)
    office.say("staff", f"/giahan {KIEN_GIANG} registration", "[closed]", ONE, WHY, "[yes]")
    assert uid not in calendar_of(office, ONE)


def test_without_a_day_there_is_nothing_to_put_into_a_calendar(office):
    office.let_in("844")
    assert office.say("844", "/lichhan").startswith("Hiện đơn vị không còn việc nào có ngày hạn")
