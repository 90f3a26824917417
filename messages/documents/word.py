"""Word documents, filled in by docxtpl; see README.md for the fields of each template."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

FOLDER = Path(__file__).parent
NUMBER = "TT"  # heads the first column of a numbered table
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
_ENVIRONMENT = Environment(
    autoescape=True,
    undefined=StrictUndefined,
    finalize=lambda value: _UNWRITABLE.sub("", value) if isinstance(value, str) else value,
)


def write_word(template: str, fields: Callable[..., dict[str, Any]], **about: Any) -> bytes:  # noqa: ANN401
    """Return a document made from a template, with what `fields` makes of the facts."""
    from docxtpl import DocxTemplate  # noqa: PLC0415 - long to load, and seldom needed

    document, written = DocxTemplate(FOLDER / template), BytesIO()
    document.render(fields(**about), _ENVIRONMENT, autoescape=True)
    document.save(written)
    return written.getvalue()


def fields_of(template: str) -> set[str]:
    """Return the names of the fields that a template asks for."""
    from docxtpl import DocxTemplate  # noqa: PLC0415

    document = DocxTemplate(FOLDER / template)
    return set(document.get_undeclared_template_variables(_ENVIRONMENT))


def read_word(content: bytes) -> tuple[str, list[list[str]]]:
    """Return the line at the foot of a document, and the rows of its numbered tables.

    Raises ValueError where the content is no Word document.
    """
    from docx import Document  # noqa: PLC0415

    try:
        document = Document(BytesIO(content))
    except Exception as error:  # a damaged file makes it raise anything
        raise ValueError(type(error).__name__) from error
    foot = " ".join(each.text for each in document.sections[0].first_page_footer.paragraphs)
    tables = ([[cell.text for cell in row.cells] for row in each.rows] for each in document.tables)
    return foot, [row for rows in tables if rows and rows[0][0] == NUMBER for row in rows]
