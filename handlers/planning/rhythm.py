"""A chapter's rhythm: its screen, and what organisers decide of the dates it proposes."""

from datetime import date, datetime
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_hub import find_tapped, hub
from handlers.form_parts import Answer, Finished, FormKind, Problem, Step, Taken
from handlers.planning import template_forms
from handlers.planning.form_evening import Evening, may_manage
from handlers.planning.form_places import PLACE
from handlers.planning.new_event import NEW_EVENT
from handlers.planning.rhythm_facts import begin_like_usual, gather_rhythm, rhythm_screen
from handlers.planning.views import rhythm as views
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.evenings import events
from hopdrinks.people import roles
from hopdrinks.planning import rhythm as rules
from hopdrinks.planning.announce_times import find_usual_moment
from hopdrinks.planning.rhythm import Decision
from hopdrinks.wall_time import to_local
from storage import chapters
from storage.records import Chapter, Event


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(show_rhythm, pattern("rhythm")))
    application.add_handler(CallbackQueryHandler(edit_usual, pattern("usual")))
    application.add_handler(CallbackQueryHandler(make_draft, pattern("rhythm_draft")))
    application.add_handler(CallbackQueryHandler(skip, pattern("rhythm_skip")))
    application.add_handler(CallbackQueryHandler(choose_other, pattern("rhythm_other")))
    application.add_handler(CallbackQueryHandler(announce, pattern("rhythm_announce")))


async def show_rhythm(_update: Update, context: Context) -> None:
    """Show a chapter's rhythm and usual evening."""
    chapter = await _find_chapter(context)
    if chapter is not None:
        await context.show(await rhythm_screen(context, chapter.id))


async def edit_usual(_update: Update, context: Context) -> None:
    """Begin to change a part of a chapter's usual evening."""
    chapter = await _find_chapter(context)
    field = (context.match["more"] or "") if context.match else ""
    if chapter is not None and not await template_forms.begin(context, chapter, field):
        context.toast(views.no_longer(context.language), alert=True)


async def make_draft(_update: Update, context: Context) -> None:
    """Make the draft of a proposed date, or ask for its place where nobody knows one."""
    chapter, day = await _find_date(context)
    if chapter is None or day is None:
        return
    actor = await roles.get_actor(context.connection, context.member.id)
    decision = await rules.draft(context.connection, actor, chapter, day, context.now)
    if decision.verdict == "no_place":
        evening = Evening(chapter_id=chapter.id, time_zone=chapter.time_zone, local_date=day)
        await forms.begin(context, PLACE_OF_DRAFT, evening)
        return
    view = await _decided(context, chapter, day, decision)
    if view is not None:
        await context.show(view)


async def skip(_update: Update, context: Context) -> None:
    """Leave a proposed date out."""
    chapter, day = await _find_date(context)
    if chapter is None or day is None:
        return
    actor = await roles.get_actor(context.connection, context.member.id)
    decision = await rules.skip(context.connection, actor, chapter, day, context.now)
    view = await _decided(context, chapter, day, decision)
    if view is not None:
        await context.show(view)


async def choose_other(_update: Update, context: Context) -> None:
    """Begin to plan an evening like the usual one on another date; the proposal stays."""
    chapter, day = await _find_date(context)
    if chapter is not None and day is not None:
        evening = await begin_like_usual(context, chapter)
        await forms.begin(context, NEW_EVENT, evening, as_new=True)


async def announce(_update: Update, context: Context) -> None:
    """Have a draft announced on the day the template says."""
    event = await find_tapped(context)
    if event is None:
        return
    at = await _usual_moment(context, event)
    if at is not None:
        actor = await roles.get_actor(context.connection, context.member.id)
        await events.schedule(context.connection, actor, event.id, at, context.now)
        context.toast(context.language.text("🗓 Scheduled."))
    await context.show(await hub(context, event.id))


async def _decided(context: Context, chapter: Chapter, day: date, decision: Decision) -> View | None:
    """Show what became of a date; None, with a toast, where it was never proposed."""
    language, event = context.language, decision.event
    rhythm = await gather_rhythm(context.connection, chapter, context.now)
    match decision.verdict:
        case "drafted" if event is not None:
            return await _draft_made(context, event)
        case "close" if event is not None:
            return await hub(context, event.id, views.close_by(language))
        case "skipped":
            return views.skipped(language, rhythm, day, None)
        case "already" if decision.proposal is not None:
            who = await _name(context, decision.proposal.decided_by)
            if decision.proposal.state == "skipped":
                return views.skipped(language, rhythm, day, who)
            if event is None:
                return views.discarded_since(language, day, rhythm.today)
            return await hub(context, event.id, views.drafted_by(language, who))
        case "too_late":
            return views.too_late(language)
    context.toast(views.no_longer(language), alert=True)
    return None


async def _draft_made(context: Context, event: Event) -> View:
    view = await hub(context, event.id, views.drafted(context.language))
    at = await _usual_moment(context, event)
    if at is None:
        return view
    row = views.announcing_row(context.language, event.id, to_local(at, event.time_zone))
    return View(view.text, (row, *view.rows))


async def _usual_moment(context: Context, event: Event) -> datetime | None:
    chapter = await context.facts.chapter(event.chapter_id)
    return await find_usual_moment(context.connection, chapter, event, context.now)


async def _read_place(
    context: Context, evening: Evening, answer: Answer
) -> Taken[Evening] | Problem | Finished:
    """Read the place as for any evening; once it is known, the draft is made."""
    read = await PLACE.read(context, evening, answer)
    if not isinstance(read, Taken) or read.go_to is not None or evening.local_date is None:
        return read
    actor = await roles.get_actor(context.connection, context.member.id)
    chapter = await context.facts.chapter(evening.chapter_id)
    decision = await rules.draft(
        context.connection, actor, chapter, evening.local_date, context.now, venue=read.data.venue
    )
    view = await _decided(context, chapter, evening.local_date, decision)
    return Finished(view or await rhythm_screen(context, chapter.id))


async def _left(context: Context, evening: Evening) -> View:
    """Put the proposal back where the question for its place stood."""
    chapter = await context.facts.chapter(evening.chapter_id)
    rhythm = await gather_rhythm(context.connection, chapter, context.now)
    return views.proposal(context.language, rhythm, evening.local_date or rhythm.today)


async def _find_chapter(context: Context) -> Chapter | None:
    """Give the chapter a tap is about, if who tapped plans its evenings; else say that it is stale."""
    wanted = int(context.match["id"]) if context.match else 0
    known = {chapter.id: chapter for chapter in await chapters.list_chapters(context.connection)}
    chapter = known.get(wanted) if context.is_private else None
    if chapter is None or not await context.allowed("manage_events", chapter.id):
        context.toast(views.no_longer(context.language), alert=True)
        return None
    return chapter


async def _find_date(context: Context) -> tuple[Chapter | None, date | None]:
    """Give the chapter and the date a tap is about."""
    chapter = await _find_chapter(context)
    try:
        day = date.fromisoformat((context.match["more"] or "") if context.match else "")
    except ValueError:
        day = None
    if chapter is not None and day is None:
        context.toast(views.no_longer(context.language), alert=True)
    return chapter, day


async def _name(context: Context, member_id: int | None) -> str:
    member = None if member_id is None else await context.facts.find_member(member_id)
    return "…" if member is None else member.name


PLACE_OF_DRAFT = FormKind(
    name="rhythm_place",
    model=Evening,
    steps=(Step(PLACE.name, PLACE.ask, _read_place, takes=PLACE.takes),),
    may=may_manage,
    left=_left,
)
FORMS: tuple[FormKind[Any], ...] = (PLACE_OF_DRAFT, *template_forms.FORMS)
