"""HTTP for python-telegram-bot through aiohttp: the stock transport is several times slower."""

from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0
KEEP_ALIVE_SECONDS = 75.0  # a bot that is quiet for a while need not shake hands again


class AiohttpRequest(BaseRequest):
    """A transport as python-telegram-bot asks for it: an answer of any status, or NetworkError."""

    def __init__(self, read_seconds: float = 20.0, proxy: str | None = None) -> None:
        self._read_seconds, self._proxy = read_seconds, proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return how many seconds an answer may take."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the connection pool."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=256, keepalive_timeout=KEEP_ALIVE_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close the connection pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,  # noqa: ANN401
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """Send one request; return its status and body."""
        if self._session is None:
            raise NetworkError("the transport is not open")
        seconds = read_timeout if isinstance(read_timeout, float | int) else self._read_seconds
        limits = aiohttp.ClientTimeout(connect=CONNECT_SECONDS, total=seconds + CONNECT_SECONDS)
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=limits, proxy=self._proxy
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # The text of some of these errors holds the address, and so the token.
            raise NetworkError(type(error).__name__) from None


def _body(data: RequestData | None) -> dict[str, str] | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData(quote_fields=False)  # names are Vietnamese
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
