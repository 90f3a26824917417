"""Holds a slip that was handed out against the database."""

import re
from difflib import ndiff
from pathlib import Path

from sqlmodel import Session

from bot.app import Mistake
from messages import as_moment
from messages.documents import write
from messages.documents.word import read_word
from models.registrations import digest_of, latest_registration
from models.slips import by_digest, slip

DIGEST = re.compile("[0-9a-f]{64}")


def check_slip(session: Session, file: Path) -> str:
    """Say which registration a slip is of; Mistake where it says anything else.

    What people read is compared, row by row, with a slip written anew: not a mark inside the file,
    which would stay as it was when a figure is changed.
    """
    foot, rows = _read(file)
    digest = DIGEST.search(foot)
    found = by_digest(session, digest[0]) if digest else None
    if found is None:
        raise Mistake(f"{file} has no digest at its foot that a registration here has")
    registration, unit, campaign = found
    if digest_of(registration, campaign.code, unit.code) != registration.digest:
        raise Mistake(f"The registration {registration.id} was changed in the database")
    name = f"version {registration.version} of {unit.code} in {campaign.code}"
    content, _ = write("phieu-dang-ky.docx", **slip(session, registration, unit))
    kept = _lines(read_word(content)[1])
    if kept != _lines(rows):
        changes = [line for line in ndiff(kept, _lines(rows)) if line[:2] in ("- ", "+ ")]
        raise Mistake(
            "\n".join([f"{file} differs from {name} (-: kept, +: in the file)", *changes])
        )
    newest = latest_registration(session, campaign.id, unit.id)
    state = "it counts now" if newest is registration else "a later version counts now"
    state = state if registration.live else "it does not count, or not yet"
    return f"equal to {name}, received {as_moment(registration.submitted_at)}; {state}"


def _read(file: Path) -> tuple[str, list[list[str]]]:
    try:
        return read_word(file.read_bytes())
    except OSError as error:
        raise Mistake(f"{file} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise Mistake(f"{file} is no Word document ({error}); name a .docx file") from error


def _lines(rows: list[list[str]]) -> list[str]:
    return [" | ".join(row) for row in rows]
