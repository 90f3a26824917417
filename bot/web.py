"""Pages behind one-time links: a file to take, or one to give. Nothing is listed or cached."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlmodel import Session, col, select
from tornado.web import HTTPError, RequestHandler

from bot.channels import Arrival
from bot.clock import Clock
from bot.inbox import accept
from bot.links import GIVE, PICTURE, TAKE
from messages import wording
from messages.pages import page
from models.database import Database
from models.documents import MOST_BYTES, Document, document, media_type_of
from models.links import Link, valid_link
from models.people import account_at
from models.registers import Incoming, Outgoing

MOST_CAPTION = 2000  # characters
PHOTOS = ("image/jpeg", "image/png")  # what every platform shows as a photo
MOST_OF_A_PHOTO = 5 * 2**20  # bytes

log = logging.getLogger(__name__)

Route = tuple[str, type[RequestHandler], dict[str, Any]]


def routes(database: Database, clock: Clock, come: Callable[[], None]) -> list[Route]:
    """Return what the web server must serve; `come` is called when a file has come in."""
    about = {"database": database, "clock": clock}
    code = "(.*)"  # so that what is no code is answered by these, too
    return [
        (TAKE + code, Take, about),
        (PICTURE + code, Picture, about),
        (GIVE + code, Give, about | {"come": come}),
    ]


def size_of(count: int) -> str:
    """Return a size as people read it."""
    return wording("plain/size", count=count)


class Page(RequestHandler):
    """What every page shares: no cache, no index, no script but its own."""

    def initialize(
        self, database: Database, clock: Clock, come: Callable[[], None] = lambda: None
    ) -> None:
        """Remember where links are kept."""
        self.database, self.clock, self.come = database, clock, come

    def set_default_headers(self) -> None:
        """Forbid keeping, listing, framing and telling where one came from, in errors too."""
        self.nonce = secrets.token_urlsafe(16)
        own = f"'nonce-{self.nonce}'"
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Robots-Tag", "noindex, nofollow")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header(
            "Content-Security-Policy",
            f"default-src 'none'; style-src {own}; script-src {own}; connect-src 'self'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        )

    def compute_etag(self) -> None:
        """Leave out what only caches ask for."""

    async def get(self, code: str) -> None:  # noqa: ARG002
        """Show what the code opens; here, nothing."""
        self.gone()

    async def head(self, code: str) -> None:
        """Answer as to a GET, without the page."""
        await self.get(code)

    def write_error(self, status_code: int, **_: Any) -> None:  # noqa: ANN401
        """Answer with a page of ours; the status is set already."""
        log.debug("%s answers %s", type(self).__name__, status_code)
        self.show("failed")

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:  # noqa: ANN401
        """Log a fault of ours without the address, which holds the code of a link."""
        if not isinstance(value, HTTPError):
            log.error("%s failed", type(self).__name__, exc_info=(typ, value, tb))

    def show(self, template: str, /, **about: object) -> None:
        """Answer with a page."""
        self.finish(page(template, nonce=self.nonce, **about))

    def gone(self) -> None:
        """Say that a link is of no use any more; whether there ever was one is not told."""
        self.set_status(404)
        self.show("gone")

    async def found(self, work: Callable[..., Any], code: str, **about: Any) -> Any:  # noqa: ANN401
        """Do some work with a link, if it is valid."""
        now = self.clock.now()

        def look(session: Session) -> Any:  # noqa: ANN401
            link = valid_link(session, code, now)
            return work(session, link, now, **about) if link else None

        return await self.database.run(look)


class Take(Page):
    """Hands out a document: shown first, so that a preview of the link does not use it up."""

    async def get(self, code: str) -> None:
        """Show what there is to take."""
        about = await self.found(_described, code)
        if about is None:
            self.gone()
            return
        self.show("take", **about)

    async def post(self, code: str) -> None:
        """Hand it out, once."""
        taken: Document | None = await self.found(_taken, code)
        if taken is None:
            self.gone()
            return
        self.set_header("Content-Type", taken.media_type)
        name = quote(taken.name or "tep", safe="")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
        self.finish(taken.content)


class Picture(Page):
    """Shows a picture to the platform that asks for it."""

    async def get(self, code: str) -> None:
        """Send the picture."""
        found: Document | None = await self.found(_pictured, code)
        if found is None:
            self.gone()
            return
        self.set_header("Content-Type", found.media_type)
        self.finish(found.content)


class Elsewhere(Page):
    """Answers for every address where there is nothing."""

    def prepare(self) -> None:
        """Say so, whatever was asked."""
        self.gone()


class Give(Page):
    """Takes a file for the question that stands open."""

    async def get(self, code: str) -> None:
        """Ask for the file."""
        await self._ask(code, "")

    async def post(self, code: str) -> None:
        """Keep the file; the conversation goes on by itself."""
        given = self.request.files.get("file")
        content, name = (given[0].body, given[0].filename) if given else (b"", "")
        if not content or len(content) > MOST_BYTES or media_type_of(name, content) is None:
            why = "none" if not content else "size" if len(content) > MOST_BYTES else "kind"
            await self._ask(code, _refused(why))
            return
        caption = self.get_body_argument("caption", "")[:MOST_CAPTION]
        if not await self.found(_given, code, name=name, content=content, caption=caption):
            self.gone()
            return
        self.come()
        self.show("given", name=name, size=size_of(len(content)))

    async def _ask(self, code: str, wrong: str) -> None:
        about = await self.found(_asked, code)
        if about is None:
            self.gone()
            return
        self.set_status(400 if wrong else 200)
        about |= {"too_large": _refused("size"), "most_said": size_of(MOST_BYTES)}
        self.show("give", wrong=wrong, most=MOST_BYTES, **about)


def _refused(why: str) -> str:
    return wording("plain/refused", why=why, most=size_of(MOST_BYTES))


def _described(session: Session, link: Link, _: datetime) -> dict[str, Any] | None:
    if link.document_id is None or link.picture:
        return None
    query = select(Document.name, Document.size).where(Document.id == link.document_id)
    name, size = session.exec(query).one()
    return {"name": name, "size": size_of(size), "expires": link.expires_at}


def _taken(session: Session, link: Link, now: datetime) -> Document | None:
    if link.document_id is None or link.picture:
        return None
    link.used_at = now
    return session.get_one(Document, link.document_id)


def _pictured(session: Session, link: Link, _: datetime) -> Document | None:
    return session.get_one(Document, link.document_id) if link.picture else None


def _asked(session: Session, link: Link, _: datetime) -> dict[str, Any] | None:
    if link.document_id is not None:
        return None
    query = select(Outgoing.message, Outgoing.prompt).where(
        Outgoing.channel == link.channel,
        Outgoing.address == link.address,
        col(Outgoing.prompt).is_not(None),
        col(Outgoing.claimed_at).is_not(None),
    )
    newest = session.exec(query.order_by(col(Outgoing.id).desc()).limit(1)).first()
    message, prompt = newest or ({}, None)
    text = str(message.get("text", "")).strip() if prompt and "draft" in prompt else ""
    return {
        "question": text.rpartition("\n\n")[2] or text,
        "captioned": bool(prompt and prompt.get("captioned")),
        "expires": link.expires_at,
    }


def _given(
    session: Session, link: Link, now: datetime, name: str, content: bytes, caption: str
) -> bool:
    """Write the file down as if the channel had brought it, answering what is open there now."""
    known = account_at(session, link.channel, link.address)
    if link.document_id is not None or known is None:
        return False
    link.used_at = now
    media_type = media_type_of(name, content) or ""
    photo = media_type in PHOTOS and len(content) <= MOST_OF_A_PHOTO
    reference = {"name": name, "as": "photo" if photo else "document", "link": link.id}
    arrival = Arrival(f"link-{link.id}", link.address, "file", caption, reference)
    accept(session, link.channel, [arrival], now)
    row = select(Incoming.id).where(
        Incoming.channel == link.channel, Incoming.external_id == arrival.external_id
    )
    contact = known[1]
    owner = {"contact_id": contact.id, "unit_id": contact.unit_id}
    session.add(
        document(
            name, media_type, content, made_at=now, incoming_id=session.exec(row).one(), **owner
        )
    )
    return True
