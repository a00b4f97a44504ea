"""/start and /next: what a Hopdrink is, and the next one's card at once; following and muting a chapter."""

import re

from markupsafe import Markup
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers import ask
from handlers.context import ConciergeApplication, Context
from handlers.event_facts import own_card
from handlers.taps import pattern
from handlers.team import redeem
from handlers.view import View, paragraphs
from handlers.views.event_card import follow_button
from hopdrinks import members as rules
from storage import chapters, events
from storage.records import Chapter, Event

#: What a link into the private chat may carry: an event to look at, or to ask about.
_PAYLOAD = re.compile(r"(?P<what>[eq])_(?P<id>\d{1,18})", re.ASCII)
#: An invite into the team; its token is a secret.
_INVITE = re.compile(r"i_(?P<token>[\w-]{1,62})", re.ASCII)
#: What the button of inline mode says where nothing is planned.
FROM_INLINE = "inline"
_EVENT_ID = re.compile(r"\d{1,18}", re.ASCII)


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
    invite = _INVITE.fullmatch(payload)
    if invite is not None:
        await redeem(context, invite["token"])
        return
    match = _PAYLOAD.fullmatch(payload)
    event = None if match is None else await _find_open(context, int(match["id"]))
    if match is not None and match["what"] == "q":
        await ask.begin(context, event)  # who only asks did not ask to hear more, least of all after /stop
        return
    chapter = await context.facts.chapter(event.chapter_id) if event else await context.facts.first_chapter()
    back = context.member.stopped_at is not None
    new = await rules.follow(context.connection, context.member, chapter, context.now)
    if event is not None:
        await rules.want_reminders(context.connection, context.member)  # by the card's 🔔
    unknown = payload not in ("", FROM_INLINE) and event is None
    await _greet(context, chapter, event, new=new, back=back, unknown=unknown)


async def show_next(_update: Update, context: Context) -> None:
    """Show the next event's card."""
    chapter = await context.facts.first_chapter()
    event = await _find_next(context, chapter)
    if event is None:
        following = await context.facts.is_following(chapter.id, context.member.id)
        hears = following and context.member.stopped_at is None
        await context.send(await _none_planned(context, chapter, hears=hears))
    else:
        await context.send(await _card(context, event))


async def follow(_update: Update, context: Context) -> None:
    """Let the member hear about a chapter again."""
    chapter = await _tapped_chapter(context)
    if chapter is None:
        return
    await rules.follow(context.connection, context.member, chapter, context.now)
    await _refresh_tapped(context, chapter, hears=True)
    context.toast(context.language.text("You will hear about every Hopdrink in {city}.", city=chapter.name))


async def mute(_update: Update, context: Context) -> None:
    """Let the member hear no more about a chapter; what they answered stands."""
    chapter = await _tapped_chapter(context)
    if chapter is None:
        return
    await rules.unfollow(context.connection, context.member.id, chapter.id)
    await _refresh_tapped(context, chapter, hears=False)
    context.toast(
        context.language.text(
            "No more announcements for {city}. The evenings you said yes to stay yours.", city=chapter.name
        )
    )


async def _greet(
    context: Context, chapter: Chapter, event: Event | None, *, new: bool, back: bool, unknown: bool
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
    reminding = await _reminding(context, event) if event is not None else None
    event = event or await _find_next(context, chapter)
    if event is None:
        shown = await _none_planned(context, chapter, hears=True)
        intro = paragraphs(sorry, welcome if new else None)  # what is shown says that they will hear
    else:
        shown = await _card(context, event)
        intro = paragraphs(sorry, welcome if new else None, following if new or back else None, reminding)
    await context.send(View(paragraphs(intro, shown.text), shown.rows))


async def _reminding(context: Context, event: Event) -> Markup | None:
    """Say to whoever came by a card's 🔔 what will come of it."""
    if event.state != "announced" or event.starts_at <= context.now:
        return None
    rsvp = await context.facts.find_rsvp(event.id, context.member.id)
    if rsvp is not None and rsvp.state == "going":
        return context.language.html("🔔 I will remind you in time.")
    return context.language.html("🔔 Once you have a seat, I will remind you in time.")


async def _card(context: Context, event: Event) -> View:
    return await own_card(context.facts, context.language, event, context.member.id)


async def _none_planned(context: Context, chapter: Chapter, *, hears: bool) -> View:
    """Say that nothing is planned, and whether the member will hear when something is."""
    language = context.language
    text = language.html("No Hopdrink is planned in {city} for now.", city=chapter.name)
    news = language.html("I will write to you as soon as one is.") if hears else None
    planning = (
        language.html("/newevent plans one.") if await context.allowed("manage_events", chapter.id) else None
    )
    return View(
        Markup(" ").join(part for part in (text, news, planning) if part),
        ((follow_button(language, chapter, following=hears),),),
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
        if chapter.id == wanted and context.is_private:
            return chapter
    context.toast(
        context.language.text("This button is no longer valid. /next shows what is coming."), alert=True
    )
    return None


async def _refresh_tapped(context: Context, chapter: Chapter, *, hears: bool) -> None:
    """Show with the other button what the tapped message showed: its event, or that none was planned."""
    shown = (context.match["more"] if context.match else None) or ""
    event = (
        await _find_open(context, int(shown))
        if _EVENT_ID.fullmatch(shown)
        else await _find_next(context, chapter)
    )
    if event is not None:
        await context.refresh_card(event.id)
    else:
        await context.show(await _none_planned(context, chapter, hears=hears))
