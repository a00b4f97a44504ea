"""/start and /next: what a Hopdrink is, and the next one's card at once; following and muting a chapter."""

import re

from markupsafe import Markup
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers import ask
from handlers.context import ConciergeApplication, Context
from handlers.event_facts import gather, own_answer
from handlers.taps import pattern
from handlers.view import Button, View, paragraphs
from handlers.views.event_card import member_card
from hopdrinks import members as rules
from storage import chapters, events
from storage.records import Chapter, Event

#: What a link into the private chat may carry: an event to look at, or to ask about.
_PAYLOAD = re.compile(r"(?P<what>[eq])_(?P<id>\d{1,18})", re.ASCII)


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    private = filters.ChatType.PRIVATE
    application.add_handler(CommandHandler("start", start, private))
    application.add_handler(CommandHandler("next", show_next, private))
    application.add_handler(CallbackQueryHandler(follow, pattern("follow")))
    application.add_handler(CallbackQueryHandler(mute, pattern("mute")))


async def start(_update: Update, context: Context) -> None:
    """Welcome somebody; they follow the chapter from here on, and 🔕 undoes it."""
    payload = context.args[0] if context.args else ""
    match = _PAYLOAD.fullmatch(payload)
    event = None if match is None else await _find_open(context, int(match["id"]))
    chapter = await context.facts.chapter(event.chapter_id) if event else await context.facts.first_chapter()
    new = await rules.follow(context.connection, context.member, chapter, context.now)
    if match is not None and match["what"] == "q":
        await ask.begin(context, event)
        return
    unknown = bool(payload) and event is None
    await _greet(context, chapter, event, new=new, unknown=unknown)


async def show_next(_update: Update, context: Context) -> None:
    """Show the next event's card."""
    chapter = await context.facts.first_chapter()
    event = await _find_next(context, chapter)
    if event is None:
        await context.send(View(_none_planned(context, chapter)))
    else:
        await context.send(await _card(context, event))


async def follow(_update: Update, context: Context) -> None:
    """Let the member hear about a chapter again."""
    chapter = await _tapped_chapter(context)
    if chapter is None:
        return
    await rules.follow(context.connection, context.member, chapter, context.now)
    await _refresh_shown_card(context, chapter)
    context.toast(context.language.text("You will hear about every Hopdrink in {city}.", city=chapter.name))


async def mute(_update: Update, context: Context) -> None:
    """Let the member hear no more about a chapter; what they answered stands."""
    chapter = await _tapped_chapter(context)
    if chapter is None:
        return
    await rules.unfollow(context.connection, context.member.id, chapter.id)
    await _refresh_shown_card(context, chapter)
    context.toast(
        context.language.text(
            "No more announcements for {city}. The evenings you said yes to stay yours.", city=chapter.name
        )
    )


async def _greet(
    context: Context, chapter: Chapter, event: Event | None, *, new: bool, unknown: bool
) -> None:
    language = context.language
    sorry = language.html("This link leads nowhere any more. Here is what is coming.") if unknown else None
    welcome = language.html(
        "<b>Welcome!</b> A Hopdrink is a drink among freelancers, on a Thursday evening: people meet, talk"
        " and exchange business cards. Somebody from the platform is there to answer questions. Everybody is"
        " welcome, no account needed."
    )
    following = language.html(
        "You will hear from me when the next one in {city} is announced; 🔕 undoes that.", city=chapter.name
    )
    event = event or await _find_next(context, chapter)
    intro = paragraphs(sorry, welcome if new else None, following if new else None)
    if event is None:
        mute_button = Button(
            "🔕 " + language.text("Stop following {city}", city=chapter.name), f"mute:{chapter.id}"
        )
        await context.send(View(paragraphs(intro, _none_planned(context, chapter)), ((mute_button,),)))
        return
    card = await _card(context, event)
    await context.send(View(paragraphs(intro, card.text), card.rows))


async def _card(context: Context, event: Event) -> View:
    facts = await gather(context.facts, event)
    own = await own_answer(context.facts, event.id, context.member.id)
    following = await chapters.is_following(context.connection, event.chapter_id, context.member.id)
    return member_card(context.language, facts, own, following=following)


def _none_planned(context: Context, chapter: Chapter) -> Markup:
    return context.language.html(
        "No Hopdrink is planned in {city} for now. I will write to you as soon as one is.", city=chapter.name
    )


async def _find_next(context: Context, chapter: Chapter) -> Event | None:
    upcoming = await events.list_upcoming_events(
        context.connection, [chapter.id], context.now, ("announced",)
    )
    return upcoming[0] if upcoming else None


async def _find_open(context: Context, event_id: int) -> Event | None:
    event = await context.facts.find_event(event_id)
    return event if event is not None and event.state in ("announced", "cancelled") else None


async def _tapped_chapter(context: Context) -> Chapter | None:
    wanted = int(context.match["id"]) if context.match else 0
    for chapter in await chapters.list_chapters(context.connection):
        if chapter.id == wanted:
            return chapter
    context.toast(
        context.language.text("This button is no longer valid. /next shows what is coming."), alert=True
    )
    return None


async def _refresh_shown_card(context: Context, chapter: Chapter) -> None:
    event = await _find_next(context, chapter)
    if event is not None:
        await context.refresh_card(event.id)
