"""Opens Excel workbooks from people; nothing in one can make it hang, or fill the memory."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any


class Unreadable(Exception):
    """A workbook that is not read: `reason` is `too-large` or `damaged`."""

    def __init__(self, reason: str, why: str = "") -> None:
        super().__init__(reason, why)
        self.reason, self.why = reason, why


@contextmanager
def workbook(content: bytes, most_unpacked: int) -> Iterator[Any]:
    """Open a workbook to read its values; Unreadable where it is damaged, or larger unpacked.

    What goes wrong while it is read, row by row, is Unreadable too.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - long to load, and seldom needed

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > most_unpacked:
            raise Unreadable("too-large", f"{most_unpacked // 2**20} MB unpacked")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of decorations that openpyxl does not keep
            book = load_workbook(BytesIO(content), read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file says of its size need not be so
            yield book
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("damaged", type(error).__name__) from error
