"""The slip: what it says is what was registered, and a changed figure shows."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as Word
from sqlmodel import col, select

from bot.app import Mistake
from bot.keyboard.papers import check_slip
from messages.documents import FOLDER, slip_fields
from messages.documents.word import fields_of, read_word
from models.documents import Document
from models.registrations import latest_registration
from models.slips import slip
from tests.office import Office, campaign, unit

COMMUNE, CODE = "911-duong-to", "kien-giang-2021-2025"
NASTY = "Nước sạch & <b>vệ sinh</b> {{ 7 * 7 }} {% vm %} \x0b\x1f"


def handed_out(office: Office, who: str = COMMUNE) -> bytes:
    office.say(who, f"/phieu {CODE} {COMMUNE}")
    with office.session() as session:
        newest = select(Document.content).order_by(col(Document.id).desc())
        return session.exec(newest).first() or b""


def registered(office: Office, name: str = "Thu nhập bình quân") -> None:
    office.let_in(COMMUNE, "911", "911-bai-thom", "staff")
    office.say(COMMUNE, "/dangky", name, "60; 62; 64; 66; 68 triệu đồng", "đạt chuẩn", "[no]")
    office.say(COMMUNE, "Đường liên ấp", "[commune]", "tháng 3/2022", "[none]", "[none]", "[yes]")


def verdict(office: Office, folder: Path, content: bytes) -> str:
    file = folder / "slip.docx"
    file.write_bytes(content)
    with office.session() as session:
        return check_slip(session, file)


def test_every_field_of_the_template_is_filled_and_told_of(office):
    registered(office)
    with office.session() as session:
        commune = unit(session, COMMUNE)
        row = latest_registration(session, campaign(session, CODE).id, commune.id)
        assert row is not None
        fields = slip_fields(**slip(session, row, commune))
    assert fields_of("phieu-dang-ky.docx") == set(fields)
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in fields)


def test_a_slip_says_what_was_registered(office):
    registered(office)
    foot, rows = read_word(handed_out(office))
    assert [row[2:] for row in rows if row[1] == "Thu nhập bình quân"] == [
        *[[f"Năm {2021 + n}", f"{60 + 2 * n} triệu đồng"] for n in range(5)],
        ["Phấn đấu đến hết ngày 30/6/2025", "đạt chuẩn"],
    ]
    assert rows[-1][2] == "Đường liên ấp (cấp xã; từ tháng 3/2022)"
    assert "bản thứ 1, nhận lúc 08:30 ngày 04/10/2021" in foot


def test_nothing_that_was_typed_is_read_as_markup(office):
    registered(office, NASTY)
    rows = read_word(handed_out(office))[1]
    assert rows[1][1] == "Nước sạch & <b>vệ sinh</b> {{ 7 * 7 }} {% vm %}"


def test_the_page_is_as_decree_30_has_it(office):
    registered(office)
    section = Word(BytesIO(handed_out(office))).sections[0]
    assert (section.page_width, section.page_height) == (7560310, 10692130)  # A4
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(each.mm) for each in margins if each is not None] == [20, 20, 30, 15]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert not section.first_page_header.paragraphs[0].runs


def test_a_slip_is_held_against_the_database(office, tmp_path):
    registered(office)
    content = handed_out(office)
    assert verdict(office, tmp_path, content).endswith("it counts now")
    office.say(COMMUNE, "/dangky kien-giang-2021-2025 ?tasks.1.to_cutoff", "99%", "[yes]")
    assert verdict(office, tmp_path, content).endswith("a later version counts now")


def test_a_figure_changed_by_hand_shows(office, tmp_path):
    registered(office)
    slip_file = Word(BytesIO(handed_out(office)))
    run = slip_file.tables[1].rows[1].cells[3].paragraphs[0].runs[0]
    run.text = run.text.replace("60", "90")
    changed = BytesIO()
    slip_file.save(changed)
    with pytest.raises(Mistake, match="90 triệu đồng"):
        verdict(office, tmp_path, changed.getvalue())
    with pytest.raises(Mistake, match="no Word document"):
        verdict(office, tmp_path, b"%PDF-1.7")


@pytest.mark.parametrize(
    ("who", "may"), [("911", True), ("staff", True), (COMMUNE, True), ("911-bai-thom", False)]
)
def test_only_the_unit_its_offices_and_staff_get_a_slip(office, who, may):
    registered(office)
    assert bool(handed_out(office, who)) is may
