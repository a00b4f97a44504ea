"""/newevent, or 📋 from another evening: date, place, capacity, text, then the preview."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_hub import find_tapped
from handlers.evenings.views import events_list as views
from handlers.form_parts import FormKind
from handlers.planning.form_announcing import LATER, PREVIEW
from handlers.planning.form_dates import DATE
from handlers.planning.form_evening import Evening, evening_of, may_manage
from handlers.planning.form_pictures import PICTURE
from handlers.planning.form_places import PLACE
from handlers.planning.form_seats import SEATS
from handlers.planning.form_texts import TEXT_OR_PHOTO
from handlers.planning.rhythm_facts import begin_usual
from handlers.taps import pattern
from handlers.view import View
from storage import chapters
from storage.records import Chapter


async def _left(context: Context, _evening: Evening) -> View:
    return views.nothing_planned(context.language)


NEW_EVENT = FormKind(
    name="new_event",
    model=Evening,
    steps=(DATE, PLACE, SEATS, TEXT_OR_PHOTO, PICTURE, PREVIEW, LATER),
    may=may_manage,
    left=_left,
    hub=PREVIEW.name,
    complete=lambda evening: evening.is_complete,
)
FORMS = (NEW_EVENT,)


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("newevent", new_event, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(new_event_in, pattern("new_in")))
    application.add_handler(CallbackQueryHandler(clone, pattern("clone")))


async def new_event(_update: Update, context: Context) -> None:
    """Begin to plan an evening, or go on where it was begun."""
    managed = await list_managed(context)
    if not managed:
        await context.send(views.no_organiser(context.language))
    elif await forms.resume(context, NEW_EVENT):
        return
    elif len(managed) == 1:
        await forms.begin(context, NEW_EVENT, await begin_usual(context, managed[0]))
    else:
        await context.send(views.which_chapter(context.language, managed))


async def new_event_in(_update: Update, context: Context) -> None:
    """Begin to plan an evening in the chapter that was tapped."""
    wanted = int(context.match["id"]) if context.match else 0
    for chapter in await list_managed(context):
        if chapter.id == wanted and context.is_private:
            await forms.begin(context, NEW_EVENT, await begin_usual(context, chapter))
            return
    context.toast(views.no_longer(context.language), alert=True)


async def clone(_update: Update, context: Context) -> None:
    """Begin to plan an evening like another: only its date is asked; no people go along."""
    event = await find_tapped(context)
    if event is None:
        return
    evening = await evening_of(context, event)
    anew = {"event_id": None, "like": event.id, "local_date": None}
    await forms.begin(context, NEW_EVENT, evening.model_copy(update=anew), as_new=True)


async def list_managed(context: Context) -> list[Chapter]:
    """Give the chapters whose evenings the member looks after."""
    every = await chapters.list_chapters(context.connection)
    return [chapter for chapter in every if await context.allowed("manage_events", chapter.id)]
