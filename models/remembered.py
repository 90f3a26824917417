"""Small things the installation remembers about itself."""

from sqlmodel import Field, Session

from models.base import Table


class Remembered(Table, table=True):
    """A named value, such as how far the playground's clock is from the real one."""

    name: str = Field(primary_key=True)
    value: str


def recall(session: Session, name: str) -> str | None:
    """Return a remembered value."""
    row = session.get(Remembered, name)
    return row.value if row else None


def remember(session: Session, name: str, value: str) -> None:
    """Keep a value under its name."""
    session.merge(Remembered(name=name, value=value))
