"""Why somebody was reminded: what really was sent, as it stands now."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.ladders import Ladder, meant_day, rungs
from tests.office import Office
from tests.test_deadlines import set_deadline
from tests.test_ladders import DAYS
from tests.test_reminders import COMMUNE, DISTRICT, TRA_VINH, change_ladder, remind, two_tasks

__all__ = ["two_tasks"]

SENT = ["[projects]", "Bê tông hóa 12 km đường", "[district]", "tháng 11/2021", "năm 2022"]


def begin(office: Office) -> None:
    office.say(DISTRICT, f"/dangky {TRA_VINH}", *SENT, "[none]", "[no]")


def test_a_holiday_is_named(office):
    office.let_in("staff", DISTRICT)
    office.at("2021-08-20 09:00")
    set_deadline(office, f"{TRA_VINH} registration", "09/09/2021")
    remind(office, "2021-09-01 08:00")
    said = office.say(DISTRICT, "tại sao nhắc")
    assert "Hôm nay là mốc nhắc “còn 7 ngày”" in said
    assert "rơi vào thứ Năm, 02/09/2021, là ngày nghỉ (Quốc khánh), nên nhắc" in said
    assert "Lần nhắc tới: thứ Hai, 06/09/2021, từ 8 giờ (còn 3 ngày)." in said


def test_what_was_taken_back_is_no_reminder(two_tasks):
    begin(two_tasks)
    remind(two_tasks, "2021-10-28 08:00")
    two_tasks.say(DISTRICT, "Gửi đăng ký")
    assert "chưa nhắc đồng chí lần nào" in two_tasks.say(DISTRICT, "/visao")
    remind(two_tasks, "2021-10-28 09:00")
    said = two_tasks.say(DISTRICT, "/visao")
    assert "Báo cáo quý III/2021 theo" in said
    assert "Đăng ký" not in said


def test_what_is_done_since_is_said_to_be_done(two_tasks):
    remind(two_tasks, "2021-10-28 08:00")
    begin(two_tasks)  # and all is sent
    two_tasks.say(DISTRICT, "Gửi đăng ký")
    report, registration = two_tasks.say(DISTRICT, "/visao").split("\n\n")[1:3]
    assert "Lần nhắc tới: thứ Sáu, 29/10/2021, từ 8 giờ (sáng ngày cuối)." in report
    assert "Việc này nay đã xong" in registration


def test_a_deadline_that_has_moved_since_is_told_as_it_was_and_is(two_tasks):
    remind(two_tasks, "2021-10-28 08:00")
    two_tasks.say(DISTRICT, "/start")
    set_deadline(two_tasks, f"{TRA_VINH} registration", "12/11/2021")
    two_tasks.at("2021-10-30 09:00")
    said = two_tasks.say(DISTRICT, "/visao")
    assert said.startswith("Vì sao ngày 28/10/2021 trợ lý nhắc đồng chí")
    assert "Lúc nhắc, ngày cuối còn kịp là thứ Sáu, 29/10/2021; nay hạn là " in said
    assert "ngày cuối còn kịp là thứ Sáu, 12/11/2021." in said


def test_the_next_day_is_that_of_the_ladder_in_force(office):
    office.let_in("staff", COMMUNE)
    remind(office, "2021-10-22 08:00")
    change_ladder(office, "7, 4, 0")
    said = office.say(COMMUNE, "/visao")
    assert "Lần nhắc tới: thứ Hai, 25/10/2021, từ 8 giờ (còn 4 ngày)." in said


@given(last_day=DAYS, daily=st.integers(0, 30), weeks=st.integers(0, 20))
def test_the_day_that_is_meant_is_the_day_or_one_off_right_behind_it(last_day, daily, weeks):
    ladder = Ladder(daily=daily)
    for rung in rungs(last_day, last_day + timedelta(weeks=weeks), ladder):
        meant = meant_day(rung.name, rung.day, last_day, ladder)
        assert timedelta() <= meant - rung.day <= timedelta(days=14)
        if rung.name[0] in "-0":
            assert (meant - last_day).days == int(rung.name)
