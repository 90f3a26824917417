"""Documents (văn bản, tệp): what people send as evidence or fill in, and what is handed out."""

import re
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any, NamedTuple

from sqlmodel import Field, Session, select

from models.base import Table
from models.registers import Incoming

MOST_BYTES = 20 * 2**20  # of a file that comes in; Telegram lets a bot fetch no larger one

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_PICTURES = ("", "jpg", "jpeg", "jfif", "png", "webp", "heic", "heif")  # a photo has no name
_OLE, _ZIP = rb"\xd0\xcf\x11\xe0", rb"PK\x03\x04"
_KINDS = [  # what a name may end in, how the content begins, and what it is then
    (_PICTURES, rb"\xff\xd8\xff", "image/jpeg"),
    (_PICTURES, rb"\x89PNG\r\n", "image/png"),
    (_PICTURES, rb"RIFF....WEBP", "image/webp"),
    (_PICTURES, rb"....ftyp(heic|heix|mif1)", "image/heic"),
    (("pdf", ""), rb"%PDF", "application/pdf"),
    (("doc",), _OLE, "application/msword"),
    (("xls",), _OLE, "application/vnd.ms-excel"),
    (("docx",), _ZIP, f"{_OFFICE}.wordprocessingml.document"),
    (("xlsx",), _ZIP, f"{_OFFICE}.spreadsheetml.sheet"),
    (("odt",), _ZIP, f"{_OPEN}.text"),
    (("ods",), _ZIP, f"{_OPEN}.spreadsheet"),
    (("csv",), rb"[^\0]+\Z", "text/csv"),
]


class Document(Table, table=True):
    """A file, kept as it came or as it was made, in the database so that a backup has it.

    `sha256` is that of `content`. `incoming_id` is the row that brought it, None for one made here;
    `contact_id` whose it is, `unit_id` the unit that it is about.
    """

    id: int = Field(default=None, primary_key=True)
    name: str
    media_type: str
    size: int  # bytes
    sha256: str
    content: bytes
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    incoming_id: int | None = Field(default=None, foreign_key="incoming.id", unique=True)
    made_at: datetime


class Label(NamedTuple):
    """What is told of a document without its content; a photo has no `name`."""

    name: str
    sha256: str


def document(name: str, media_type: str, content: bytes, **about: Any) -> Document:  # noqa: ANN401
    """Make a document of a content; `about` are its other columns."""
    return Document(
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=content,
        **about,
    )


def media_type_of(name: str, content: bytes) -> str | None:
    """Return what a file is, by its name and how it begins; None for what is not accepted."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    kinds = (kind for endings, begins, kind in _KINDS if ending in endings and _is(begins, content))
    return next(kinds, None)


def _is(begins: bytes, content: bytes) -> bool:
    return re.match(begins, content, re.DOTALL) is not None


def label_of(session: Session, incoming_id: int | None) -> Label | None:
    """Return what to call the file that an incoming row brought; None where none was kept."""
    query = select(Document.name, Document.sha256).where(Document.incoming_id == incoming_id)
    found = session.exec(query).first() if incoming_id else None
    return Label(*found) if found else None


def file_brought(session: Session, incoming_id: int) -> dict[str, Any]:
    """Return how a file that came in is handed on: the channel's reference, and what was kept."""
    row = session.get_one(Incoming, incoming_id)
    query = select(Document.id).where(Document.incoming_id == incoming_id)
    return {**(row.data or {}), "document": session.exec(query).first()}


def content_of(session: Session, document_id: int) -> bytes:
    """Return the content of a document."""
    return session.exec(select(Document.content).where(Document.id == document_id)).one()


def content_brought(session: Session, incoming_id: int, most: int) -> bytes | None:
    """Return the content of the file that an incoming row brought, if it is no larger than that."""
    query = select(Document.content).where(
        Document.incoming_id == incoming_id, Document.size <= most
    )
    return session.exec(query).first()
