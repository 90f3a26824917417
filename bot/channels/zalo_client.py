"""The Zalo Bot API over HTTP: one call, and what its failure means.

A failure comes as an HTTP status or as `ok: false` inside a 200, and some answers are no JSON at
all; both are read the same way. There is no key by which a repeated send is known, so whatever may
have arrived is Unsure, never to be repeated blindly.
"""

import json
from collections.abc import Mapping
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx

IDLE = 408  # how a long poll ends without news
UNAUTHORISED, FORBIDDEN, OVER_QUOTA = 401, 403, 429
SERVER_ERRORS = 500
NOT_REACHED = (502, 503)  # a gateway had nobody to hand the call to
SECONDS = 20.0  # for an answer


@cache
def _trusted() -> SSLContext:
    """Return whom to trust, read once: several bots share it."""
    return httpx.create_ssl_context()


class ZaloError(Exception):
    """A call that failed; `code` is Zalo's, 0 where there was no answer. Never holds the token."""

    def __init__(self, code: int = 0, reason: str = "") -> None:
        super().__init__(f"{code or 'no answer'} {reason}".strip())
        self.code = code


class Unauthorised(ZaloError):
    """The token is wrong, or no longer valid."""


class OverQuota(ZaloError):
    """The month's messages are used up."""


class Idle(ZaloError):
    """Nothing has come while it was waited for."""


class Unavailable(ZaloError):
    """The call was not taken; it may be repeated."""


class Rejected(ZaloError):
    """The call will never be taken as it is."""


class Unsure(ZaloError):
    """A send of which nobody knows whether it went out."""


class ZaloClient:
    """Calls the methods of one bot. The address holds the token, so no error quotes it."""

    def __init__(self, token: str, base_url: str) -> None:
        self._base = f"{base_url.rstrip('/')}/bot{token}/"
        self._http: httpx.AsyncClient | None = None

    async def call(
        self, method: str, asked: Mapping[str, Any] | None = None, seconds: float = SECONDS
    ) -> Any:  # noqa: ANN401
        """Post a call and return its result, which may be None; `seconds` is the time it has."""
        sends = method.startswith("send") and method != "sendChatAction"
        try:
            answer = await self._open().post(
                self._base + method, json=dict(asked or {}), timeout=seconds
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unavailable(reason=type(error).__name__) from None
        except httpx.HTTPError as error:
            raise (Unsure if sends else Unavailable)(reason=type(error).__name__) from None
        return _result(answer, method, sends=sends)

    async def download(self, url: str, most: int) -> bytes:
        """Return what lies at an address, at most so many bytes; Rejected where there is more."""
        found = bytearray()
        try:
            async with self._open().stream("GET", url, timeout=SECONDS) as answer:
                if answer.status_code >= SERVER_ERRORS:
                    raise Unavailable(answer.status_code)
                if not answer.is_success:
                    raise Rejected(answer.status_code)
                async for piece in answer.aiter_bytes():
                    found += piece
                    if len(found) > most:
                        raise Rejected(reason="too large")
        except httpx.HTTPError as error:
            raise Unavailable(reason=type(error).__name__) from None
        return bytes(found)

    def _open(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(follow_redirects=False, verify=_trusted())
        return self._http

    async def close(self) -> None:
        """Let go of every connection."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None


def _result(answer: httpx.Response, method: str, *, sends: bool) -> Any:  # noqa: ANN401
    try:
        body = json.loads(answer.content)
    except ValueError:
        body = None
    status = answer.status_code
    if not isinstance(body, dict):  # a gateway; of that too much is asked, it can say
        code = status if status == OVER_QUOTA else max(status, SERVER_ERRORS)
        raise _failure(code, "no JSON", method, sends=sends)
    if body.get("ok") is True:
        return body.get("result")
    given: Any = body.get("error_code", body.get("errorCode"))
    code = int(given) if str(given).isdecimal() else status
    raise _failure(code, str(body.get("description", "")), method, sends=sends)


def _failure(code: int, reason: str, method: str, *, sends: bool) -> ZaloError:
    """Say what a code means: that of a poll is idle, that of a send may leave it open.

    A gateway that reached nobody took nothing; it may do so for hours.
    """
    if code == UNAUTHORISED:
        return Unauthorised(code, reason)
    if code == OVER_QUOTA:
        return OverQuota(code, reason)
    if code == IDLE and method == "getUpdates":
        return Idle(code, reason)
    if code in NOT_REACHED or (code == FORBIDDEN and not sends):
        return Unavailable(code, reason)
    if code == IDLE or code >= SERVER_ERRORS:
        return (Unsure if sends else Unavailable)(code, reason)
    return Rejected(code, reason)
