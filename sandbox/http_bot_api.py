"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>, for an unmodified client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from sandbox import (
    methods_callbacks,
    methods_chats,
    methods_copies,
    methods_edits,
    methods_inline,
    methods_media,
    methods_messages,
    methods_profile,
    methods_removals,
    methods_topics,
    methods_updates,
)
from sandbox.errors import BotApiError, too_many_requests
from sandbox.faults import Fault
from sandbox.parameters import METHODS, BadParameters, Parameters, parse_parameters
from sandbox.parameters_bot import GetUpdates
from sandbox.world import TOKEN, World

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

Handler = Callable[[World, Any], object]

HANDLERS: dict[str, Handler] = {
    name: cast(Handler, handler)
    for module in (
        methods_callbacks,
        methods_chats,
        methods_copies,
        methods_edits,
        methods_inline,
        methods_media,
        methods_messages,
        methods_profile,
        methods_removals,
        methods_topics,
        methods_updates,
    )
    for name, handler in module.METHODS.items()
}
# Telegram does not mind the case of a method's name.
_NAMES = {name.lower(): name for name in (*HANDLERS, "getUpdates")}

Answer = tuple[int, bytes]


class BotApi:
    """An ASGI endpoint that answers one Bot API call."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the call, plays a fault where one waits, and answers."""
        path = scope["path_params"]
        refusal = _of_a_browser(scope) or check_token(self._sandbox.world, path["token"])
        if refusal is not None:
            await _reply(send, _refused(refusal))
            return
        method = _NAMES.get(path["method"].lower(), path["method"])
        raw = await _read(self._sandbox.world, scope, receive)
        fault = self._sandbox.faults.take(method, raw)
        if fault is None:
            answer = await self._answer(method, raw)
            if self._sandbox.answer_delay and method != "getUpdates":
                await asyncio.sleep(self._sandbox.answer_delay)
            await _reply(send, answer)
        else:
            await self._play(fault, method, raw, scope, receive, send)

    async def _answer(self, method: str, raw: dict[str, Any], fault: str | None = None) -> Answer:
        """Lets the call have its effect and returns the answer; notes both."""
        sandbox = self._sandbox
        wanted: Parameters | None = None
        error: str | None = fault
        try:
            if method not in METHODS or method not in _NAMES.values():
                raise BotApiError(404, f"Not Found: method {method} is not in this sandbox")
            wanted = parse_parameters(method, raw)
            answer = 200, await self._perform(method, wanted)
        except (BotApiError, BadParameters) as refused:
            refusal = refused if isinstance(refused, BotApiError) else BotApiError(400, refused.description)
            error, answer = refusal.description, _refused(refusal)
        sandbox.log.note(method, sandbox.world.clock.now(), error, raw, wanted)
        sandbox.world.changes.changed()
        return answer

    async def _perform(self, method: str, wanted: Parameters) -> bytes:
        world = self._sandbox.world
        if isinstance(wanted, GetUpdates):
            updates = await methods_updates.get_updates(world, wanted)
            return b'{"ok":true,"result":[' + b",".join(updates) + b"]}"
        self._sandbox.limits.check(method, getattr(wanted, "chat_id", None))
        result = HANDLERS[method](world, wanted)
        return _encode({"ok": True, "result": result})

    async def _play(
        self, fault: Fault, method: str, raw: dict[str, Any], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Plays a fault; its effect, if it has one, comes first."""
        answer: Answer = 200, b""
        name = f"fault: {fault.kind}"
        if fault.has_effect:
            answer = await self._answer(method, raw, name)
        else:
            world = self._sandbox.world
            self._sandbox.log.note(method, world.clock.now(), name, raw, None)
            world.changes.changed()
        if fault.kind in {"drop_before", "drop_after"}:
            await _drop(scope, receive, send)
            return
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        await _reply(send, _faulty(fault, answer))


async def serve_file(request: Request, world: World) -> Answer:
    """Returns the content of a file that getFile named."""
    refusal = check_token(world, request.path_params["token"])
    if refusal is not None:
        return _refused(refusal)
    stored = world.files.at(request.path_params["path"])
    return _refused(BotApiError(404, "Not Found")) if stored is None else (200, stored.data)


def _of_a_browser(scope: Scope) -> BotApiError | None:
    """Returns the refusal of a web page's request: bots send no Origin, and demo tokens are no secret."""
    if any(name == b"origin" for name, _ in scope["headers"]):
        return BotApiError(403, "Forbidden: the sandbox's Bot API is not for web pages")
    return None


def check_token(world: World, token: str) -> BotApiError | None:
    """Returns the refusal of a token that is not the bot's: 401 for the right shape, else 404."""
    if world.bot is not None and token == world.bot.token:
        return None
    return BotApiError(401, "Unauthorized") if TOKEN.fullmatch(token) else BotApiError(404, "Not Found")


def _faulty(fault: Fault, answer: Answer) -> Answer:
    if fault.kind == "429":
        return _refused(too_many_requests(fault.retry_after))
    if fault.kind == "500":
        return _refused(BotApiError(500, "Internal Server Error"))
    if fault.kind == "502":
        return 502, b"<html><head><title>502 Bad Gateway</title></head></html>"
    return (200, b"<html>not JSON</html>") if fault.kind == "garbage" else answer


async def _read(world: World, scope: Scope, receive: Receive) -> dict[str, Any]:
    """Returns the call's parameters; uploads become stored files, named by their file_id."""
    raw: dict[str, Any] = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    if kind.startswith(b"multipart/form-data"):
        return raw | await _read_multipart(world, Request(scope, receive))
    body = await _body(receive)
    if not body:
        return raw
    if kind.startswith(b"application/json"):
        try:
            given = json.loads(body)
        except ValueError:
            given = None
        return raw | given if isinstance(given, dict) else raw
    return raw | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


async def _read_multipart(world: World, request: Request) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    files: dict[str, str] = {}
    async with request.form(max_part_size=4 * 1024 * 1024) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                stored = world.files.add(await value.read(), value.filename, value.content_type)
                files[name] = stored.id
            else:
                fields[name] = value
    for name, value in fields.items():
        for part, file_id in files.items():
            value = value.replace(f"attach://{part}", file_id)
        fields[name] = value
    # A part that no field refers to is the field itself; one that a field refers to is no parameter.
    referred = "".join(fields.values())
    return fields | {name: file_id for name, file_id in files.items() if file_id not in referred}


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


async def _reply(send: Send, answer: Answer) -> None:
    status, body = answer
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _drop(scope: Scope, receive: Receive, send: Send) -> None:
    """Cuts the connection without a byte of an answer, or in mid-answer under a foreign server."""
    abort = (scope.get("extensions") or {}).get("sandbox.abort")
    if abort is None:
        start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
        await send(start)
        return
    abort()
    while (await receive())["type"] != "http.disconnect":
        pass


def _refused(error: BotApiError) -> Answer:
    return error.code, _encode(error.answer())


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
