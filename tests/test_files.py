"""Files: kept before their rows are dealt with, in order, and told about when they cannot be."""

from hashlib import sha256

import pytest
from sqlmodel import col, select

from bot.channels import Refused, TryAgain
from models.documents import MOST_BYTES, Document, media_type_of
from models.people import Contact
from models.registers import Incoming
from tests.office import Office

COMMUNE, OTHER = "911-duong-to", "911-bai-thom"
PDF, JPEG = b"%PDF-1.7 x", b"\xff\xd8\xff\xe0 x"
OLE, ZIP = b"\xd0\xcf\x11\xe0 x", b"PK\x03\x04 x"


def kept(office: Office) -> list[Document]:
    with office.session() as session:
        return list(session.exec(select(Document).order_by(col(Document.id))))


def registered(office: Office) -> None:
    office.let_in(COMMUNE, OTHER)
    office.say(COMMUNE, "/dangky", "Thu nhập bình quân", "60 triệu đồng", "68 triệu đồng")
    office.say(COMMUNE, "[no]", "Đường liên ấp", "[commune]", "[none]", "[none]", "[none]", "[yes]")


def reported(office: Office) -> None:
    registered(office)
    office.say(COMMUNE, "/baocao", "61 triệu đồng", "[finished]")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("", JPEG, "image/jpeg"),
        ("a.png", JPEG, "image/jpeg"),  # renamed, and still a picture
        ("a.webp", b"RIFF\0\0\0\0WEBP", "image/webp"),
        ("a.heic", b"\0\0\0\x18ftypheic", "image/heic"),
        ("a.doc", OLE, "application/msword"),
        ("a.csv", "Mã;Tên\n1;Xã".encode(), "text/csv"),
        ("a.pdf", JPEG, None),
        ("a.docx", OLE, None),  # with a password
        ("a.zip", ZIP, None),
        ("a.xlsm", ZIP, None),
        ("a.csv", b"\0\1", None),
        ("a.pdf", b"", None),
        ("", ZIP, None),
    ],
)
def test_what_is_accepted_is_told_by_name_and_content(name, content, media_type):
    assert media_type_of(name, content) == media_type


def test_evidence_is_kept_with_its_hash_and_whose_it_is(office):
    reported(office)
    told = office.hand_in(COMMUNE, "biên bản.pdf", PDF)
    (document,) = kept(office)
    assert f"biên bản.pdf (SHA-256: {sha256(PDF).hexdigest()[:12]}…)" in told
    assert (document.content, document.size) == (PDF, len(PDF))
    with office.session() as session:
        contact = session.get_one(Contact, document.contact_id)
        assert (contact.name, contact.unit_id) == (COMMUNE, document.unit_id)


def test_what_came_later_waits_for_the_file_and_nobody_else_does(office):
    reported(office)
    office.drop(COMMUNE, "a.pdf", PDF)
    before = len(office.told(COMMUNE))
    assert "đã kết thúc" not in office.say(OTHER, "/cuatoi")
    office.say(COMMUNE, "/cuatoi")
    assert len(office.told(COMMUNE)) == before
    office.fetch()
    office.say(OTHER, "/cuatoi")
    evidence, mine = office.told(COMMUNE)[before:]
    assert "a.pdf" in evidence
    assert "Đăng ký: bản thứ 1" in mine


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (TryAgain(0.001), "chưa tải về được"),
        (Refused("unfetched"), "chưa tải về được"),
        (Refused("too-large"), "lớn hơn 20 MB"),
        (KeyError("file_id"), "chưa tải về được"),
    ],
)
def test_a_file_that_cannot_be_had_is_told_and_nothing_else_is_lost(office, failure, words):
    reported(office)
    office.drop(COMMUNE, "a.pdf", b"")
    office.files = dict.fromkeys(office.files, failure)
    office.fetch()
    office.say(OTHER, "/cuatoi")
    assert words in office.told(COMMUNE)[-1]
    assert not kept(office)
    assert "a.pdf" in office.hand_in(COMMUNE, "a.pdf", PDF)


def test_a_file_larger_than_announced_is_not_kept(office):
    reported(office)
    assert "lớn hơn 20 MB" in office.hand_in(COMMUNE, "a.pdf", PDF + bytes(MOST_BYTES))
    assert not kept(office)


def test_files_of_strangers_are_not_fetched(office):
    office.drop("nobody", "a.pdf", PDF)
    office.fetch()
    assert not kept(office)
    with office.session() as session:
        assert session.exec(select(Incoming.kind)).all() == ["unkept"]


def test_nobody_names_the_file_of_another(office):
    reported(office)
    office.hand_in(COMMUNE, "a.pdf", PDF)
    with office.session() as session:
        brought = session.exec(select(Document.incoming_id)).one()
    office.let_in("staff")
    office.say("staff", "/thongbao kien-giang-2021-2025")
    assert "Câu này cần một tài liệu hoặc ảnh" in office.say("staff", f"file:{brought}")
