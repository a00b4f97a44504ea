"""`hopdrinks check`: what must be right outside the program, one line each, before members find out."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy import make_url
from telegram.error import ChatMigrated, InvalidToken, TelegramError

from bot.api import BotApi
from bot.clock import Clock
from bot.mistakes import Mistake
from bot.preparation import TokenRefusedError
from bot.ready_database import describe_database, sqlite_path
from bot.request import AiohttpRequest
from bot.settings import Settings, SettingsError
from bot.start_up import refused_token
from bot.telegram_errors import classify
from bot.web import HEALTH_PATH
from bot.webhook import find_own_webhook, webhook_address
from hopdrinks.staff import surface
from storage import chapters
from storage import rooms as stored_rooms
from storage.database import Database
from storage.migrate import current_revision, latest_revision

_LOOK_SECONDS = 10
_STAFF = "HOPDRINKS_STAFF_CHAT_ID"
_PRESENT = ("member", "administrator", "creator", "restricted")


@dataclass(frozen=True)
class Finding:
    """One thing that was tried; `says` holds what to do where it is not well."""

    subject: str
    says: str
    well: bool = True

    def __str__(self) -> str:
        return f"{'✓' if self.well else '✗'} {self.subject}: {self.says}"


@dataclass(frozen=True)
class Remembered:
    """What the database knows of the world outside; empty where it cannot be read yet."""

    #: The city and the chat of each place where evenings are announced.
    announced_in: tuple[tuple[str, int], ...] = ()
    staff: int | None = None
    #: Where the program last had updates brought to.
    webhook: str | None = None


async def check_all(settings: Settings, clock: Clock | None = None) -> list[Finding]:
    """Try everything, changing nothing; the bot may run meanwhile."""
    found = [_settings(settings)]
    database = await _database(settings)
    found += [database, _time_zone(settings, (clock or Clock()).now())]
    if settings.serves:
        found.append(await _web(settings))
    known = await _remembered(settings) if database.well else Remembered()
    try:
        async with _calling(settings) as api:
            found += await _telegram(api, settings, known)
    except SettingsError as error:
        found.append(Finding("token", str(error), well=False))
    return found


def _settings(settings: Settings) -> Finding:
    if settings.owner_ids:
        return Finding("settings", f"read; {len(settings.owner_ids)} may do everything")
    return Finding("settings", "read; nobody may do everything as long as HOPDRINKS_OWNER_IDS is empty")


async def _database(settings: Settings) -> Finding:
    try:
        return Finding("database", await describe_database(settings))
    except Mistake as mistake:
        return Finding("database", str(mistake), well=False)


def _time_zone(settings: Settings, now: datetime) -> Finding:
    there = now.astimezone(ZoneInfo(settings.time_zone))
    return Finding("time zone", f"{settings.time_zone}, where it is {there:%H:%M on %Y-%m-%d}")


async def _web(settings: Settings) -> Finding:
    """Try whether the public address leads to the program; that it does not run yet is no mistake."""
    subject, address = "web server", settings.public_url
    if address is None:
        says = f"/healthz and calendars at {settings.listen}; members get no address as long as"
        return Finding(subject, f"{says} HOPDRINKS_PUBLIC_URL is empty")
    try:
        status, is_ours = await _look_from_outside(f"{address}{HEALTH_PATH}")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        wrong = f"nothing answers at {address} ({type(error).__name__})."
        return Finding(
            subject, f"{wrong} Once the bot runs, it must lead to HOPDRINKS_LISTEN, {settings.listen}"
        )
    if is_ours:
        well = "is well" if status == 200 else "is not well; see its log"
        return Finding(subject, f"{address} leads to the bot, which {well}", well=status == 200)
    if status in (502, 503, 504):
        wrong = f"a server answers at {address}, but does not reach the bot (HTTP {status})."
        return Finding(subject, f"{wrong} Once the bot runs, it must lead to {settings.listen}")
    wrong = f"HOPDRINKS_PUBLIC_URL: {address} leads to something else (HTTP {status})."
    return Finding(subject, f"{wrong} Have it lead to HOPDRINKS_LISTEN, {settings.listen}.", well=False)


async def _look_from_outside(url: str) -> tuple[int, bool]:
    """Give the status of what answers, and whether it is the program."""
    timeout = aiohttp.ClientTimeout(total=_LOOK_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout, trust_env=True) as http,
        http.get(url, allow_redirects=False) as answer,
    ):
        return answer.status, b'"loops"' in await answer.content.read(1000)


async def _remembered(settings: Settings) -> Remembered:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not sqlite_path(url).exists():
        return Remembered()
    if await current_revision(url) != latest_revision():
        return Remembered()
    database = Database(url)
    try:
        async with database.reading() as connection:
            announced_in = [
                (chapter.name, chat_id)
                for chapter in await chapters.list_chapters(connection)
                for chat_id in await stored_rooms.list_rooms(connection, chapter.id)
            ]
            staff = await surface.find_staff_chat_id(connection)
            return Remembered(tuple(announced_in), staff, await find_own_webhook(connection))
    finally:
        await database.close()


@asynccontextmanager
async def _calling(settings: Settings) -> AsyncIterator[BotApi]:
    request = AiohttpRequest()
    api = BotApi(request, settings.bot_api_url, settings.token())
    await request.initialize()
    try:
        yield api
    finally:
        await request.shutdown()


async def _telegram(api: BotApi, settings: Settings, known: Remembered) -> list[Finding]:
    """Try the token, and where it is accepted everything that only Telegram knows."""
    try:
        me = await _ask(api, "getMe")
        webhook = await _ask(api, "getWebhookInfo")
    except InvalidToken as error:
        mistake = refused_token(TokenRefusedError(classify(error).reason))
        return [Finding("token", str(mistake), well=False)]
    except TelegramError as error:
        mend = "See that this machine reaches it, and that HOPDRINKS_BOT_API_URL is right."
        wrong = f"{settings.bot_api_url} does not answer as Telegram ({classify(error).reason}). {mend}"
        return [Finding("token", wrong, well=False)]
    name, bot_id = f"@{me.get('username')}", int(str(me.get("id", 0)))
    found = [
        Finding("token", f"accepted, the bot is {name}"),
        _updates(webhook, settings, known),
        _inline_mode(me, name),
    ]
    found.append(await _staff(api, settings.staff_chat_id or known.staff, name, bot_id))
    for city, chat_id in known.announced_in:
        found.append(await _announcements(api, f"room of {city}", chat_id, name, bot_id))
    return found


def _inline_mode(me: Mapping[str, object], name: str) -> Finding:
    """Tell whether the bot can be asked for evenings in any chat; it does its work without."""
    if me.get("supports_inline_queries") is True:
        return Finding("inline mode", f"on, {name} in any chat offers the coming evenings")
    mend = f"/setinline and /setinlinefeedback at @BotFather let people post evenings by {name} in any chat"
    return Finding("inline mode", f"off; {mend}")


def _updates(info: Mapping[str, object], settings: Settings, known: Remembered) -> Finding:
    address = webhook_address(settings)
    if address is not None:
        return _brought(info, address.url)
    if not info.get("url"):
        return Finding("updates", "fetched by polling, no webhook is in the way")
    if info.get("url") == known.webhook:
        return Finding("updates", "fetched by polling from the next start on, which takes the webhook away")
    return Finding(
        "updates",
        "a webhook is set, so polling receives nothing. End the program that set it, then call the method"
        " deleteWebhook of the Bot API.",
        well=False,
    )


def _brought(info: Mapping[str, object], url: str) -> Finding:
    """Say what Telegram reports of the webhook; what failed is past once nothing waits any more."""
    subject, waiting = "updates", info.get("pending_update_count", 0)
    if not info.get("url"):
        return Finding(subject, f"brought to {url} once the bot runs; no webhook is set yet")
    if info.get("url") != url:
        return Finding(subject, f"brought to another address now, and to {url} once the bot is started anew")
    if waiting and info.get("last_error_message"):
        wrong = f"Telegram cannot bring {waiting} to {url} ({info.get('last_error_message')})."
        mend = "See that the bot runs, and that HOPDRINKS_PUBLIC_URL leads to HOPDRINKS_LISTEN."
        return Finding(subject, f"{wrong} {mend}", well=False)
    return Finding(subject, f"brought to {url}, {waiting} waiting")


async def _staff(api: BotApi, chat_id: int | None, name: str, bot_id: int) -> Finding:
    subject = "staff chat"
    if chat_id is None:
        return Finding(subject, f"none; questions are kept until {_STAFF} names one")
    try:
        chat, place = await _look(api, chat_id, bot_id)
    except ChatMigrated as error:
        return Finding(
            subject, f"{_STAFF}: the group got a new id. Write {error.new_chat_id} instead.", well=False
        )
    except TelegramError as error:
        wrong = f"{_STAFF}: {name} is not in {chat_id} ({classify(error).reason})."
        return Finding(subject, f"{wrong} Add it to that group, or write another group's id.", well=False)
    if place.get("status") not in _PRESENT:
        wrong = f"{_STAFF}: {name} is not in {chat.get('title')}."
        return Finding(subject, f"{wrong} Add it there.", well=False)
    if not chat.get("is_forum"):
        return Finding(
            subject, f"{chat.get('title')}, without topics: questions come as messages to reply to"
        )
    if place.get("status") != "administrator" or not place.get("can_manage_topics"):
        wrong = f"{_STAFF}: {name} may not manage topics in {chat.get('title')}."
        return Finding(subject, f"{wrong} Make it an administrator with that right.", well=False)
    return Finding(subject, f"{chat.get('title')}, with a topic for each member")


async def _announcements(api: BotApi, subject: str, chat_id: int, name: str, bot_id: int) -> Finding:
    try:
        chat, place = await _look(api, chat_id, bot_id)
    except TelegramError as error:
        wrong = f"{name} is not in {chat_id} ({classify(error).reason})."
        return Finding(subject, f"{wrong} Add it there again.", well=False)
    title, administrator = chat.get("title"), place.get("status") == "administrator"
    if chat.get("type") == "channel":
        if not place.get("can_post_messages"):
            return Finding(subject, f"{name} may not post in {title}. Give it that right.", well=False)
        return Finding(subject, f"{title}, may post")
    permissions = chat.get("permissions")
    everybody = isinstance(permissions, Mapping) and bool(permissions.get("can_send_messages", True))
    allowed = {"administrator": True, "restricted": bool(place.get("can_send_messages")), "member": everybody}
    if not allowed.get(str(place.get("status")), False):
        wrong = f"{name} may not write in {title}."
        return Finding(subject, f"{wrong} Make it an administrator there.", well=False)
    pins = "may pin" if administrator and place.get("can_pin_messages") else "may not pin"
    return Finding(subject, f"{title}, may post, {pins}")


async def _look(api: BotApi, chat_id: int, bot_id: int) -> tuple[Mapping[str, object], Mapping[str, object]]:
    chat = await _ask(api, "getChat", chat_id=chat_id)
    return chat, await _ask(api, "getChatMember", chat_id=chat_id, user_id=bot_id)


async def _ask(api: BotApi, method: str, **parameters: object) -> Mapping[str, object]:
    answer = await api.call(method, parameters, read_timeout=10)
    return answer if isinstance(answer, Mapping) else {}
