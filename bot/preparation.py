"""What is done once at every start: who the bot is, the first rows, what must be read or told to Telegram."""

import asyncio
import hashlib
import json
from datetime import datetime

import structlog
from telegram import User
from telegram.error import InvalidToken, TelegramError

from bot.pacing import back_off
from bot.settings import Settings
from bot.telegram_errors import classify
from handlers.commands import registrations
from handlers.context import ConciergeApplication
from handlers.language import Languages
from handlers.menus import keep_all_menus
from hopdrinks.broadcasts import second_look
from hopdrinks.outbox import owe
from hopdrinks.people import chapters
from hopdrinks.questions import carrying
from hopdrinks.staff import surface
from storage import facts
from storage.database import Database

log = structlog.get_logger()

_LONGEST_PAUSE = 30.0
_COMMANDS = "commands.digest"


class TokenRefusedError(Exception):
    """Telegram does not know the token."""


async def introduce(application: ConciergeApplication) -> User:
    """Ask Telegram who the bot is, for as long as it takes.

    Raises:
        TokenRefusedError: Telegram does not know the token.
    """
    failures = 0
    while True:
        try:
            await application.initialize()
        except InvalidToken as error:
            raise TokenRefusedError(classify(error).reason) from None
        except TelegramError as error:
            failures += 1
            if failures == 1:
                log.warning("Telegram cannot be reached; trying again", reason=classify(error).reason)
            await asyncio.sleep(min(_LONGEST_PAUSE, back_off(failures)))
        else:
            return application.bot.bot


async def prepare(
    database: Database, settings: Settings, *, me: User, now: datetime, languages: Languages
) -> None:
    """Write the rows that settings ask for, and owe what must be read from Telegram or told to it."""
    async with database.writing() as connection:
        await chapters.ensure_first_chapter(
            connection,
            name=settings.chapter,
            time_zone=settings.time_zone,
            locale=settings.default_locale,
            now=now,
        )
        await chapters.ensure_owners(connection, list(settings.owner_ids), now)
        await second_look.keep_size(connection, settings.second_ok_from)
        await surface.take_setting(connection, settings.staff_chat_id)
        await surface.know_private_topics(connection, enabled=me.has_topics_enabled is True)
        staff = await surface.find_staff_chat_id(connection)
        if staff is not None:
            await surface.read_again(connection, staff, me.id, now)
        await carrying.forward_kept(connection, now)
        calls = registrations(languages)
        digest = hashlib.sha256(json.dumps([call.parameters for call in calls]).encode()).hexdigest()
        if await facts.find_fact(connection, _COMMANDS) != digest:
            for call in calls:
                await owe(connection, call, 0, now, reliability="repeatable")
            await facts.put_fact(connection, _COMMANDS, digest)
        await keep_all_menus(connection, languages, now)
