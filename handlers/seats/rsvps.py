"""Taps on an event's card: ✅ 🤔 🚫 and ➕ ➖ guests, in private, in groups and in inline messages."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather, own_answer, own_card
from handlers.evenings.views.event_card import when
from handlers.seats.views import answers as views
from handlers.taps import pattern
from hopdrinks.notices.base import Lane
from hopdrinks.notices.evenings import PostingRefresh
from hopdrinks.outbox import owe
from hopdrinks.people import rooms
from hopdrinks.seats import rsvps as rules
from hopdrinks.seats.one_evening import come
from storage import postings
from storage.records import Event

#: What 👍 says to a second thought.
_SURE = "sure"
#: What 👍 says to leaving another city's evening.
_LEAVE = "leave"


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(answer, pattern("go", "maybe", "no", "more", "less")))
    application.add_handler(CallbackQueryHandler(show_card, pattern("card")))


async def answer(_update: Update, context: Context) -> None:
    """Take an answer and say at once what became of it."""
    match = context.match
    if match is None:
        return
    event_id = int(match["id"])
    outcome = await _apply(context, match["action"], event_id, match["more"])
    if outcome.verdict == "elsewhere" and outcome.event is not None:
        await _ask_to_leave(context, outcome, outcome.event)
        return
    if outcome.verdict in ("late", "leaving_line") and outcome.event is not None:
        await _ask_again(context, match["action"], outcome, outcome.event)
        return
    said = views.toast(context.language, outcome, reachable=context.member.reach == "reachable")
    news = "" if outcome.event is None else await _unseen_change(context, outcome.event)
    context.toast(f"{said}\n{news}".strip(), alert=bool(news) or outcome.verdict not in views.QUIET)
    if outcome.event is None:
        return
    if not context.is_private:
        await _refresh_tapped_posting(context, event_id)
    elif context.can_be_edited:
        await context.refresh_card(event_id)
    elif outcome.verdict == "changed":
        # The place that comes three hours before is no text and cannot become a card: the card follows it.
        await context.send(await own_card(context.facts, context.language, outcome.event, context.member.id))


async def _unseen_change(context: Context, event: Event) -> str:
    """Say when and where an evening is, to whoever answers on a card from before it was changed."""
    if not context.is_private:  # cards in groups and channels are kept true
        return ""
    facts = await gather(context.facts, event)
    day = when(context.language, facts)
    if context.shows_still(event.changed_at, day, facts.venue.name):
        return ""
    return views.changed_since(context.language, day, facts.venue.name)


async def show_card(_update: Update, context: Context) -> None:
    """Show the member's own card, after a second thought or from a list."""
    event = await context.facts.find_event(int(context.match["id"])) if context.match else None
    if event is None or not context.is_private or event.state not in ("announced", "cancelled"):
        context.toast(views.no_longer(context.language), alert=True)
        return
    if context.is_beneath_picture:
        await context.refresh_card(event.id)
    else:
        await context.show(await own_card(context.facts, context.language, event, context.member.id))


async def _ask_again(context: Context, action: str, outcome: rules.Answer, event: Event) -> None:
    """Ask in private whether a late refusal is meant, with what it does to whom."""
    own = await own_answer(context.facts, event.id, context.member.id)
    facts = await gather(context.facts, event)
    view = views.second_thought(context.language, facts, own, outcome, f"{action}:{event.id}:{_SURE}")
    if context.is_private and context.can_be_edited:
        await context.show(view)
    else:
        await context.send(view, chat_id=context.member.id)
        if not context.is_private:
            context.toast(context.language.text("I ask you once more in our private chat."), alert=True)


async def _refresh_tapped_posting(context: Context, event_id: int) -> None:
    """Serve the group whose card was tapped first; the other cards follow when there is time."""
    if context.inline_message_id is not None:
        await rooms.know_inline_card(context.connection, event_id, context.inline_message_id, context.now)
        return
    posting = await postings.find_posting_at(context.connection, context.chat_id, context.message_id)
    if posting is not None:
        notice = PostingRefresh(event_id=event_id, posting_id=posting.id)
        await owe(context.connection, notice, context.chat_id, context.now, lane=Lane.REPLY)


async def _ask_to_leave(context: Context, outcome: rules.Answer, event: Event) -> None:
    """Ask in private whether another city's evening is left for this one."""
    there = await context.facts.find_event(outcome.elsewhere or 0)
    if there is None:
        raise LookupError(f"event {outcome.elsewhere} is gone")
    left = await gather(context.facts, there)
    if context.member.reach != "reachable":
        context.toast(views.comes_elsewhere(context.language, left), alert=True)
        return
    here = await gather(context.facts, event)
    own = await own_answer(context.facts, there.id, context.member.id)
    view = views.leaving_city(context.language, here, left, own, f"go:{event.id}:{_LEAVE}")
    if context.is_private and context.can_be_edited:
        await context.show(view)
    else:
        await context.send(view, chat_id=context.member.id)
        if not context.is_private:
            context.toast(context.language.text("I ask you in our private chat."), alert=True)


async def _apply(context: Context, action: str, event_id: int, more: str | None) -> rules.Answer:
    connection, member_id, now = context.connection, context.member.id, context.now
    if action == "more":
        return await rules.add_guest(connection, event_id, member_id, now)
    if action == "less":
        return await rules.remove_guest(connection, event_id, member_id, now)
    # Whoever cannot be asked in private is taken at their word.
    sure = more == _SURE or context.member.reach != "reachable"
    wish = _WISHES[action]
    if wish == "going":
        leave = more == _LEAVE
        return await come(connection, event_id, member_id, now, leave=leave, source=context.source)
    return await rules.answer(connection, event_id, member_id, wish, now, sure=sure, source=context.source)


_WISHES: dict[str, rules.Wish] = {"go": "going", "maybe": "maybe", "no": "declined"}
