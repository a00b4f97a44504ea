"""Calendars to subscribe to: each member's own behind a secret word, each chapter's for everybody."""

import hashlib
from collections.abc import Awaitable
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.clock import Clock
from handlers.calendars.feeds import own_feed, public_feed
from handlers.facts import Facts
from handlers.language import Languages
from hopdrinks.calendars import entries
from hopdrinks.calendars.files import MIME_TYPE
from storage import chapters
from storage.database import Database

_FRESH_SECONDS = 300
#: A secret address must not travel on as a referrer or into a search engine.
_DISCREET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class Feeds:
    """Answers calendars that look whether something is new."""

    def __init__(
        self, database: Database, languages: Languages, clock: Clock, public_url: str | None
    ) -> None:
        self._database = database
        self._languages = languages
        self._clock = clock
        self._public_url = public_url
        #: Learned from Telegram at the start; until then nothing can be answered.
        self.bot_username = ""

    async def own(self, request: Request) -> Response:
        """Give a member's feed; a wrong address and a void one are the same nothing."""
        return await self._answer(request, self._write_own(request.path_params["token"]), "private")

    async def public(self, request: Request) -> Response:
        """Give a chapter's feed."""
        return await self._answer(request, self._write_public(request.path_params["slug"]), "public")

    async def open_own(self, request: Request) -> Response:
        """Have the device's calendar open a member's feed: Telegram's buttons cannot lead there directly."""
        place = urlsplit(self._public_url or "")
        address = f"webcal://{place.netloc}{place.path}/feeds/{request.path_params['token']}.ics"
        return RedirectResponse(address, 302, headers=_DISCREET)

    async def _answer(self, request: Request, writing: Awaitable[bytes | None], scope: str) -> Response:
        try:
            content = await writing
        except DBAPIError:
            return Response(status_code=503, headers={"Retry-After": "60"})
        if content is None:
            return Response(status_code=404)
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": f"{scope}, max-age={_FRESH_SECONDS}", **_DISCREET}
        known = [
            each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")
        ]
        if tag in known or "*" in known:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=f"{MIME_TYPE}; charset=utf-8", headers=headers)

    async def _write_own(self, token: str) -> bytes | None:
        now = self._clock.now()
        async with self._database.reading() as connection:
            member = await entries.find_feeds_member(connection, token)
            if member is None or not self.bot_username:
                return None
            language = self._languages.choose(member.locale, member.language_code)
            return await own_feed(Facts(connection, now), language, member, self.bot_username)

    async def _write_public(self, slug: str) -> bytes | None:
        now = self._clock.now()
        async with self._database.reading() as connection:
            found = [one for one in await chapters.list_chapters(connection) if one.slug == slug]
            if not found or not self.bot_username:
                return None
            language = self._languages.get(found[0].locale)
            return await public_feed(Facts(connection, now), language, found[0], self.bot_username)
