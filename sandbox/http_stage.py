"""What a script or the page does to the world as a whole: people, chats, clock, faults, updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import MovableClock
from sandbox.errors import PersonError
from sandbox.faults import Fault
from sandbox.http_bodies import ClockMove, NewChat, NewFault, NewPerson, OddUpdate, read_json
from sandbox.http_people import find_person
from sandbox.people_views import chat_view, clock_view, person_view

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox


class Stage:
    """The endpoints that belong to nobody in particular."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        """Returns the routes, without /people in front."""
        return [
            Route("/", self.add_person, methods=["POST"]),
            Route("/chats", self.add_chat, methods=["POST"]),
            Route("/clock", self.move_clock, methods=["POST"]),
            Route("/faults", self.add_fault, methods=["POST"]),
            Route("/faults", self.clear_faults, methods=["DELETE"]),
            Route("/updates", self.deliver, methods=["POST"]),
        ]

    async def add_person(self, request: Request) -> Response:
        """Creates a person."""
        wanted = await read_json(NewPerson, request)
        if not wanted.first_name.strip():
            raise PersonError("first_name: somebody needs a name")
        return JSONResponse(person_view(self._sandbox.add_person(**wanted.model_dump())))

    async def add_chat(self, request: Request) -> Response:
        """Creates a group, supergroup or channel."""
        wanted = await read_json(NewChat, request)
        owner = None if wanted.owner_id is None else find_person(self._sandbox, wanted.owner_id)
        chat = self._sandbox.add_group(
            wanted.title,
            [find_person(self._sandbox, person_id) for person_id in wanted.member_ids],
            wanted.kind,
            is_forum=wanted.is_forum,
            bot=wanted.bot,
            bot_rights=wanted.bot_rights,
            owner=owner,
        )
        return JSONResponse(chat_view(self._sandbox, chat))

    async def move_clock(self, request: Request) -> Response:
        """Moves the clock, if it can be moved so."""
        wanted = await read_json(ClockMove, request)
        clock = self._sandbox.world.clock
        if not isinstance(clock, MovableClock) or wanted.move not in {move.id for move in clock.moves()}:
            raise PersonError("the clock cannot be moved so")
        await clock.move(wanted.move)
        self._sandbox.world.announce("clock")
        return JSONResponse({"now": clock_view(self._sandbox)["now"]})

    async def add_fault(self, request: Request) -> Response:
        """Schedules a fault."""
        wanted = await read_json(NewFault, request)
        self._sandbox.faults.add(Fault(**wanted.model_dump()))
        return JSONResponse(wanted.model_dump())

    async def clear_faults(self, _: Request) -> Response:
        """Drops all faults still to be played."""
        self._sandbox.faults.clear()
        return JSONResponse({"ok": True})

    async def deliver(self, request: Request) -> Response:
        """Hands the bot an odd update, or old ones again."""
        wanted = await read_json(OddUpdate, request)
        if wanted.inject is not None:
            self._sandbox.inject_update(wanted.inject)
        self._sandbox.repeat_updates(wanted.repeat)
        return JSONResponse({"ok": True})
