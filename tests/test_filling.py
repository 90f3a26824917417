"""One text that answers many questions: nothing is kept unseen, nothing is overwritten unseen."""

from sqlmodel import select

from models.drafts import Answer
from tests.office import Office

COMMUNE = "911-duong-to"
NAMES = ["hộ có điện", "hộ có nước sạch", "hộ khá", "lao động có nghề", "trẻ đến trường"]
NAMES += ["người có thẻ bảo hiểm y tế", "ấp văn hóa", "rác thải được thu gom", "đường bê tông"]
NAMES += ["hồ sơ giải quyết đúng hạn"]
LIST = "\n".join(
    f"{n}. Tỷ lệ {name} đến năm 2025 đạt {n + 60}%" for n, name in enumerate(NAMES, start=1)
)


def kept(office: Office) -> dict[str, str]:
    with office.session() as session:
        return {answer.key: answer.said for answer in session.exec(select(Answer))}


def test_a_long_list_is_shown_page_by_page_and_kept_with_one_tap(office: Office) -> None:
    office.let_in(COMMUNE)
    first = office.say(COMMUNE, "/dangky", LIST)
    pages = [first]
    while "trang" in pages[-1] and f"{len(pages)}/{len(pages)}" not in pages[-1]:
        pages.append(office.say(COMMUNE, f"[page.{len(pages) + 1}]"))
    assert len(pages) > 1
    assert all(f": {n + 60}%" in "\n".join(pages) for n in range(1, 11))
    assert not kept(office)
    office.say(COMMUNE, "[keep]")
    assert kept(office)["tasks.10.to_cutoff"] == "70%"
    office.again(COMMUNE)
    assert "trả lời được" not in office.told(COMMUNE)[-1]


def test_skipping_keeps_nothing_and_asks_the_same_question(office: Office) -> None:
    office.let_in(COMMUNE)
    asked = office.say(COMMUNE, "/dangky")
    assert office.say(COMMUNE, LIST, "[skip]") == asked
    assert not kept(office)


def test_it_may_be_just_the_answer_to_the_question(office: Office) -> None:
    office.let_in(COMMUNE)
    said = "Tỷ lệ hộ nghèo dưới 1%; tỷ lệ hộ cận nghèo dưới 2%"
    assert "trả lời được" in office.say(COMMUNE, "/dangky", said)
    office.say(COMMUNE, "[alone]")
    assert kept(office) == {"tasks.1.name": said}


def test_what_a_longer_list_left_behind_is_not_given_to_a_new_target(office: Office) -> None:
    office.let_in(COMMUNE)
    office.say(COMMUNE, "/dangky", "Hộ có nước sạch", "90%", "95%", "[yes]")
    office.say(COMMUNE, "Hộ có điện", "98%", "99%", "[no]")
    office.say(COMMUNE, "[<]", "[<]", "[<]", "[<]", "[<]", "[no]")  # one target is enough
    said = "Đến năm 2025 tỷ lệ hộ nghèo dưới 1%; 90% hộ dân có điện; tỷ lệ che phủ rừng 42%"
    office.say(COMMUNE, said, "[keep]")
    answers = kept(office)
    assert answers["tasks.2.name"] == "Tỷ lệ hộ nghèo"
    assert "tasks.2.annual" not in answers
    assert answers["tasks.2.to_cutoff"] == "dưới 1%"
