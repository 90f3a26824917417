"""HTTP for python-telegram-bot through aiohttp: the stock transport is several times slower."""

import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0
JSON = {"Content-Type": "application/json"}
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
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=jar)

    async def shutdown(self) -> None:
        """Close the connection pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, url: str, parameters: dict[str, Any]) -> Any:  # noqa: ANN401
        """Post parameters and return the result as it came.

        For busy paths: making the library's objects of both costs more than all the rest.
        """
        return await self.post(url, parameters)  # type: ignore[arg-type]

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | dict[str, Any] | None = None,
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
                method, url, **_body(request_data), timeout=limits, proxy=self._proxy
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # The text of some of these errors holds the address, and so the token.
            raise NetworkError(type(error).__name__) from None


def _body(data: RequestData | dict[str, Any] | None) -> dict[str, Any]:
    if data is None:
        return {}
    if isinstance(data, dict):
        return {"data": json.dumps(data).encode(), "headers": JSON}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters).encode(), "headers": JSON}
    form = aiohttp.FormData(quote_fields=False)  # names are Vietnamese
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
