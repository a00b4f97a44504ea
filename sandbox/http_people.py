"""The people's side over HTTP: what the page reads, and the stream of what happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.chats import Chat
from sandbox.errors import PersonError
from sandbox.people import Person
from sandbox.people_views import message_view, state_view

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

# Seconds without an event after which a comment keeps the stream alive.
_HEARTBEAT = 15.0


class NotThereError(PersonError):
    """Somebody or something that does not exist; answered with 404."""


def find_person(sandbox: Sandbox, person_id: int) -> Person:
    """Returns a person; raises NotThereError."""
    person = sandbox.people.get(person_id)
    if person is None:
        raise NotThereError(f"there is no person {person_id}")
    return person


def find_chat(sandbox: Sandbox, chat_id: int) -> Chat:
    """Returns a chat; a private one has its person's id. Raises NotThereError."""
    chat = sandbox.world.chats.get(chat_id)
    if chat is None:
        raise NotThereError(f"there is no chat {chat_id}")
    return chat


class PeopleReads:
    """The GET half of /people."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        """Returns the routes, without /people in front."""
        return [
            Route("/state", self.state),
            Route("/events", self.events),
            Route("/calls", self.calls),
            Route("/faults", self.faults, methods=["GET"]),
            Route("/files/{file_id}", self.file),
            Route("/{person:int}/chats/{chat}/messages", self.messages),
        ]

    async def state(self, _: Request) -> Response:
        """All but the messages."""
        return JSONResponse(state_view(self._sandbox))

    async def messages(self, request: Request) -> Response:
        """The messages of a chat as a person sees it, oldest first."""
        person = find_person(self._sandbox, request.path_params["person"])
        chat = find_chat(self._sandbox, _number(request.path_params["chat"], "chat"))
        return JSONResponse([message_view(message) for message in person.messages(chat)])

    async def events(self, _: Request) -> Response:
        """What happens from now on, as server-sent events."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=headers)

    async def calls(self, request: Request) -> Response:
        """The log of Bot API calls, from the one after `after` on."""
        after = _number(request.query_params.get("after", "0"), "after")
        return JSONResponse(
            [
                {
                    "number": call.number,
                    "method": call.method,
                    "parameters": call.parameters,
                    "at": call.at.isoformat(),
                    "ok": call.ok,
                    "error": call.error,
                }
                for call in self._sandbox.log.after(after)
            ]
        )

    async def faults(self, _: Request) -> Response:
        """The faults still to be played."""
        return JSONResponse([asdict(fault) for fault in self._sandbox.faults.waiting])

    async def file(self, request: Request) -> Response:
        """The content of a file, always as a download: a document may be a web page with a script."""
        stored = self._sandbox.world.files.find(request.path_params["file_id"])
        if stored is None:
            raise NotThereError("there is no such file")
        name = quote(stored.name or stored.path.rsplit("/", 1)[1], safe="")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(stored.data, media_type=stored.mime, headers=headers)

    async def _stream(self) -> AsyncIterator[str]:
        with self._sandbox.world.changes.listen() as queue:
            # Says at once that the stream stands.
            yield ": listening\n\n"
            while True:
                try:
                    async with asyncio.timeout(_HEARTBEAT):
                        event = await queue.get()
                except TimeoutError:
                    yield ": still there\n\n"
                    continue
                if event is None:
                    return
                yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"


def _number(value: str, name: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise PersonError(f"{name} must be a number") from None
