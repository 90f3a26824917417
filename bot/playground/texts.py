"""Text as Telegram counts and marks it: entities, in UTF-16 units, given, found or from HTML."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from .faults import bad_request

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
LINKS = re.compile(
    r"(?P<url>https?://[^\s<>\"]+)|(?<![\w/<])(?P<bot_command>/[A-Za-z0-9_]{1,32})\b"
)
NAMED = {"lt", "gt", "amp", "quot"}
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}


def units(text: str) -> int:
    """Count UTF-16 units, in which entities are measured."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def with_entities(text: str, given: list[Json] | None = None) -> list[Json]:
    """List the entities that Telegram would show: those given that fit, and links it finds."""
    entities = [entity for entity in given or [] if _fits(entity, units(text))]
    if "/" in text:
        entities += [link for link in _links(text) if not _covered(link, entities)]
        entities.sort(key=lambda entity: int(entity["offset"]))
    return entities


def _fits(entity: Json, length: int) -> bool:
    start, size = entity.get("offset", -1), entity.get("length", 0)
    return bool(start >= 0 and size > 0 and start + size <= length)


def _links(text: str) -> list[Json]:
    return [
        {
            "type": match.lastgroup,
            "offset": units(text[: match.start()]),
            "length": units(match.group()),
        }
        for match in LINKS.finditer(text)
    ]


def _covered(link: Json, entities: list[Json]) -> bool:
    start, end = link["offset"], link["offset"] + link["length"]
    opaque = {"code", "pre", "text_link", "url", "bot_command"}
    return any(
        entity["type"] in opaque
        and entity["offset"] < end
        and start < entity["offset"] + entity["length"]
        for entity in entities
    )


class _Html(HTMLParser):
    """The few tags of parse_mode HTML; anything else is an error, as at Telegram."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text = ""
        self.entities: list[Json] = []
        self._open: list[tuple[str, Json]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}"')
        entity: Json = {"type": TAGS[tag], "offset": units(self.text)}
        if tag == "a":
            entity["url"] = dict(attrs).get("href") or ""
        self._open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise bad_request(f'can\'t parse entities: Unexpected end tag "{tag}"')
        entity = self._open.pop()[1]
        entity["length"] = units(self.text) - entity["offset"]
        self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise bad_request("can't parse entities: Unclosed start tag")
        self.text += data

    def handle_entityref(self, name: str) -> None:
        self.text += unescape(f"&{name};") if name in NAMED else f"&{name};"

    def handle_charref(self, name: str) -> None:
        self.text += unescape(f"&#{name};")

    def finished(self) -> tuple[str, list[Json]]:
        self.close()
        if self._open:
            raise bad_request(f"can't parse entities: Can't find end tag \"{self._open[-1][0]}\"")
        return self.text, self.entities


def parsed(text: str, mode: str | None, given: list[Json] | None) -> tuple[str, list[Json]]:
    """Read a text in one of the ways a bot may write it."""
    if not mode:
        return text, given or []
    if mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    reader = _Html()
    reader.feed(text)
    return reader.finished()


def message_text(text: str, mode: str | None, given: list[Json] | None) -> Json:
    """Build the text part of a message, or refuse it as Telegram does."""
    plain, entities = parsed(text, mode, given)
    plain = plain.rstrip()
    if not plain.strip():
        raise bad_request("message text is empty")
    if len(plain) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return _content("text", "entities", plain, entities)


def caption(text: str, mode: str | None, given: list[Json] | None) -> Json:
    """Build the caption of a file."""
    plain, entities = parsed(text, mode, given)
    if len(plain) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return _content("caption", "caption_entities", plain, entities) if plain else {}


def _content(key: str, marks: str, plain: str, given: list[Json]) -> Json:
    entities = with_entities(plain, given)
    return {key: plain, marks: entities} if entities else {key: plain}
