"""The cities a member hears about: following, muting and visiting, on one screen that changes in place."""

from typing import get_args

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import ConciergeApplication, Context
from handlers.evenings.recipients import sending
from handlers.notices import Composed, Composing, Desk, Void
from handlers.people.views import cities as views
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.notices.base import Notice
from hopdrinks.notices.people import VisitOver
from hopdrinks.people import cities as rules
from hopdrinks.people import members
from hopdrinks.people.cities import Stay
from storage import chapters
from storage import members as stored_members
from storage.records import Chapter, Delivery

_STAYS: dict[str, Stay] = {stay: stay for stay in get_args(Stay)}


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(show_cities, pattern("cities")))
    application.add_handler(CallbackQueryHandler(follow, pattern("city")))
    application.add_handler(CallbackQueryHandler(mute, pattern("uncity")))
    application.add_handler(CallbackQueryHandler(visit, pattern("visit")))


async def show_cities(_update: Update, context: Context) -> None:
    """Show every city and what the member hears of it; below a card, as a message of its own."""
    if context.is_private:
        await context.show(await _screen(context))


async def follow(_update: Update, context: Context) -> None:
    """Let the member hear about the city tapped."""
    chapter = await find_tapped(context)
    if chapter is not None:
        await rules.follow_for_good(context.connection, context.member, chapter, context.now)
        context.toast(
            context.language.text("You will hear about every Hopdrink in {city}.", city=chapter.name)
        )
        await context.show(await _screen(context))


async def mute(_update: Update, context: Context) -> None:
    """Let the member hear no more about the city tapped."""
    chapter = await find_tapped(context)
    if chapter is not None:
        await members.unfollow(context.connection, context.member.id, chapter.id)
        await context.show(await _screen(context))


async def visit(_update: Update, context: Context) -> None:
    """Ask how long a visit is, or follow the city for as long as was tapped."""
    chapter = await find_tapped(context)
    if chapter is None or context.match is None:
        return
    stay = _STAYS.get(context.match["more"] or "")
    if stay is None:
        days = [(one, rules.last_day(one, chapter, context.now)) for one in get_args(Stay)]
        await context.show(views.how_long(context.language, chapter, days))
        return
    day = await rules.visit(context.connection, context.member, chapter, stay, context.now)
    if day is not None:
        said = context.language.text(
            "🧳 Until {day}. Enjoy {city}!", day=context.language.day(day), city=chapter.name
        )
        context.toast(said)
    await context.show(await _screen(context))


async def find_tapped(context: Context) -> Chapter | None:
    """Give the city a tap is about; else say that it is stale."""
    wanted = int(context.match["id"]) if context.match else 0
    for chapter in await chapters.list_chapters(context.connection):
        if chapter.id == wanted and context.is_private:
            return chapter
    context.toast(views.no_longer(context.language), alert=True)
    return None


async def with_cities(context: Context, view: View) -> View:
    """Add the way to the cities to a member's settings, where there are several."""
    if len(await context.facts.every_chapter()) == 1:
        return view
    return View(view.text, (*view.rows, (views.own_cities(context.language),)))


async def visit_over(desk: Desk, delivery: Delivery, notice: VisitOver) -> Composed | Void:
    """Compose the kind line at the end of a visit; void where they follow again."""
    member = await desk.facts.find_member(delivery.chat_id)
    if member is None or await desk.facts.is_following(notice.chapter_id, member.id):
        return Void("gone, or back already")
    chapter = await desk.facts.chapter(notice.chapter_id)
    return sending(notice, views.visit_over(desk.language_of(member), chapter))


async def _screen(context: Context) -> View:
    followed = {
        one.chapter_id: one for one in await chapters.list_follows(context.connection, context.member.id)
    }
    known = [
        views.City(
            chapter,
            is_followed=chapter.id in followed,
            last_day=rules.last_day_of(followed[chapter.id], chapter) if chapter.id in followed else None,
        )
        for chapter in await chapters.list_chapters(context.connection)
    ]
    member = await stored_members.find_member(context.connection, context.member.id)
    return views.cities(context.language, known, stopped=member is not None and member.stopped_at is not None)


COMPOSING: dict[type[Notice], Composing] = {VisitOver: visit_over}
