"""Gathering what a chapter's rhythm screen and its proposals show."""

from datetime import datetime

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.context import Context
from handlers.planning.form_evening import Evening, begin_evening
from handlers.planning.views import rhythm as views
from handlers.view import View
from hopdrinks.planning import rhythm as rules
from hopdrinks.planning import templates
from hopdrinks.wall_time import to_local
from storage import chapters
from storage.records import Chapter


async def gather_rhythm(connection: AsyncConnection, chapter: Chapter, now: datetime) -> views.Rhythm:
    """Read a chapter's template, and the date its rhythm gives next."""
    template = await templates.get_template(connection, chapter)
    return views.Rhythm(
        chapter=chapter,
        template=template,
        venue=await templates.find_usual_venue(connection, template),
        next_day=await rules.find_next_date(connection, chapter, now),
        today=to_local(now, chapter.time_zone).date(),
    )


async def rhythm_screen(context: Context, chapter_id: int, said: Markup | None = None) -> View:
    """Show a chapter's rhythm as it is now."""
    # Read anew: what was changed just now stands partly with the chapter.
    chapter = await chapters.get_chapter(context.connection, chapter_id)
    return views.screen(context.language, await gather_rhythm(context.connection, chapter, context.now), said)


async def begin_usual(context: Context, chapter: Chapter) -> Evening:
    """Give an evening of which only hour and length are known; a date that is typed may say another hour."""
    template = await templates.get_template(context.connection, chapter)
    usual = {"local_time": template.local_time, "minutes": template.minutes}
    return begin_evening(chapter).model_copy(update=usual)


async def begin_like_usual(context: Context, chapter: Chapter) -> Evening:
    """Give an evening with everything as usual, of which the date is asked, and the place where unknown."""
    template = await templates.get_template(context.connection, chapter)
    venue = await templates.find_usual_venue(context.connection, template)
    usual = {"venue": venue, "seats_given": True, "seats": chapter.default_capacity, "text": template.text}
    return (await begin_usual(context, chapter)).model_copy(update=usual)
