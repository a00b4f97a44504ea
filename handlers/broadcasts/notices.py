"""Composing broadcasts: what readers get, and what whoever wrote one is shown."""

import json
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.broadcasts.content import editing, marked, sending
from handlers.broadcasts.facts import gather
from handlers.broadcasts.table import as_csv
from handlers.broadcasts.views import look as look_views
from handlers.broadcasts.views import messages
from handlers.broadcasts.views import screens as views
from handlers.facts import Facts
from handlers.language import Language
from handlers.notices import Composed, Composing, Desk, Upload, Void
from handlers.questions.replied import reply_to
from handlers.view import Button
from hopdrinks.broadcasts import second_look
from hopdrinks.broadcasts.urgency import is_urgent
from hopdrinks.notices.base import Notice
from hopdrinks.notices.broadcasts import (
    Broadcast,
    BroadcastAlert,
    BroadcastCorrection,
    BroadcastEdit,
    BroadcastLook,
    BroadcastPreview,
    BroadcastScreen,
    BroadcastTable,
    BroadcastTail,
    BroadcastVerdict,
    BroadcastWithdrawal,
)
from hopdrinks.quiet import is_quiet
from storage import audiences, broadcasts, recipients
from storage.broadcast_records import Broadcast as Stored
from storage.broadcast_records import Content
from storage.records import Delivery, Member

_GONE = Void("the broadcast or the member is gone")
#: Telegram lets a bot delete its messages so long.
_DELETABLE_FOR = timedelta(hours=47)


async def broadcast(desk: Desk, delivery: Delivery, notice: Broadcast) -> Composed | Void:
    """Compose what an organiser wrote for one reader, without a sound where they sleep."""
    stored = await _find(desk, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if stored is None or member is None:
        return _GONE
    if stored.state == "paused":  # Telegram had put it off
        return Void(recipients.HELD)
    if stored.state != "sending":
        return Void(stored.state)
    reason = (await _unwilling(desk, stored)).get(member.id, "")
    if reason and member.id != stored.author_id:
        return Void(reason)
    language = desk.language_of(member)
    rows = messages.reader_rows(language, stored, muted=False)
    method, parameters = sending(_read_by(language, stored), rows)
    return Composed(notice, method, parameters | await _sound(desk, stored, member))


async def tail(desk: Desk, delivery: Delivery, notice: BroadcastTail) -> Composed | Void:
    """Compose the line with the buttons that an album cannot carry."""
    stored = await _find(desk, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if stored is None or member is None or not stored.contents:
        return _GONE
    language = desk.languages.get(notice.shown_in) if notice.shown_in else desk.language_of(member)
    if stored.state == "recalled" or len(stored.content_for(language.locale).parts) == 1:
        return Void("taken back, or no album any more")
    rows = messages.reader_rows(language, stored, muted=False, shown_only=bool(notice.shown_in))
    call = messages.tail(language, stored, await _city(desk, stored), rows).sending()
    return Composed(notice, call.method, call.parameters | {"disable_notification": True})


async def preview(desk: Desk, _delivery: Delivery, notice: BroadcastPreview) -> Composed | Void:
    """Compose the same for whoever writes it, in one of its languages."""
    stored = await _find(desk, notice.broadcast_id)
    if stored is None or not stored.contents:
        return _GONE
    language = desk.languages.get(notice.locale)
    rows = messages.reader_rows(language, stored, muted=False, shown_only=True)
    method, parameters = sending(_read_by(language, stored), rows)
    return Composed(notice, method, parameters)


async def screen(desk: Desk, delivery: Delivery, notice: BroadcastScreen) -> Composed | Void:
    """Compose how a broadcast stands, as a new message or in place of the one that shows it."""
    stored = await broadcasts.find_broadcast(desk.facts.connection, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if stored is None or member is None:
        return _GONE
    view = views.screen(desk.language_of(member), await gather(desk.facts, stored))
    if notice.as_new:
        call = view.sending()
    elif stored.card_message_id is None:
        return Void("shown nowhere")
    else:
        call = view.editing(stored.card_message_id)
    return Composed(notice, call.method, call.parameters, view.digest)


async def alert(desk: Desk, delivery: Delivery, notice: BroadcastAlert) -> Composed | Void:
    """Compose a word to whoever wrote a broadcast that needs their eye."""
    stored = await _find(desk, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if stored is None or member is None:
        return _GONE
    own = member.id == stored.author_id
    view = messages.alert(desk.language_of(member), await gather(desk.facts, stored), notice.word, own=own)
    call = view.sending()
    return Composed(notice, call.method, call.parameters)


async def edit(desk: Desk, delivery: Delivery, notice: BroadcastEdit) -> Composed | Void:
    """Compose the change of what somebody has to what the broadcast says now."""
    stored = await _find(desk, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    got = await recipients.find_recipient(desk.facts.connection, notice.broadcast_id, delivery.chat_id)
    if stored is None or member is None or got is None or got.message_id is None:
        return _GONE
    language = desk.language_of(member)
    content = _read_by(language, stored)
    if stored.state == "recalled" or len(content.parts) > 1 or second_look.is_wanting(stored):
        return Void("taken back, an album, or not agreed to")
    rows = await _own_rows(desk.facts, language, stored, member)
    method, parameters = editing(content, got.message_id, rows)
    return Composed(notice, method, parameters)


async def correction(desk: Desk, delivery: Delivery, notice: BroadcastCorrection) -> Composed | Void:
    """Compose a word to somebody who comes that what they have was corrected."""
    stored = await _find(desk, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    got = await recipients.find_recipient(desk.facts.connection, notice.broadcast_id, delivery.chat_id)
    if stored is None or member is None or got is None or got.message_id is None:
        return _GONE
    if stored.state == "recalled" or stored.version != notice.version:
        return Void("taken back, or changed again")
    unwilling = await audiences.find_unwilling(desk.facts.connection, stored, [member.id], desk.facts.now)
    if unwilling:
        return Void(unwilling[member.id])
    call = messages.corrected(desk.language_of(member)).sending()
    parameters = call.parameters | {"reply_parameters": reply_to(got.message_id)}
    return Composed(notice, call.method, parameters | await _sound(desk, stored, member))


async def _sound(desk: Desk, stored: Stored, member: Member) -> dict[str, bool]:
    """Let a message arrive without a sound where its reader sleeps, unless it cannot wait."""
    zone = (await desk.facts.chapter(stored.chapter_id)).time_zone
    if is_quiet(member, zone, desk.facts.now) and not await _is_urgent(desk, stored):
        return {"disable_notification": True}
    return {}


async def withdrawal(desk: Desk, delivery: Delivery, notice: BroadcastWithdrawal) -> Composed | Void:
    """Compose the end of what somebody has: deleted, or a word in its place where Telegram forbids that."""
    stored = await _find(desk, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    got = await recipients.find_recipient(desk.facts.connection, notice.broadcast_id, delivery.chat_id)
    if stored is None or member is None or got is None:
        return _GONE
    ids = json.loads(got.message_ids) if got.message_ids else [got.message_id]
    if got.settled_at is not None and desk.facts.now - got.settled_at < _DELETABLE_FOR:
        return Composed(notice, "deleteMessages", {"message_ids": [one for one in ids if one]})
    language = desk.language_of(member)
    words = messages.withdrawn(language)
    content = stored.content_for(language.locale)
    where = {"message_id": ids[0], "parse_mode": "HTML"}
    if content.parts[0].kind == "text":
        return Composed(notice, "editMessageText", where | {"text": str(words)})
    return Composed(notice, "editMessageCaption", where | {"caption": str(words)})


async def table(desk: Desk, delivery: Delivery, notice: BroadcastTable) -> Composed | Void:
    """Compose the list of all recipients as a file that a spreadsheet opens."""
    stored = await _find(desk, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if stored is None or member is None:
        return _GONE
    language = desk.language_of(member)
    zone = (await desk.facts.chapter(stored.chapter_id)).time_zone

    async def write(connection: AsyncConnection) -> Upload:
        content = await as_csv(connection, language, stored, zone)
        return Upload(f"broadcast-{stored.id}.csv", content, "text/csv")

    return Composed(notice, "sendDocument", {"document": "attach://table"}, late_files={"table": write})


def _read_by(language: Language, stored: Stored) -> Content:
    """Give what a reader of a language gets: where it is not written in it, with a word about that."""
    content = stored.content_for(language.locale)
    if language.locale in stored.contents:
        return content
    return marked(content, messages.only_in(language, stored))


async def _unwilling(desk: Desk, stored: Stored) -> dict[int, str]:
    """Give who wants it no more since the audience was written down, perhaps a night ago."""
    if stored.id not in desk.unwilling:
        readers = desk.readers.get(stored.id, set())
        found = await audiences.find_unwilling(desk.facts.connection, stored, readers, desk.facts.now)
        desk.unwilling[stored.id] = found
    return desk.unwilling[stored.id]


async def _is_urgent(desk: Desk, stored: Stored) -> bool:
    if stored.id not in desk.urgent:
        desk.urgent[stored.id] = await is_urgent(desk.facts.connection, stored, desk.facts.now)
    return desk.urgent[stored.id]


async def look(desk: Desk, delivery: Delivery, notice: BroadcastLook) -> Composed | Void:
    """Compose the question to a colleague whether it may leave; void where it has changed meanwhile."""
    stored = await broadcasts.find_broadcast(desk.facts.connection, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if stored is None or member is None:
        return _GONE
    if stored.looked_at != notice.looked_at or not second_look.is_asked(stored, desk.facts.now):
        return Void("not asked any more")
    shown = await gather(desk.facts, stored)
    asker = await desk.facts.find_member(stored.look_asked_by or 0)
    name = "" if asker is None else asker.name
    call = look_views.question(desk.language_of(member), shown, name, notice.looked_at).sending()
    return Composed(notice, call.method, call.parameters)


async def verdict(desk: Desk, delivery: Delivery, notice: BroadcastVerdict) -> Composed | Void:
    """Compose what a colleague said."""
    stored = await broadcasts.find_broadcast(desk.facts.connection, notice.broadcast_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if stored is None or member is None:
        return _GONE
    by = await desk.facts.find_member(notice.by_id)
    name = "" if by is None else by.name
    shown = await gather(desk.facts, stored)
    view = look_views.verdict(desk.language_of(member), shown, name, notice.why, granted=notice.granted)
    call = view.sending()
    return Composed(notice, call.method, call.parameters)


async def _own_rows(
    facts: Facts, language: Language, stored: Stored, member: Member
) -> tuple[tuple[Button, ...], ...]:
    muted = await broadcasts.is_muted(facts.connection, member.id, stored.chapter_id, stored.category)
    return messages.reader_rows(language, stored, muted=muted)


async def _find(desk: Desk, broadcast_id: int) -> Stored | None:
    """Give a broadcast, read once for a batch."""
    if broadcast_id not in desk.broadcasts:
        found = await broadcasts.find_broadcast(desk.facts.connection, broadcast_id)
        desk.broadcasts[broadcast_id] = found
    return desk.broadcasts[broadcast_id]


async def _city(desk: Desk, stored: Stored) -> str:
    return (await desk.facts.chapter(stored.chapter_id)).name


COMPOSING: dict[type[Notice], Composing] = {
    Broadcast: broadcast,
    BroadcastTail: tail,
    BroadcastPreview: preview,
    BroadcastScreen: screen,
    BroadcastAlert: alert,
    BroadcastEdit: edit,
    BroadcastCorrection: correction,
    BroadcastWithdrawal: withdrawal,
    BroadcastTable: table,
    BroadcastLook: look,
    BroadcastVerdict: verdict,
}
