"""Documents (văn bản, tệp): what people send as evidence or fill in, and what is handed out."""

from datetime import datetime

from sqlmodel import Field

from models.base import Table


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
