"""Keeps other web sites out of the people's side and the page.

The sandbox listens on loopback only, but any page in the same browser can send requests there. A foreign
name that resolves to loopback is refused by its Host; a foreign page's write lacks the X-Sandbox header,
which browsers let no other origin add without asking first.
"""

from __future__ import annotations

import ipaddress

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_READS = frozenset({"GET", "HEAD"})
_BODIES = (b"application/json", b"multipart/form-data")
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)


class Guard:
    """Wraps an app: loopback hosts only, and writes only from the page or a script that means it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it."""
        refusal = _refusal(scope)
        if refusal is not None:
            await JSONResponse({"error": refusal}, 403)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_guarded)


def _refusal(scope: Scope) -> str | None:
    headers = dict(scope["headers"])
    if not _is_loopback(headers.get(b"host", b"").decode("latin-1")):
        return "the sandbox answers on loopback addresses only"
    if scope["method"] in _READS:
        return None
    if headers.get(b"x-sandbox") != b"1":
        return "a request that changes something needs the header X-Sandbox: 1"
    if scope["method"] == "POST" and not headers.get(b"content-type", b"").startswith(_BODIES):
        return "send application/json or multipart/form-data"
    return None


def _is_loopback(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
