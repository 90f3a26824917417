"""Web pages, for what a chat cannot carry: one template a page, for telephones first."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from messages import MANNER, as_moment

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["moment"] = as_moment


def page(name: str, /, **about: Any) -> str:  # noqa: ANN401
    """Return the page of a template, such as `take`, filled in; what is inserted is text only."""
    you = MANNER.address
    return _PAGES.get_template(f"{name}.html").render(
        you=you, You=you[:1].upper() + you[1:], **about
    )
