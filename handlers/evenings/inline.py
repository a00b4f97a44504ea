"""Inline mode: @bot in any chat offers the coming evenings; the card posted there works and is kept true."""

import re
from typing import Any

from telegram import Update
from telegram.ext import (
    ApplicationHandlerStop,
    ChosenInlineResultHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather_for_all
from handlers.evenings.views import inline as views
from handlers.evenings.views.event_card import EventFacts, group_card
from handlers.people.start import FROM_INLINE
from hopdrinks.people import rooms
from storage import chapters, events

_MOST_OFFERED = 10
#: Before forms and questions: a card that somebody posts in our private chat answers nothing.
_BEFORE_ALL = -2
_OWN_CARDS = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & filters.VIA_BOT
_RESULT = re.compile(r"event-(?P<id>\d{1,18})", re.ASCII)


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(InlineQueryHandler(offer))
    application.add_handler(ChosenInlineResultHandler(posted))
    application.add_handler(MessageHandler(_OWN_CARDS, pass_over), group=_BEFORE_ALL)


async def offer(update: Update, context: Context) -> None:
    """Offer the coming evenings, those of the cities one follows first; what is typed narrows them down."""
    query = update.inline_query
    if query is None:
        return
    results: list[dict[str, Any]] = []
    for facts in await _list_coming(context):
        language = context.bot_data.languages.get(facts.chapter.locale)
        if len(results) < _MOST_OFFERED and views.answers_to(language, facts, query.query):
            card = group_card(language, facts, context.bot_data.bot_username)
            title, description = views.result_words(context.language, facts)
            results.append(card.as_inline_result(f"event-{facts.event.id}", title, description))
    button = None if results else {"text": views.nothing(context.language), "start_parameter": FROM_INLINE}
    context.answer_inline(query.id, results, button)


async def posted(update: Update, context: Context) -> None:
    """Know of a card as soon as it is posted."""
    chosen = update.chosen_inline_result
    match = None if chosen is None else _RESULT.fullmatch(chosen.result_id)
    if chosen is None or match is None or chosen.inline_message_id is None:
        return
    event = await events.find_event(context.connection, int(match["id"]))
    if event is not None:
        await rooms.know_inline_card(context.connection, event.id, chosen.inline_message_id, context.now)


async def pass_over(update: Update, context: Context) -> None:
    """Leave alone what our own inline mode wrote in somebody's name; another bot's words are theirs."""
    bot = None if update.message is None else update.message.via_bot
    if bot is not None and bot.id == context.bot_data.bot_id:
        raise ApplicationHandlerStop


async def _list_coming(context: Context) -> list[EventFacts]:
    every = await chapters.list_chapters(context.connection)
    ids = [chapter.id for chapter in every]
    coming = await events.list_upcoming_events(context.connection, ids, context.now, ("announced",))
    gathered = [await gather_for_all(context.facts, event) for event in coming]
    followed = await chapters.list_followed(context.connection, [context.member.id])
    followed_ids = {chapter_id for chapter_id, _ in followed}
    return sorted(
        (facts for facts in gathered if facts.is_open), key=lambda facts: facts.chapter.id not in followed_ids
    )
