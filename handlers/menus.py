"""Keeping the command menus true: organisers and whoever chose a language have one of their own.

What was last told to Telegram is remembered as a digest in `facts`, so that nothing is told twice.
"""

import hashlib
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.ext import MessageHandler, filters

from handlers.commands import menu_for, staff_menus, usual_menu
from handlers.context import ConciergeApplication, Context
from handlers.language import Languages
from hopdrinks.notices.calls import Call
from hopdrinks.outbox import owe
from hopdrinks.people import roles
from hopdrinks.staff import surface
from storage import facts, members
from storage import roles as stored_roles
from storage.records import Member

#: Asked before every conversation: this only looks on.
_BEFORE_ALL = -1


def register(application: ConciergeApplication) -> None:
    """Look after the writer's menu whenever somebody writes in private; taps are left alone."""
    written = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    application.add_handler(MessageHandler(written, keep_own_menu), group=_BEFORE_ALL)


async def keep_own_menu(_update: Update, context: Context) -> None:
    """Give whoever writes the menu they should have, where it is another by now."""
    await keep_menu(context.connection, context.bot_data.languages, context.member, context.now)


async def keep_menu(connection: AsyncConnection, languages: Languages, member: Member, now: datetime) -> None:
    """Have Telegram show a member the menu of their role and language, where it does not yet."""
    actor = await roles.get_actor(connection, member.id)
    organiser = actor.has("organiser") or actor.has("owner")
    reads_lists = actor.has("representative") or actor.has("door")
    told = await facts.find_fact(connection, _fact(member.id)) or ""
    if not organiser and not reads_lists and member.locale is None:
        if told:
            await owe(connection, usual_menu(member.id), 0, now, reliability="repeatable")
            await facts.put_fact(connection, _fact(member.id), "")
        return
    locale = languages.choose(member.locale, member.language_code).locale
    menu = menu_for(languages, locale, member.id, organiser=organiser, reads_lists=reads_lists)
    await _tell(connection, member.id, [menu], told, now)


async def keep_all_menus(connection: AsyncConnection, languages: Languages, now: datetime) -> None:
    """Have Telegram show the menus of everybody who manages events, and the staff chat's; for each start."""
    for member in await members.list_members(connection, await stored_roles.list_managers(connection)):
        if member.reach == "reachable":
            await keep_menu(connection, languages, member, now)
    await keep_staff_menu(connection, languages, now)


async def keep_staff_menu(connection: AsyncConnection, languages: Languages, now: datetime) -> None:
    """Have Telegram show the staff chat's menu there, in every language."""
    chat_id = await surface.find_staff_chat_id(connection)
    if chat_id is not None:
        told = await facts.find_fact(connection, _fact(chat_id)) or ""
        await _tell(connection, chat_id, staff_menus(languages, chat_id), told, now)


async def _tell(
    connection: AsyncConnection, chat_id: int, calls: list[Call], told: str, now: datetime
) -> None:
    digest = hashlib.sha256("".join(call.model_dump_json() for call in calls).encode()).hexdigest()
    if digest == told:
        return
    for call in calls:
        await owe(connection, call, 0, now, reliability="repeatable")
    await facts.put_fact(connection, _fact(chat_id), digest)


def _fact(chat_id: int) -> str:
    return f"menu.digest.{chat_id}"
