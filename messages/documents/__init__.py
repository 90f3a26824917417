"""Files that are handed out: Word from a template, Excel by cell, a calendar by event, charts."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from messages.documents.calendar import write_calendar
from messages.documents.chart import draw_registrations, draw_targets
from messages.documents.sheet import write_sheet
from messages.documents.slip import slip_fields
from messages.documents.word import FOLDER, write_word

__all__ = ["FOLDER", "slip_fields", "write"]

_OFFICE = "application/vnd.openxmlformats-officedocument"
_WRITERS: Mapping[str, tuple[Callable[..., bytes], str]] = {
    "phieu-dang-ky.docx": (
        partial(write_word, "phieu-dang-ky.docx", slip_fields),
        f"{_OFFICE}.wordprocessingml.document",
    ),
    "han.ics": (write_calendar, "text/calendar; charset=utf-8"),
    "registrations.png": (draw_registrations, "image/png"),
    "targets.png": (draw_targets, "image/png"),
    "bieu-dang-ky.xlsx": (write_sheet, f"{_OFFICE}.spreadsheetml.sheet"),
}


def write(template: str, **about: Any) -> tuple[bytes, str]:  # noqa: ANN401
    """Return the content and the media type of a file made from a template."""
    writer, media_type = _WRITERS[template]
    return writer(**about), media_type
