"""Whole campaigns, rehearsed: what must hold of every message, and the book that tells of them."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, sync_playwright

from bot.__main__ import main
from bot.keyboard.rehearse import plan_named, rehearse, unit_list
from bot.rehearsal.book import Book
from bot.rehearsal.cast import Behaviour, Player
from bot.rehearsal.facts import facts
from bot.rehearsal.play import Play, Wish
from bot.rehearsal.stage import Person
from bot.sample import CAMPAIGNS
from messages import MANNER
from models.working_days import is_working_day
from tests.test_page import CHROMIUM, FLAGS, needs_browser

SMALL = "kon-tum-2020"
LONGEST = "kien-giang-2021-2025"
A_KIND = {"kien-giang-2020": 1, LONGEST: 1}  # those ask something of seven kinds of units
HEAD, STANDING_BODY = "+3 head", "+7 standing body"
NASTY = "<img src=x onerror=alert(1)> & {{ 7 * 7 }}"

plans = pytest.mark.parametrize("code", CAMPAIGNS)


class Watchful(Play):
    """A rehearsal that looks at every working day."""

    def is_quiet(self, _: date) -> bool:
        return False


def wish(code: str) -> Wish:
    return Wish(plan_named(code), unit_list(None), A_KIND.get(code, 2))


@cache
def played(code: str) -> Play:
    play = Play(wish(code), MANNER.timezone)
    for _ in play.run():
        pass
    return play


def players(play: Play, behaviour: Behaviour) -> list[Player]:
    return [each for each in play.cast.players.values() if each.behaviour == behaviour]


def reminded(play: Play, person: Person) -> Iterator[tuple[date, str, str]]:
    """Yield when somebody was reminded, of which deadline and on which rung."""
    for sent in play.sent:
        if sent.person == person:
            day = play.day_of(sent.moment)
            yield from ((day, row.milestone, row.rung) for row in sent.reminders)


def on_rung(play: Play, person: Person, wanted: str) -> dict[str, date]:
    return {code: day for day, code, rung in reminded(play, person) if rung == wanted}


# --- every plan ---


@plans
def test_nobody_is_reminded_out_of_hours_or_twice_a_day(code):
    play = played(code)
    reminders = [each for each in play.sent if each.sort == "reminder"]
    for sent in reminders:
        local = sent.moment.astimezone(play.zone)
        assert is_working_day(local.date())
        assert time(8) <= local.time() < time(17)
        assert not time(11, 30) <= local.time() < time(13, 30)
    days = [(each.person, play.day_of(each.moment)) for each in reminders]
    assert len(days) == len(set(days)) > 0


@plans
def test_prompt_units_are_never_late_and_are_left_in_peace(code):
    """They do what they owe two working days after the first reminder of it, and hear no more."""
    play = played(code)
    for player in players(play, Behaviour.PROMPT):
        told = defaultdict(set)
        for day, milestone, rung in reminded(play, player.clerk):
            if milestone != "papers":
                told[milestone].add(day)
                assert not rung.startswith("+")
        assert all((max(days) - min(days)).days <= 7 for days in told.values())


@plans
def test_nobody_is_reminded_of_what_is_done(code):
    play = played(code)
    for scene in play.scenes:
        player = play.cast.players.get(scene.person.unit_id)
        if scene.deed != "register" or player is None:
            continue
        done = play.day_of(scene.moment)
        later = [
            rung
            for day, milestone, rung in reminded(play, player.clerk)
            if day > done and milestone == "registration"
        ]
        assert not later or player.behaviour == Behaviour.CORRECTING  # it came back


@plans
def test_silence_reaches_the_head_and_then_the_standing_body(code):
    play = played(code)
    staff = on_rung(play, play.cast.staff, STANDING_BODY)
    silent = players(play, Behaviour.SILENT)
    assert silent
    for player in silent:
        assert player.head is not None
        third, seventh = (on_rung(play, player.clerk, rung) for rung in ("+3", "+7"))
        assert third
        assert on_rung(play, player.head, HEAD) == third
        assert seventh.items() <= staff.items()
        assert not [each for each in play.scenes if each.person == player.clerk]


@plans
def test_late_units_answer_their_head(code):
    play = played(code)
    for player in players(play, Behaviour.LATE):
        assert player.head is not None
        assert set(on_rung(play, player.clerk, "+4")) == set(on_rung(play, player.head, HEAD))
        assert not on_rung(play, player.clerk, "+7")


@plans
def test_every_visit_comes_to_its_end(code):
    """The last that is said to anybody is no question; what nobody asked for is in the book."""
    play = played(code)
    assert {each.deed for each in play.scenes} >= {"done", "promise"}
    for scene in play.scenes:
        assert "draft" not in (scene.turns[-1].replies[-1].prompt or {}), scene
    letters = [each for one in Book(play, facts(play)).pages for each in one.letters]
    assert sum(len(each.people) for each in letters) == sum(
        each.sort != "reply" for each in play.sent
    )
    assert facts(play).messages == len(play.sent)


def test_registrations_are_made_returned_corrected_and_admitted():
    deeds = {each.deed for each in played(LONGEST).scenes}
    assert {"register", "return", "correct", "review", "set"} <= deeds
    texts = [each.message.text for each in played(LONGEST).sent]
    assert any("gửi sau hạn đã được nhận" in text for text in texts)


def test_reports_of_periods_come_in():
    reports = [each for each in played("tra-vinh-30-nam").scenes if each.deed == "report"]
    assert len({each.moment.date() for each in reports}) >= 4


# --- the same again ---


def test_the_same_wish_gives_the_same_book_and_quiet_days_are_quiet():
    again, play = Watchful(wish(SMALL), MANNER.timezone), played(SMALL)
    for _ in again.run():
        pass
    assert Book(again, facts(again)).to_html() == Book(play, facts(play)).to_html()


# --- the book ---


@needs_browser
@plans
def test_the_book_fits_a_phone(code, tmp_path):
    file = tmp_path / "book.html"
    file.write_text(Book(played(code), facts(played(code))).to_html(), encoding="utf-8")
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport=ViewportSize(width=390, height=800))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        links = page.locator("a[href^='#']")
        targets = {links.nth(n).get_attribute("href") or "" for n in range(min(links.count(), 40))}
        assert all(page.locator(f"[id='{target[1:]}']").count() == 1 for target in targets)
        browser.close()
    assert asked == [file.as_uri()]


def test_nothing_in_the_book_is_markup_from_data(tmp_path):
    rows = [row._replace(name=f"{row.name} {NASTY}") for row in unit_list(None)]
    out = tmp_path / "book.html"
    rehearse(Wish(plan_named(SMALL), rows, 1), MANNER.timezone, out)
    html = out.read_text(encoding="utf-8")
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; {{ 7 * 7 }}" in html


# --- at the keyboard ---


def test_the_command_writes_the_book_and_touches_nothing_else(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("THIDUA_DATA_DIR", str(tmp_path / "data"))
    out = tmp_path / "book.html"
    assert main(["rehearse", SMALL, "--units", "1", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "messages (" in said.out
    assert said.out.endswith(f"{out}\n")
    assert [each.name for each in tmp_path.iterdir()] == ["book.html"]


def test_the_facts_as_json_and_a_day_of_ones_own(capsys):
    words = ["rehearse", SMALL, "--units", "1", "--days", "launch=2020-03-20", "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["assumed"]["launch"] == "2020-03-20"
    assert found["reminders_a_day"] == 1
    assert sum(found["messages"].values()) == len(found["sent"])
    last = [
        each for each in found["sent"] if {"milestone": "launch", "rung": "0"} in each["reminds"]
    ]
    assert {each["at"][:10] for each in last} == {"2020-03-20"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere"], "There is no plan nowhere; name a file, or one of kien-giang-2020"),
        ([SMALL, "--days", "launch"], "launch: write CODE=year-month-day"),
        ([SMALL, "--days", "congress=2020-01-31"], "congress is no deadline"),
        ([SMALL, "--list", "plans/units/mau.csv"], "there is no unit '91'"),
        ([SMALL, "--list", "plans/units/tra-vinh.csv"], "binds no unit of the list"),
    ],
)
def test_mistakes_are_told_in_a_sentence(words, told, capsys, monkeypatch):
    monkeypatch.chdir(Path(__file__).parent.parent)
    assert main(["rehearse", *words]) == 1
    assert told in capsys.readouterr().err
