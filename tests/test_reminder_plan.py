"""Who is reminded of what and when, over whole campaigns, against tables made from the rules alone.

The holidays and swapped days stand here as the notices of each year had them; nothing of the
product's own calendar is used.
"""

from datetime import date, datetime, timedelta

import pytest

from bot.keyboard.reminders import planned
from messages import MANNER
from tests.office import Office, campaign
from tests.test_deadlines import set_deadline

KIEN_GIANG, TRA_VINH = "kien-giang-2021-2025", "tra-vinh-30-nam"
OFF = """
2021: 01/01 10/02 11/02 12/02 15/02 16/02 21/04 30/04 03/05 02/09 03/09
2022: 03/01 31/01 01/02 02/02 03/02 04/02 11/04 02/05 03/05 01/09 02/09
2023: 02/01 20/01 23/01 24/01 25/01 26/01 01/05 02/05 03/05 01/09 04/09
2024: 01/01 08/02 09/02 12/02 13/02 14/02 18/04 29/04 30/04 01/05 02/09 03/09
2025: 01/01 27/01 28/01 29/01 30/01 31/01 07/04 30/04 01/05 02/05 01/09 02/09
"""
SWAPPED = {date(2024, 5, 4), date(2025, 4, 26)}  # Saturdays on which offices were open
HOLIDAYS = {
    datetime.strptime(f"{day}/{line[:4]} +0700", "%d/%m/%Y %z").date()
    for line in OFF.split("\n")
    for day in line[6:].split()
}


def open_day(day: date) -> bool:
    return day in SWAPPED or (day.weekday() < 5 and day not in HOLIDAYS)


def before(day: date) -> date:
    """Return the day, or the last one before it on which offices are open."""
    return day if open_day(day) else before(day - timedelta(days=1))


Told = tuple[str, date]  # whom: those who do the work (nothing), the head or the standing body


def told_on(last_safe: date, first: date, until: date) -> set[Told]:
    """Return who is told when: 30, 14, 7, 3, 1 and 0 days before, then late, with escalations.

    Late is each of the first seven working days, then the last one of each week after that.
    """
    early = {before(last_safe - timedelta(days=days)) for days in (30, 14, 7, 3, 1, 0)}
    after = (last_safe + timedelta(days=days) for days in range(1, 400))
    daily = [day for day in after if open_day(day)][:7]
    monday = daily[-1] - timedelta(days=daily[-1].weekday())
    mondays = (monday + timedelta(weeks=weeks) for weeks in range(1, 260))
    weekly = {day for each in mondays if (day := before(each + timedelta(days=6))) >= each}
    found = {("", day) for day in early | {*daily} | weekly}
    found |= {("head", daily[2]), ("standing body", daily[6])}
    return {(to, day) for to, day in found if first <= day <= until}


def table(office: Office, code: str, first: date, last: date) -> set[tuple[str, str, str, date]]:
    """Return what the product plans: the unit, the milestone, whom and on which day."""
    with office.session() as session:
        one, today = campaign(session, code), office.clock.today()
        found = planned(session, one, (first, last), today, MANNER.timezone)
    rows = [
        (e["unit"], e["milestone"], e["rung"].partition(" ")[2], date.fromisoformat(e["at"][:10]))
        for e in found
    ]
    assert all(each["at"][10:] == "T08:00:00+07:00" for each in found)
    assert len(rows) == len(set(rows))
    return set(rows)


def units(office: Office, province: str, kinds: str) -> set[str]:
    """Return the codes of the units of some kinds below a province, as the unit list has them."""
    marks = ", ".join(f"'{kind}'" for kind in kinds.split())
    query = f"""
        with recursive below(id, depth) as (
            select id, 0 from unit where code = '{province}'
            union all select unit.id, depth + 1 from unit join below on parent_id = below.id)
        select code from unit join below using (id)
        where kind in ({marks}) and depth > 0 and (kind != 'agency' or depth = 1)
    """  # noqa: S608
    with office.session() as session:
        return {row[0] for row in session.connection().exec_driver_sql(query)}


def test_the_54_months_of_001(office):
    first, last = date(2021, 2, 1), date(2025, 7, 31)
    bound = units(office, "91", "agency enterprise cooperative hospital district commune")
    assert len(bound) == 234
    days = told_on(date(2021, 10, 29), first, last)
    expected = {(unit, "registration", *told) for unit in bound for told in days}
    bound |= units(office, "91", "school")
    days = told_on(date(2025, 7, 9), first, last)
    expected |= {
        (unit, milestone, *told)
        for milestone in ("dossier", "final-report")
        for unit in bound
        for told in days
    }
    assert table(office, KIEN_GIANG, first, last) == expected


def test_who_has_registered_is_in_no_row(office):
    office.let_in("mau-doanh-nghiep", "911-duong-to")
    said = ["/dangky kien-giang-2021-2025", "Tỷ lệ hộ nghèo", "1%", "1%", "[no]"]
    office.say("911-duong-to", *said)
    rows = table(office, KIEN_GIANG, date(2021, 10, 1), date(2021, 10, 31))
    assert "911-duong-to" in {unit for unit, *_ in rows}  # a draft is no registration
    finish(office)
    after = table(office, KIEN_GIANG, date(2021, 10, 1), date(2021, 10, 31))
    assert rows - after == {row for row in rows if row[0] == "911-duong-to"}
    assert after < rows


def finish(office: Office) -> None:
    """Answer what is left of the commune's registration, and send it."""
    office.say("911-duong-to", "Nhà văn hóa xã", "[commune]", "[none]", "[none]", "[none]", "[yes]")


@pytest.fixture
def quarters(office) -> dict[str, date]:
    """Set the day of every report of 002: five days after each quarter."""
    office.let_in("staff")
    office.at("2021-08-20 09:00")
    found = {
        "2021-Q3": date(2021, 10, 5),
        "2021-Q4": date(2022, 1, 5),
        "2022-Q1": date(2022, 4, 5),
        "2022-Q2": date(2022, 6, 25),
    }
    for code, day in found.items():
        set_deadline(office, f"{TRA_VINH} quarterly-report.{code}", f"{day:%d/%m/%Y}")
    return found


def test_the_four_quarters_of_002(office, quarters):
    first, last = date(2021, 8, 1), date(2022, 7, 31)
    begins = {"2021-Q3": date(2021, 8, 1), "2021-Q4": date(2021, 10, 1)}
    begins |= {"2022-Q1": date(2022, 1, 1), "2022-Q2": date(2022, 4, 1)}
    ends = last  # what is missing is asked for until two months after the campaign
    bound = units(office, "84", "agency district enterprise")
    expected = {
        (unit, f"quarterly-report.{code}", *told)
        for code, due in quarters.items()
        for told in told_on(due, begins[code], ends)
        for unit in bound
    }
    assert table(office, TRA_VINH, first, last) == expected
