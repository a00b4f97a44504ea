"""The sandbox's Starlette app: the Bot API, the people's side and the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.http_bot_api import BotApi, serve_file

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

_PAGE = Path(__file__).parent / "page"


def build_app(sandbox: Sandbox) -> Starlette:
    """Puts the three faces of a sandbox onto one app."""

    async def file(request: Request) -> Response:
        status, body = await serve_file(request, sandbox.world)
        kind = "application/octet-stream" if status == 200 else "application/json"
        return Response(body, status, media_type=kind)

    async def page(_: Request) -> Response:
        return FileResponse(_PAGE / "index.html")

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", BotApi(sandbox)),
            Route("/file/bot{token}/{path:path}", file),
            Route("/", page),
            Mount("/page", StaticFiles(directory=_PAGE, check_dir=False)),
        ]
    )
