"""Inquiries: asked in the middle of anything, answered once, and seen by nobody else."""

from sqlmodel import select

from models.inquiries import Inquiry
from models.people import Contact, Role
from tests.office import Office
from tests.test_reviews import COMMUNE, KIEN_GIANG, OTHER

QUESTION, ANSWER = "Lấy theo nghị quyết nào?", "Theo nghị quyết của xã"
TOLD = "đã được staff trả lời"


def ask(office: Office, who: str, said: str = QUESTION) -> None:
    office.say(who, "/hoi", said)


def inquiries(office: Office) -> list[tuple[str, str, str]]:
    """Return the text, the answer and the place of every inquiry."""
    with office.session() as session:
        rows = session.exec(select(Inquiry)).all()
        return [(row.text, row.answer, row.about.get("key", "")) for row in rows]


def test_the_open_question_is_asked_again_and_takes_the_next_answer(office):
    office.let_in(COMMUNE, "staff")
    asked = office.say(COMMUNE, KIEN_GIANG, "Thu nhập")
    told = office.say(COMMUNE, "/hoi", QUESTION)
    assert asked.partition("\n\n")[2] in told
    assert "Đã ghi Thu nhập" in office.say(COMMUNE, "90%")
    assert inquiries(office) == [(QUESTION, "", "tasks.1.annual")]
    assert QUESTION in office.told("staff")[-1]
    assert "mục IV.1, gạch 5" in office.told("staff")[-1]


def test_a_question_may_be_typed_behind_the_command(office):
    office.let_in(COMMUNE, "staff")
    office.say(COMMUNE, f"/hoi {QUESTION}")
    assert inquiries(office) == [(QUESTION, "", "")]
    assert QUESTION in office.told("staff")[-1]


def test_the_first_answer_counts_and_the_second_is_told(office):
    office.let_in(COMMUNE, "staff")
    with office.session() as session:
        session.add(Contact(name="không có máy", role=Role.STAFF))
        session.commit()
    ask(office, COMMUNE)
    office.say("staff", "/hoi answer.1", ANSWER)
    assert ANSWER in office.told(COMMUNE)[-1]
    told = office.say("staff", "/hoi answer.1")
    assert TOLD in told
    assert ANSWER in told
    assert inquiries(office)[0][1] == ANSWER


def test_a_double_tap_asks_and_answers_once(office):
    office.let_in(COMMUNE, "staff")
    ask(office, COMMUNE)
    office.again(COMMUNE)
    office.say("staff", "/hoi answer.1", ANSWER)
    before = office.told(COMMUNE)
    office.again("staff")
    assert len(inquiries(office)) == 1
    assert office.told(COMMUNE) == before


def test_the_oldest_waits_first_and_the_list_has_pages(office):
    office.let_in(COMMUNE, OTHER, "staff")
    for number in range(6):
        ask(office, (COMMUNE, OTHER)[number % 2], f"Câu hỏi số {number}")
    first, second = office.say("staff", "/hoi"), office.say("staff", "/hoi waiting.2")
    assert first.index("Câu hỏi số 0") < first.index("Câu hỏi số 4")
    assert "Câu hỏi số 5" not in first
    assert "Câu hỏi số 5" in second


def test_nobody_else_sees_what_a_unit_asks_or_where_it_stands(office):
    office.let_in(COMMUNE, OTHER, "staff")
    office.say(COMMUNE, KIEN_GIANG, "Thu nhập bí mật")
    ask(office, COMMUNE)
    office.say("staff", "/hoi answer.1", ANSWER)
    spied = ("/hoi own", "/hoi again.1", "/hoi answer.1", "/hoi waiting", "/hoi at.1 tasks.1.name")
    office.say(OTHER, *spied, "Hỏi thử")
    told = "\n".join(office.told(OTHER))
    assert not [each for each in ("bí mật", QUESTION, ANSWER) if each in told]
    assert "bí mật" not in office.told("staff")[-1]


def test_an_inquiry_never_leads_to_itself(office):
    office.let_in(COMMUNE, "staff")
    assert "viết câu hỏi" in office.say(COMMUNE, "/hoi at.1 text")
    office.say(COMMUNE, "/hoi at.1 text", QUESTION)
    assert inquiries(office) == [(QUESTION, "", "")]
