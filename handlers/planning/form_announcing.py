"""Announcing from a form: the preview's 📣 🗓 💾 and ✏️, and the question when to announce later."""

from datetime import datetime

from handlers.context import Context
from handlers.evenings.event_hub import find_audience, hub
from handlers.form_parts import Answer, Finished, Problem, Question, Step, Taken, Tapped
from handlers.planning.form_dates import local_today, read_day
from handlers.planning.form_evening import Evening, as_announced, known_so_far
from handlers.planning.form_pictures import send_preview
from handlers.planning.views import event_plans as views
from handlers.planning.views.evening_pictures import picture_line
from handlers.planning.views.event_changes import seen_below
from handlers.views.forms import not_a_choice
from hopdrinks.evenings import events as rules
from hopdrinks.people import roles
from hopdrinks.planning.announce_times import ANNOUNCED_AT, propose_days
from hopdrinks.planning.second_thoughts import list_second_thoughts
from hopdrinks.typed.dates import ReadDate
from hopdrinks.wall_time import first_valid_instant, to_instant


async def _preview(context: Context, evening: Evening) -> Question:
    facts = await as_announced(context, evening)
    thoughts = await list_second_thoughts(
        context.connection,
        facts.chapter,
        facts.event.local_date,
        context.now,
        language=context.language.locale,
    )
    audience = await find_audience(context, facts.chapter)
    picture = picture_line(context.language, context.language_in(facts.chapter), facts)
    return views.preview(context.language, facts, audience, thoughts, picture)


async def _read_preview(
    context: Context, evening: Evening, answer: Answer
) -> Taken[Evening] | Problem | Finished:
    match answer:
        case Tapped(value=views.ANNOUNCE):
            return await _announce(context, evening)
        case Tapped(value=views.LATER):
            return Taken(evening, go_to=LATER.name)
        case Tapped(value=views.DRAFT):
            event_id = await _keep(context, evening)
            return Finished(await hub(context, event_id), context.language.text("Kept as a draft."))
        case Tapped(value=views.POSTER):
            return Taken(evening.model_copy(update={"picture": "poster"}), go_to=PREVIEW.name)
        case Tapped(value=views.LOOK):
            shown = await send_preview(context, await as_announced(context, evening))
            context.toast(seen_below(context.language, shown=shown), alert=not shown)
            return Taken(evening, go_to=PREVIEW.name)
        case Tapped(value=value) if value.removeprefix("edit-") in views.FIELDS:
            return Taken(evening, go_to=value.removeprefix("edit-"))
        case _:
            return Problem(not_a_choice(context.language))


async def _announce(context: Context, evening: Evening) -> Problem | Finished:
    if _starts_at(evening) <= context.now:
        return Problem(views.already_begun(context.language))
    event_id = await _keep(context, evening)
    actor = await roles.get_actor(context.connection, context.member.id)
    await rules.announce(context.connection, actor, event_id, context.now)
    said = context.language.html("📣 It is on its way.")
    return Finished(await hub(context, event_id, said), context.language.text("📣 Announced!"))


async def _ask_when(context: Context, evening: Evening) -> Question:
    today = local_today(context, evening.time_zone)
    return views.when_to_announce(
        context.language, known_so_far(context, evening), _moments(context, evening), today
    )


async def _read_when(context: Context, evening: Evening, answer: Answer) -> Problem | Finished:
    moment = read_day(context, answer, evening.time_zone, ANNOUNCED_AT)
    if isinstance(moment, Problem):
        return moment
    announce_at = to_instant(moment.local_date, moment.local_time, evening.time_zone)
    if announce_at >= _starts_at(evening):
        plan = evening.plan()
        begins = context.language.moment(plan.local_date, plan.local_time)
        return Problem(views.announced_too_late(context.language, begins))
    event_id = await _keep(context, evening)
    actor = await roles.get_actor(context.connection, context.member.id)
    await rules.schedule(context.connection, actor, event_id, announce_at, context.now)
    return Finished(await hub(context, event_id), context.language.text("🗓 Scheduled."))


async def _keep(context: Context, evening: Evening) -> int:
    """Give the id of the event: a new one is kept as a draft first."""
    if evening.event_id is not None:
        return evening.event_id
    actor = await roles.get_actor(context.connection, context.member.id)
    chapter = await context.facts.chapter(evening.chapter_id)
    like = None if evening.like is None else await context.facts.find_event(evening.like)
    event = await rules.add_draft(context.connection, actor, chapter, evening.plan(), context.now, like=like)
    return event.id


def _moments(context: Context, evening: Evening) -> list[ReadDate]:
    day, zone = evening.plan().local_date, evening.time_zone
    return [
        ReadDate(local_date=proposed, local_time=ANNOUNCED_AT, time_given=True)
        for proposed in propose_days(day, _starts_at(evening), zone, context.now)
    ]


def _starts_at(evening: Evening) -> datetime:
    plan = evening.plan()
    return first_valid_instant(plan.local_date, plan.local_time, evening.time_zone)


PREVIEW = Step("preview", _preview, _read_preview, takes=frozenset())
LATER = Step("later", _ask_when, _read_when)
