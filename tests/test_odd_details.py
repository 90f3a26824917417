"""Commands with details that nobody offered: typed, cut off, out of date, of another campaign."""

import pytest

from tests.office import Office

PLAN = "kien-giang-2020"
DETAILS = [
    "targets.0",
    "targets.-1",
    "targets.²",
    "targets." + "9" * 5000,
    "awards.martian.2",
    "registration.",
    "doubt.zzz",
    "doubt",
    "reconfirm",
    "…",
]


@pytest.mark.parametrize("who", ["staff", "911-duong-to"])
@pytest.mark.parametrize("detail", DETAILS, ids=lambda detail: detail[:20])
def test_a_page_that_is_not_there(office: Office, who: str, detail: str) -> None:
    office.let_in(who)
    assert "58/KH-UBND" in office.say(who, f"/phongtrao {PLAN} {detail}")


def test_a_page_beyond_the_last_is_the_last(office: Office) -> None:
    office.let_in("staff")
    assert "trang 5/5" in office.say("staff", f"/phongtrao {PLAN}   targets.999")


@pytest.mark.parametrize("detail", ["zzz", "registration.zzz", "a" * 3000])
def test_a_deadline_that_is_not_there(office: Office, detail: str) -> None:
    office.let_in("staff")
    assert "không có hạn này" in office.say("staff", f"/han {PLAN} {detail}")


def test_a_campaign_that_is_not_ones_own_is_not_taken_for_the_only_one(office: Office) -> None:
    office.let_in("tv-so-noi-vu")
    told = office.say("tv-so-noi-vu", "/dangky kien-giang-2021-2025")
    assert "chỉ có ở một phong trào" in told
    assert "mục I, gạch 5" in office.say("tv-so-noi-vu", "[/dangky tra-vinh-30-nam]")
