"""Reminders are exactly once, whatever happens: cut off, clocks jump, processes die or compete."""

from datetime import date, timedelta

import pytest

from tests.office import HEAD
from tests.torture import BEGIN, END, REGISTRATION, REPORT, STAFF, Province

CUTS = 250  # for each seed
PEOPLE = 14
PLACES = ("842", "844", "845", "846", "847", "848")


def a_day(province: Province) -> None:
    """Let the clock jump: minutes, hours or weeks ahead, or back."""
    chance, now = province.chance, province.local
    if chance.random() < 0.4:
        jump = timedelta(minutes=chance.randint(1, 240))
    elif chance.random() < 0.75:
        jump = timedelta(days=chance.choice([1, 1, 1, 2, 3, 5, 9, 16]))
    else:
        jump = -timedelta(hours=chance.choice([1, 3, 24, 48, 100]))
    to = min(max((now + jump).date(), BEGIN), END)
    if to == END:
        to = BEGIN + timedelta(days=chance.randint(0, 60))
    province.at(to, chance.choice([7, 8, 8, 8, 9, 10, 11, 12, 14, 16, 17]), chance.randint(0, 59))


def something_happens(province: Province) -> None:
    """Let somebody join, register or promise, or the province move a deadline; or nothing."""
    chance = province.chance
    known = [person for person in province.people if person != STAFF]
    person = chance.choice(known)
    place = province.people[person]
    what = chance.random()
    if what < 0.05 and len(known) < PEOPLE:
        place = chance.choice(PLACES)
        head = HEAD if chance.random() < 0.4 else ""
        province.join(f"{head}{place}-{len(known)}", place)
    elif what < 0.08 and place not in province.done:
        province.register(person)
    elif what < 0.14:
        code = chance.choice([REGISTRATION, REPORT])
        if (code, place in province.done) != (REGISTRATION, True):
            province.promise(person, code)
    elif what < 0.18:
        days = chance.randint(2, 45)
        day = province.local.date() + timedelta(days=days)
        province.set_deadline(chance.choice([REGISTRATION, REPORT]), day)


@pytest.mark.parametrize("seed", range(4))
def test_cut_off_a_thousand_times_nobody_is_told_twice_and_nobody_is_missed(url, seed):
    province = Province(url, seed)
    province.at(BEGIN, 9, 0)
    province.join(STAFF, "")
    for place in PLACES[:4]:
        province.join(f"{place}-0", place)
    province.join(f"{HEAD}844-1", "844")
    province.join(f"{HEAD}845-1", "845")
    province.set_deadline(REGISTRATION, date(2021, 10, 29))
    province.set_deadline(REPORT, date(2021, 10, 5))
    while province.power.cuts < CUTS:
        a_day(province)
        something_happens(province)
        province.look()
        if province.chance.random() < 0.5:
            province.send()
    assert len(province.valid()) > 20
    assert sum(province.arrived.values()) > 20
    province.database.close()
