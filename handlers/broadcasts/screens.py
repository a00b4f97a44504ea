"""/broadcast: what was written to many, each on a screen of its own, and every tap on it."""

from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.broadcasts import compose, look, schedule
from handlers.broadcasts.audience import audience_view, choose, people_view
from handlers.broadcasts.compose import Writing
from handlers.broadcasts.content import keyboard
from handlers.broadcasts.facts import gather
from handlers.broadcasts.look import screen_view
from handlers.broadcasts.views import messages
from handlers.broadcasts.views import screens as views
from handlers.context import ConciergeApplication, Context
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.broadcasts import corrections
from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts.life import SHOWN_FOR, seal
from hopdrinks.broadcasts.previews import owe_preview
from hopdrinks.broadcasts.second_look import is_due, is_wanting
from hopdrinks.notices.base import Lane
from hopdrinks.notices.broadcasts import BroadcastScreen, BroadcastTable
from hopdrinks.notices.calls import Call
from hopdrinks.outbox import owe
from hopdrinks.people import roles
from storage import broadcasts, chapters
from storage.broadcast_records import Broadcast

_LAST_PAGE = 10_000
FORMS = (*compose.FORMS, *schedule.FORMS, *look.FORMS)
#: Does what a tap asks for; gives what takes the screen's place, None where something else does.
_Verb = Callable[[Context, Broadcast, str], Awaitable[View | None]]


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    compose.register(application)
    application.add_handler(CommandHandler("broadcast", list_all, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(list_again, pattern("broadcasts")))
    application.add_handler(CallbackQueryHandler(begin, pattern("broadcast_new")))
    application.add_handler(CallbackQueryHandler(tapped, pattern("broadcast")))
    application.add_handler(CallbackQueryHandler(fewer, pattern("fewer")))


async def list_all(_update: Update, context: Context) -> None:
    """List the latest broadcasts; where there is none, begin the first."""
    managed = await _list_managed(context)
    if not managed:
        await context.send(views.no_organiser(context.language))
        return
    known = await broadcasts.list_broadcasts(context.connection, list(managed), limit=1)
    if not known and len(managed) == 1:
        await compose.begin(context, _new(context, next(iter(managed))))
    else:
        await context.send(await _listed(context, managed))


async def list_again(_update: Update, context: Context) -> None:
    """Go back from one broadcast to all of them, or turn their pages."""
    managed = await _list_managed(context) if context.is_private else {}
    if not managed:
        context.toast(views.no_longer(context.language), alert=True)
        return
    page = min(int(context.match["id"]), _LAST_PAGE) if context.match else 1
    await context.show(await _listed(context, managed, max(page, 1)))


async def begin(_update: Update, context: Context) -> None:
    """Begin to write a broadcast to the members of the chapter that was tapped."""
    chapter_id = int(context.match["id"]) if context.match else 0
    if not context.is_private or chapter_id not in await _list_managed(context):
        context.toast(views.no_longer(context.language), alert=True)
        return
    await compose.begin(context, _new(context, chapter_id))


async def tapped(_update: Update, context: Context) -> None:
    """Do what a button of a broadcast's screen says, if who tapped may."""
    wanted = int(context.match["id"]) if context.match else 0
    found = await broadcasts.lock_broadcast(context.connection, wanted) if context.is_private else None
    if found is None or not await context.allowed("broadcast", found.chapter_id):
        context.toast(views.no_longer(context.language), alert=True)
        return
    verb, _, value = ((context.match["more"] if context.match else None) or "open").partition("-")
    act = _VERBS.get(verb)
    if act is None:
        context.toast(views.no_longer(context.language), alert=True)
        return
    view = await act(context, found, value)
    if view is not None:
        await context.show(view)


async def fewer(_update: Update, context: Context) -> None:
    """Send a member no more of these, or again; the button says which the next tap does."""
    found = await broadcasts.find_broadcast(
        context.connection, int(context.match["id"]) if context.match else 0
    )
    if found is None or not context.is_private:
        context.toast(views.no_longer(context.language), alert=True)
        return
    more = context.match["more"] if context.match else None
    if more == "shown":
        said = context.language.text("🔕 is there for your readers; in a preview it does nothing.")
        context.toast(said, alert=True)
        return
    muted = more != "undo"
    if muted:
        await rules.mute(context.connection, context.member.id, found, context.now)
        context.toast(messages.muted_toast(context.language, found), alert=True)
    else:
        await rules.unmute(context.connection, context.member.id, found)
        context.toast(context.language.text("🔔 You will get them again."))
    rows = messages.reader_rows(context.language, found, muted=muted)
    parameters = {"message_id": context.message_id} | keyboard(rows)
    call = Call(method="editMessageReplyMarkup", parameters=parameters)
    await owe(context.connection, call, context.chat_id, context.now, reliability="repeatable")


async def _open(context: Context, broadcast: Broadcast, _value: str) -> View:
    return await screen_view(context, broadcast.id)


async def _preview(context: Context, broadcast: Broadcast, _value: str) -> None:
    reads_other = (await gather(context.facts, broadcast)).strangers
    locales = dict.fromkeys((*broadcast.contents, *(("fr", "en") if reads_other else ())))
    for locale in locales:
        await owe_preview(context.connection, broadcast, locale, context.chat_id, context.now, Lane.REPLY)
    context.toast(context.language.text("👁 It comes below, as people will see it."))


async def _send_alone(context: Context, broadcast: Broadcast, value: str) -> View:
    return await _send(context, broadcast, value, alone=True)


async def _send(context: Context, broadcast: Broadcast, value: str, *, alone: bool = False) -> View:
    shown, _, minute = value.partition("-")
    fresh = await gather(context.facts, broadcast)
    age = context.now.timestamp() - int(minute) * 60 if minute.isdecimal() else SHOWN_FOR.total_seconds() * 2
    timely = 0 <= age <= SHOWN_FOR.total_seconds() + 60
    if broadcast.state == "draft" and not (
        timely and fresh.reached and shown == seal(broadcast, fresh.reached)
    ):
        return await screen_view(context, broadcast.id, views.look_again(context.language))
    if broadcast.state == "draft":
        in_the_way = await look.stands_in_the_way(context, broadcast, fresh, alone=alone)
        if in_the_way is not None:
            return in_the_way
    actor = await roles.get_actor(context.connection, context.member.id)
    is_author = context.member.id == broadcast.author_id
    card = context.message_id if is_author else None
    if await rules.send(context.connection, actor, broadcast, context.now, card_message_id=card):
        if not is_author:
            screen = BroadcastScreen(broadcast_id=broadcast.id, as_new=True)
            author_id = broadcast.author_id
            await owe(context.connection, screen, author_id, context.now, reliability="must_arrive")
        context.toast(context.language.text("📣 It leaves in a minute."))
    return await screen_view(context, broadcast.id)


async def _put_back(context: Context, broadcast: Broadcast, _value: str) -> View:
    actor = await roles.get_actor(context.connection, context.member.id)
    if await rules.put_back(context.connection, actor, broadcast, context.now):
        context.toast(context.language.text("Stopped: nobody got it. It is a draft again."))
    elif broadcast.state == "sending":
        context.toast(context.language.text("It is leaving already. ⏸ and ✖️ still stop it."), alert=True)
    return await screen_view(context, broadcast.id)


async def _pause(context: Context, broadcast: Broadcast, _value: str) -> View:
    actor = await roles.get_actor(context.connection, context.member.id)
    if await rules.pause(context.connection, actor, broadcast, "asked", context.now):
        context.toast(context.language.text("⏸ Nothing more leaves for now."))
    return await screen_view(context, broadcast.id)


async def _resume(context: Context, broadcast: Broadcast, _value: str) -> View:
    # What has not begun may have grown very large since it was scheduled, whatever it is paused for.
    to_begin = broadcast.state == "paused" and broadcast.begun_at is None
    if is_wanting(broadcast) or (to_begin and await is_due(context.connection, broadcast, context.now)):
        return await look.ask(context, broadcast)
    actor = await roles.get_actor(context.connection, context.member.id)
    if await rules.resume(context.connection, actor, broadcast, context.now):
        # Whoever lets it leave may be its author from now on.
        await _move_here(context, await broadcasts.get_broadcast(context.connection, broadcast.id))
        context.toast(context.language.text("▶️ It goes on."))
    return await screen_view(context, broadcast.id)


async def _ask_again(context: Context, broadcast: Broadcast, _value: str) -> View:
    if is_wanting(broadcast):
        return await look.ask(context, broadcast)
    return await screen_view(context, broadcast.id)


async def _cancel(context: Context, broadcast: Broadcast, value: str) -> View:
    if broadcast.state not in ("scheduled", "sending", "paused"):
        return await screen_view(context, broadcast.id)
    if value != "yes":
        return views.sure(context.language, await gather(context.facts, broadcast), "cancel")
    actor = await roles.get_actor(context.connection, context.member.id)
    if await rules.cancel(context.connection, actor, broadcast, context.now):
        await _move_here(context, broadcast)
    return await screen_view(context, broadcast.id)


async def _recall(context: Context, broadcast: Broadcast, value: str) -> View:
    if broadcast.begun_at is None or broadcast.state == "recalled":
        return await screen_view(context, broadcast.id)
    if value != "yes":
        return views.sure(context.language, await gather(context.facts, broadcast), "recall")
    actor = await roles.get_actor(context.connection, context.member.id)
    if await rules.recall(context.connection, actor, broadcast, context.now):
        context.toast(context.language.text("🗑 It is being taken back."))
    return await screen_view(context, broadcast.id)


async def _delete(context: Context, broadcast: Broadcast, value: str) -> View:
    if broadcast.state != "draft":
        return await screen_view(context, broadcast.id)
    if value != "yes":
        return views.sure(context.language, await gather(context.facts, broadcast), "delete")
    await broadcasts.delete_draft(context.connection, broadcast.id)
    context.toast(context.language.text("🗑 Deleted."))
    managed = await _list_managed(context)
    return await _listed(context, managed)


async def _resend(context: Context, broadcast: Broadcast, _value: str) -> View:
    if is_wanting(broadcast):
        return await look.ask(context, broadcast)
    if await context.allowed("resend", broadcast.chapter_id):
        actor = await roles.get_actor(context.connection, context.member.id)
        if await rules.resend_uncertain(context.connection, actor, broadcast, context.now):
            await _move_here(context, broadcast)
            context.toast(context.language.text("🔁 It is sent again."))
    return await screen_view(context, broadcast.id)


async def _aim(context: Context, broadcast: Broadcast, value: str) -> View:
    if broadcast.state != "draft":
        return await screen_view(context, broadcast.id)
    return await (choose(context, broadcast, value) if value else audience_view(context, broadcast))


async def _people(context: Context, broadcast: Broadcast, value: str) -> View:
    page = int(value) if value.isdecimal() and len(value) < 7 else 0
    return await people_view(context, broadcast, page)


async def _night(context: Context, broadcast: Broadcast, value: str) -> View:
    await broadcasts.claim_broadcast_state(
        context.connection, broadcast.id, ("draft",), {"waits_for_morning": value == "wait"}
    )
    return await screen_view(context, broadcast.id)


async def _edit(context: Context, broadcast: Broadcast, value: str) -> View | None:
    if value not in ("fr", "en") or broadcast.state in ("recalled", "scheduled"):
        return await screen_view(context, broadcast.id)
    writing = Writing(
        chapter_id=broadcast.chapter_id,
        locale="fr" if value == "fr" else "en",
        broadcast_id=broadcast.id,
    )
    await compose.begin(context, writing)
    return None


async def _schedule(context: Context, broadcast: Broadcast, _value: str) -> View | None:
    if broadcast.state != "draft":
        return await screen_view(context, broadcast.id)
    await schedule.begin(context, broadcast)
    return None


async def _table(context: Context, broadcast: Broadcast, _value: str) -> None:
    await context.owe(BroadcastTable(broadcast_id=broadcast.id))
    context.toast(context.language.text("📄 It comes below."))


async def _correct(context: Context, broadcast: Broadcast, _value: str) -> View:
    actor = await roles.get_actor(context.connection, context.member.id)
    if await corrections.tell(context.connection, actor, broadcast, context.now):
        context.toast(context.language.text("🔊 I tell those who come."))
    return await screen_view(context, broadcast.id)


_VERBS: dict[str, _Verb] = {
    "open": _open,
    "preview": _preview,
    "send": _send,
    "alone": _send_alone,
    "agree": look.agree,
    "decline": look.decline,
    "sure": look.agree_alone,
    "ask": _ask_again,
    "put_back": _put_back,
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "recall": _recall,
    "delete": _delete,
    "resend": _resend,
    "aim": _aim,
    "people": _people,
    "night": _night,
    "edit": _edit,
    "schedule": _schedule,
    "table": _table,
    "correct": _correct,
}


async def _move_here(context: Context, broadcast: Broadcast) -> None:
    """Show from now on in the message that was tapped how far a broadcast is, if its author tapped."""
    if context.member.id == broadcast.author_id and context.message_id:
        shown = {"card_message_id": context.message_id}
        await broadcasts.update_broadcast(context.connection, broadcast.id, shown)


async def _listed(context: Context, managed: dict[int, str], page: int = 1) -> View:
    size = views.ON_A_PAGE
    known = await broadcasts.list_broadcasts(
        context.connection, list(managed), skip=(page - 1) * size, limit=size + 1
    )
    return views.listed(context.language, known[:size], managed, page, more=len(known) > size)


async def _list_managed(context: Context) -> dict[int, str]:
    """Give the names of the chapters whose members the member may write to."""
    every = await chapters.list_chapters(context.connection)
    return {chapter.id: chapter.name for chapter in every if await context.allowed("broadcast", chapter.id)}


def _new(context: Context, chapter_id: int) -> Writing:
    return Writing(chapter_id=chapter_id, locale="fr" if context.language.locale == "fr" else "en")
