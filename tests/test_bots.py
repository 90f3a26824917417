"""Several Zalo bots: which of them somebody is invited to, and what staff hear of their room."""

from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.assignments import appoint
from models.audit import Act, AuditEntry
from models.bots import PEOPLE, TITLE, bots, forget_others, group_states, host_for, overfull, tie
from models.channels import move_away, note_stop
from models.groups import group_by_code
from models.people import Account, Contact
from models.remembered import remember
from models.units import unit_by_code, unit_codes
from models.units.file import read_file
from models.units.save import save_file
from tests.office import Office, unit
from tests.test_two_channels import TwoChannels

GROUPS = Path(__file__).parents[1] / "plans" / "units" / "kien-giang-groups.csv"
FIRST, SECOND = "zalo-4180", "zalo-4181"
COMMUNE = "911-duong-to"  # of a district of the first group
TITLES = {FIRST: "Bot Thi đua 1", SECOND: "Bot Thi đua 2"}


@pytest.fixture
def two(office: Office) -> Office:
    """Return an office with two bots and the groups of the province; the first bot is tied."""
    office.let_in("staff", "admin")

    def begin(session: Session) -> None:
        save_file(session, read_file(GROUPS, unit_codes(session)))
        for channel, title in TITLES.items():
            remember(session, f"{TITLE}{channel}", title)

    office.database.transaction(begin)
    office.database.transaction(partial(_tie, code="kg-cum-1", channel=FIRST))
    return office


def _tie(session: Session, code: str, channel: str) -> None:
    group = group_by_code(session, code)
    assert group is not None
    tie(session, group, channel)


def crowd(office: Office, channel: str, count: int, unit_code: str = "") -> None:
    """Let so many people be on a bot, who serve a unit if one is named."""

    def come(session: Session) -> None:
        for number in range(count):
            session.add(contact := Contact(name=f"{channel} {number}"))
            session.flush()
            account = Account(channel=channel, address=f"{contact.id}", contact_id=contact.id)
            session.add(account)
            if unit_code:
                served = unit(session, unit_code).id
                appoint(session, contact.id, served, office.clock.now(), office.clock.today())

    office.database.transaction(come)


def host(office: Office, code: str) -> tuple[str, str, bool]:
    """Return to which bot the people of a unit are invited, which is full, and if all are."""
    with office.session() as session:
        found = host_for(session, unit_by_code(session, code), office.clock.today())
        return (
            found.bot.channel if found.bot else "",
            found.full.channel if found.full else "",
            found.all_full,
        )


def test_a_unit_is_invited_to_the_bot_of_its_group_or_of_that_above_it(two):
    crowd(two, FIRST, 3)
    assert host(two, COMMUNE) == host(two, "911") == (FIRST, "", False)
    assert host(two, "so-y-te") == (SECOND, "", False)  # in no group: where there is most room


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (PEOPLE - 1, 0, (FIRST, "", False)),
        (PEOPLE, 0, (SECOND, FIRST, False)),
        (PEOPLE, PEOPLE - 1, (SECOND, FIRST, False)),
        (PEOPLE, PEOPLE, ("", FIRST, True)),
    ],
)
def test_a_full_bot_gives_way_to_the_one_with_most_room(two, first, second, expected):
    crowd(two, FIRST, first)
    crowd(two, SECOND, second)
    assert host(two, COMMUNE) == expected


def test_while_a_bot_can_send_nothing_people_are_invited_to_another(two):
    until = two.clock.now()
    two.database.transaction(lambda session: note_stop(session, FIRST, until))
    assert host(two, COMMUNE) == (SECOND, "", False)
    two.database.transaction(lambda session: note_stop(session, SECOND, until))
    assert host(two, COMMUNE) == (FIRST, "", False)


def test_nobody_is_invited_to_a_bot_that_is_out_of_use_or_gone(two):
    two.database.transaction(lambda session: move_away(session, FIRST))
    assert host(two, COMMUNE) == (SECOND, "", False)
    two.database.transaction(partial(forget_others, channels=[FIRST]))
    assert host(two, COMMUNE) == ("", "", False)
    with two.session() as session:
        assert [bot.channel for bot in bots(session)] == [FIRST]


def test_people_are_counted_with_the_group_of_the_unit_they_serve(two):
    crowd(two, FIRST, 2, COMMUNE)
    crowd(two, SECOND, 1, "911")
    crowd(two, SECOND, 1, "so-y-te")
    with two.session() as session:
        found = {
            each.group.code: (len(each.people), dict(each.on))
            for each in group_states(session, two.clock.today())
        }
    assert found["kg-cum-1"] == (3, {FIRST: 2, SECOND: 1})
    assert found["kg-cum-2"] == (0, {})


@pytest.mark.parametrize(("more", "warned"), [(0, False), (1, True)])
def test_staff_are_warned_where_the_groups_of_a_bot_have_more_people_than_it_serves(
    two, more, warned
):
    crowd(two, SECOND, 30, COMMUNE)
    crowd(two, SECOND, 20 + more, "899")
    said = two.say("staff", "/kenh", "[bots]")
    assert ("quá 50 người" in said) == warned
    with two.session() as session:
        assert overfull(group_states(session, two.clock.today())) == ({FIRST: 51} if warned else {})


def test_what_staff_decide_is_in_the_audit_and_can_be_taken_back(two):
    two.say("staff", "/kenh", "[bots]", "[kg-cum-2]", f"[{SECOND}]", "[yes]")
    two.say("staff", "/kenh", "[bots]", "[kg-cum-1]", "[none]", "[yes]")
    with two.session() as session:
        query = select(AuditEntry).where(AuditEntry.act == Act.BOT_CHOSEN)
        told = [(each.subject, each.before, each.after) for each in session.exec(query)]
        tied = {each.group.code: each.channel for each in group_states(session, two.clock.today())}
    assert told == [("kg-cum-2", "", SECOND), ("kg-cum-1", FIRST, "")]
    assert (tied["kg-cum-1"], tied["kg-cum-2"]) == ("", SECOND)


def test_with_one_bot_or_no_groups_nothing_is_asked_about_them(office):
    office.let_in("staff")
    assert "Các kênh nhắn tin" in office.say("staff", "/kenh")


def test_a_code_is_taken_at_whichever_bot_it_is_typed(two):
    said = two.say("staff", "/moi", "911-duong-to", "[clerk]", "[none]", "[stays]", "[yes]")
    assert "“Bot Thi đua 1”" in said
    code = next(word for word in said.split() if len(word) == 10 and word.isupper())
    assert "xã Dương Tơ" in TwoChannels(two).say(SECOND, code)


def test_administrators_are_told_once_before_a_bot_is_full_and_once_when_it_is(two):
    def notes() -> list[str]:
        two.remind()
        return [text.split("\n")[0] for text in two.told("admin") if "đủ người" in text]

    crowd(two, FIRST, 44)
    assert not notes()
    for hour, more, count in ((9, 1, 1), (10, 3, 1), (11, 2, 2), (12, 1, 2)):
        crowd(two, FIRST, more)
        two.at(f"2021-10-04 {hour:02}:30")
        assert len(notes()) == count
    assert notes() == ["Bot Thi đua 1 (4180) sắp đủ người", "Bot Thi đua 1 (4180) đã đủ người"]
    assert "51/50 người, đã đủ\n   Cụm, khối: Cụm 1" in two.say("staff", "/tinhhinh zalo")
