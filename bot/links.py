"""Links under the bot's own web address, to files that a channel cannot carry."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.clock import Clock
from models.database import Database
from models.links import new_link

TAKE, GIVE, PICTURE = "/tai/", "/gui/", "/anh/"  # what addresses begin with


class Links:
    """Makes links; each is known only to whom it is sent."""

    def __init__(self, database: Database, clock: Clock, public_url: str) -> None:
        self._database, self._clock = database, clock
        self._base = public_url.rstrip("/")

    async def to(self, file: Mapping[str, Any]) -> str:
        """Return an address at which a message's file is taken; empty where it was not kept."""
        number, picture = file.get("document"), file.get("as") == "photo"
        if number is None:
            return ""
        return await self._new(PICTURE if picture else TAKE, document_id=number, picture=picture)

    async def give(self, channel: str, address: str) -> str:
        """Return an address at which somebody gives a file."""
        return await self._new(GIVE, channel=channel, address=address)

    async def _new(self, path: str, **about: Any) -> str:  # noqa: ANN401
        make = partial(new_link, now=self._clock.now(), **about)
        return f"{self._base}{path}{await self._database.run(make)}"
