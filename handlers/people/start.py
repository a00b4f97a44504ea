"""/start and /next: what a Hopdrink is, and the next one's card at once; following and muting a chapter."""

import re

from markupsafe import Markup
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import own_card
from handlers.evenings.views.event_card import follow_button
from handlers.people.cities import find_tapped as find_city
from handlers.people.team import redeem
from handlers.people.views import cities as city_views
from handlers.questions import ask
from handlers.taps import pattern
from handlers.view import View, paragraphs
from hopdrinks.people import members as rules
from hopdrinks.people.cities import follow_for_good
from storage import chapters, events
from storage.records import Chapter, Event

#: What a link into the private chat may carry: an event to look at, or to ask about.
_PAYLOAD = re.compile(r"(?P<what>[eq])_(?P<id>\d{1,18})", re.ASCII)
#: An invite into the team; its token is a secret.
_INVITE = re.compile(r"i_(?P<token>[\w-]{1,62})", re.ASCII)
#: A link into a city.
_CITY = re.compile(r"c_(?P<slug>[a-z0-9-]{1,32})", re.ASCII)
#: What the button of inline mode says where nothing is planned.
FROM_INLINE = "inline"
_EVENT_ID = re.compile(r"\d{1,18}", re.ASCII)


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    private = filters.ChatType.PRIVATE
    application.add_handler(CommandHandler("start", start, private))
    application.add_handler(CommandHandler("next", show_next, private))
    application.add_handler(CallbackQueryHandler(hello, pattern("hello")))
    application.add_handler(CallbackQueryHandler(follow, pattern("follow")))
    application.add_handler(CallbackQueryHandler(mute, pattern("mute")))


async def start(_update: Update, context: Context) -> None:
    """Welcome somebody; they follow the city of their link, or the only one, and 🔕 undoes it."""
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
    city = await _city_of(context, payload, event)
    unknown = payload not in ("", FROM_INLINE) and event is None and city is None
    chapter = city or await _own_city(context)
    if chapter is None:
        cities = await context.facts.every_chapter()
        intro = paragraphs(_sorry(context) if unknown else None, _welcome(context))
        await context.send(city_views.which_city(context.language, cities, intro))
        return
    back = context.member.stopped_at is not None
    new = await rules.follow(context.connection, context.member, chapter, context.now)
    if event is not None:
        await rules.want_reminders(context.connection, context.member)  # by the card's 🔔
    await context.send(await _greeting(context, chapter, event, new=new, back=back, unknown=unknown))


async def hello(_update: Update, context: Context) -> None:
    """Follow the city a newcomer tapped, and show what is coming there."""
    chapter = await find_city(context)
    if chapter is None:
        return
    await follow_for_good(context.connection, context.member, chapter, context.now)
    view = await _greeting(context, chapter, None, new=False, back=True, unknown=False)
    await context.show(View(view.text, (*view.rows, (city_views.other_cities(context.language),))))


async def show_next(_update: Update, context: Context) -> None:
    """Show the card of what is next in the cities the member follows, or anywhere where they follow none."""
    chapter = await _own_city(context) or await context.facts.first_chapter()
    followed = await chapters.list_follows(context.connection, context.member.id)
    ids = [one.chapter_id for one in followed] or [one.id for one in await context.facts.every_chapter()]
    event = await _find_next(context, ids)
    if event is None:
        following = await context.facts.is_following(chapter.id, context.member.id)
        hears = following and context.member.stopped_at is None
        await context.send(await _none_planned(context, chapter, hears=hears))
    else:
        await context.send(await _card(context, event))


async def follow(_update: Update, context: Context) -> None:
    """Let the member hear about a chapter again."""
    chapter = await find_city(context)
    if chapter is None:
        return
    await rules.follow(context.connection, context.member, chapter, context.now)
    await _refresh_tapped(context, chapter, hears=True)
    context.toast(context.language.text("You will hear about every Hopdrink in {city}.", city=chapter.name))


async def mute(_update: Update, context: Context) -> None:
    """Let the member hear no more about a chapter; what they answered stands."""
    chapter = await find_city(context)
    if chapter is None:
        return
    await rules.unfollow(context.connection, context.member.id, chapter.id)
    await _refresh_tapped(context, chapter, hears=False)
    context.toast(
        context.language.text(
            "No more announcements for {city}. The evenings you said yes to stay yours.", city=chapter.name
        )
    )


async def _city_of(context: Context, payload: str, event: Event | None) -> Chapter | None:
    """Give the city a link carries: by its name, or by its event."""
    if event is not None:
        return await context.facts.chapter(event.chapter_id)
    match = _CITY.fullmatch(payload)
    return None if match is None else await chapters.find_chapter_by_slug(context.connection, match["slug"])


async def _own_city(context: Context) -> Chapter | None:
    """Give the city that is meant where nobody named one: the only one, or that of what is next among theirs.

    None where there are several and the member follows none of them yet.
    """
    known = await context.facts.every_chapter()
    if len(known) == 1:
        return known[0]
    followed = await chapters.list_follows(context.connection, context.member.id)
    ids = [one.chapter_id for one in followed]
    if not ids:
        return None
    event = await _find_next(context, ids)
    return await context.facts.chapter(ids[0] if event is None else event.chapter_id)


def _sorry(context: Context) -> Markup:
    return context.language.html("This link leads nowhere any more. Here is what is coming.")


def _welcome(context: Context) -> Markup:
    return context.language.html(
        "<b>Welcome!</b> A Hopdrink is a drink among freelancers, on a Thursday evening: people meet, talk"
        " and exchange business cards. Somebody from the platform is there to answer questions. Everybody is"
        " welcome, no account needed."
    )


async def _greeting(
    context: Context, chapter: Chapter, event: Event | None, *, new: bool, back: bool, unknown: bool
) -> View:
    sorry = _sorry(context) if unknown else None
    welcome = _welcome(context) if new else None
    following = context.language.html(
        "You will hear from me when the next one in {city} is announced; 🔕 undoes that.", city=chapter.name
    )
    reminding = await _reminding(context, event) if event is not None else None
    event = event or await _find_next(context, [chapter.id])
    if event is None:
        shown = await _none_planned(context, chapter, hears=True)
        intro = paragraphs(sorry, welcome)  # what is shown says that they will hear
    else:
        shown = await _card(context, event)
        intro = paragraphs(sorry, welcome, following if new or back else None, reminding)
    return View(paragraphs(intro, shown.text), shown.rows)


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
    rows = [(follow_button(language, chapter, following=hears),)]
    if await context.facts.has_several_chapters():
        rows.append((city_views.other_cities(language),))
    return View(Markup(" ").join(part for part in (text, news, planning) if part), tuple(rows))


async def _find_next(context: Context, chapter_ids: list[int]) -> Event | None:
    upcoming = await events.list_upcoming_events(context.connection, chapter_ids, context.now, ("announced",))
    return upcoming[0] if upcoming else None


async def _find_open(context: Context, event_id: int) -> Event | None:
    event = await context.facts.find_event(event_id)
    return event if event is not None and event.state in ("announced", "cancelled") else None


async def _refresh_tapped(context: Context, chapter: Chapter, *, hears: bool) -> None:
    """Show with the other button what the tapped message showed: its event, or that none was planned."""
    shown = (context.match["more"] if context.match else None) or ""
    event = (
        await _find_open(context, int(shown))
        if _EVENT_ID.fullmatch(shown)
        else await _find_next(context, [chapter.id])
    )
    if event is not None:
        await context.refresh_card(event.id)
    else:
        await context.show(await _none_planned(context, chapter, hears=hears))
