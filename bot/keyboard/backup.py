"""Backup and restore of the whole database, while the bot runs."""

import sqlite3
from contextlib import closing
from pathlib import Path

from models.database import Database


class BackupError(Exception):
    """A backup or a restore that cannot be done; the text says what to do."""


def back_up(database: Database, to: Path) -> None:
    """Copy the database, as it is at one moment, into a file."""
    if to.exists():
        raise BackupError(f"{to} exists already; choose another name")
    part = to.with_suffix(to.suffix + ".part")
    try:
        part.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(_file(database))) as source,
            closing(sqlite3.connect(part)) as copy,
        ):
            source.backup(copy)
            copy.execute("pragma journal_mode=delete")
        part.rename(to)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{to} cannot be written ({error}); choose another place") from error


def restore(database: Database, source: Path) -> None:
    """Put a backup in the place of the whole database, after looking whether it is sound."""
    if not source.is_file():
        raise BackupError(f"{source} is not a file")
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as backup:
        _check(backup, source)
        with closing(sqlite3.connect(_file(database))) as live:
            backup.backup(live)


def _check(backup: sqlite3.Connection, source: Path) -> None:
    try:
        (sound,) = backup.execute("pragma integrity_check").fetchone()
        backup.execute("select version_num from alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{source} is not a backup of this bot ({error})") from error
    if sound != "ok":
        raise BackupError(f"{source} is damaged: {sound}")


def _file(database: Database) -> str:
    path = database.engine.url.database
    if database.engine.dialect.name != "sqlite" or not path:
        raise BackupError("Only a SQLite file is backed up here; use the database's own tools.")
    return path
