"""The sandbox's Starlette app: the Bot API, the people's side and the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from sandbox.errors import BotApiError, PersonError
from sandbox.http_bot_api import BotApi, serve_file
from sandbox.http_deeds import Deeds
from sandbox.http_guard import Guard
from sandbox.http_people import NotThereError, PeopleReads
from sandbox.http_stage import Stage

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

_PAGE = Path(__file__).parent / "page"


class _PageFiles(StaticFiles):
    """The page's files; a browser asks each time whether its copy is still the newest."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def build_app(sandbox: Sandbox) -> Starlette:
    """Puts the three faces of a sandbox onto one app."""

    async def file(request: Request) -> Response:
        status, body = await serve_file(request, sandbox.world)
        kind = "application/octet-stream" if status == 200 else "application/json"
        return Response(body, status, media_type=kind)

    async def page(_: Request) -> Response:
        return FileResponse(_PAGE / "index.html", headers={"Cache-Control": "no-cache"})

    stage = Stage(sandbox)
    people = [*PeopleReads(sandbox).routes(), *stage.routes(), *Deeds(sandbox).routes()]
    return Starlette(
        routes=[
            Route("/bot{token}/{method}", BotApi(sandbox)),
            Route("/file/bot{token}/{path:path}", file),
            Route("/people", Guard(Route("/people", stage.add_person, methods=["POST"]).app)),
            Mount("/people", Guard(Router(people))),
            Mount("/page", Guard(_PageFiles(directory=_PAGE))),
            Route("/", Guard(Route("/", page).app)),
        ],
        exception_handlers={
            PersonError: _refuse,
            BotApiError: _refuse_telegram,
            HTTPException: _refuse_address,
        },
    )


def _refuse(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 404 if isinstance(error, NotThereError) else 400)


def _refuse_address(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return JSONResponse({"error": f"there is nothing here: {error}"}, status)


def _refuse_telegram(_: Request, error: Exception) -> Response:
    # What people do runs into the same rules as what the bot does, such as for topics.
    return JSONResponse({"error": str(error).removeprefix("Bad Request: ")}, 400)
