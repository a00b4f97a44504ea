"""The owner's cities, from /events: opening another, and changing what one is like."""

from collections.abc import Awaitable, Callable
from typing import Any, get_args

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.form_parts import Answer, Finished, FormKind, Problem, Question, Step, Taken, Tapped, Typed
from handlers.language import LOCALES
from handlers.people.views import towns as views
from handlers.people.views.towns import Field
from handlers.taps import pattern
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.people import chapters as rules
from hopdrinks.people.names import clean_line
from hopdrinks.people.roles import get_actor
from hopdrinks.typed.time_zones import find_zones
from storage.records import Chapter, NamesShown

_LONGEST_NAME = 64
_FIELDS: dict[str, Field] = {field: field for field in views.FIELDS}
_SHOWN: dict[str, NamesShown] = {shown: shown for shown in get_args(NamesShown)}
#: What each part is called in a city's plan.
_IN_PLAN: dict[Field, str] = {
    "name": "name",
    "zone": "time_zone",
    "language": "locale",
    "seats": "default_capacity",
    "guests": "max_guests",
    "names": "names_shown",
}


class Town(BaseModel):
    """What is answered of a city: all of a new one, or one part of one there is (`chapter_id`)."""

    model_config = ConfigDict(frozen=True)

    chapter_id: int | None = None
    name: str = ""
    time_zone: str = ""
    locale: str = ""
    default_capacity: int = 20
    max_guests: int = 1
    names_shown: NamesShown = "names"


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(show_towns, pattern("towns")))
    application.add_handler(CallbackQueryHandler(show_town, pattern("town")))
    application.add_handler(CallbackQueryHandler(open_town, pattern("town_new")))
    application.add_handler(CallbackQueryHandler(edit_town, pattern("town_edit")))


async def show_towns(_update: Update, context: Context) -> None:
    """List the cities."""
    if await _may(context):
        await context.show(views.towns(context.language, await context.facts.every_chapter()))


async def show_town(_update: Update, context: Context) -> None:
    """Show one city."""
    chapter = await _find_tapped(context)
    if chapter is not None:
        await context.show(await _town(context, chapter))


async def open_town(_update: Update, context: Context) -> None:
    """Begin to open another city."""
    if await _may(context):
        await forms.begin(context, NEW_TOWN, Town())


async def edit_town(_update: Update, context: Context) -> None:
    """Begin to change a part of a city."""
    chapter = await _find_tapped(context)
    if chapter is None or context.match is None:
        return
    field = _FIELDS.get(context.match["more"] or "")
    alone = len(await context.facts.every_chapter()) == 1
    if field is None or (alone and field in views.IN_SETTINGS):
        context.toast(views.no_longer(context.language), alert=True)
        return
    await forms.begin(context, _EDITS[field], Town(chapter_id=chapter.id, name=chapter.name))


async def _ask_name(context: Context, _town: Town) -> Question:
    return views.ask_name(context.language)


async def _read_name(context: Context, town: Town, answer: Answer) -> Taken[Town] | Problem:
    name = clean_line(answer.text) if isinstance(answer, Typed) else ""
    if not name or len(name) > _LONGEST_NAME:
        return Problem(views.bad_name(context.language, _LONGEST_NAME))
    for chapter in await context.facts.every_chapter():
        if chapter.name.casefold() == name.casefold() and chapter.id != town.chapter_id:
            return Problem(views.known_name(context.language, name))
    return Taken(town.model_copy(update={"name": name}))


async def _ask_zone(context: Context, town: Town) -> Question:
    known = [chapter.time_zone for chapter in await context.facts.every_chapter()]
    return views.ask_zone(context.language, [*find_zones(town.name), *known])


async def _read_zone(context: Context, town: Town, answer: Answer) -> Taken[Town] | Problem:
    match answer:
        case Tapped(value=typed) | Typed(text=typed):
            found = find_zones(typed.replace(":", "/"))
        case _:
            found = ()
    if len(found) == 1:
        return Taken(town.model_copy(update={"time_zone": found[0]}))
    return Problem(views.no_zone(context.language, offered=bool(found)), views.zone_choices(found))


async def _ask_language(context: Context, _town: Town) -> Question:
    return views.ask_language(context.language)


async def _read_language(context: Context, town: Town, answer: Answer) -> Taken[Town] | Problem:
    if not isinstance(answer, Tapped) or answer.value not in LOCALES:
        return Problem(not_a_choice(context.language))
    return Taken(town.model_copy(update={"locale": answer.value}))


async def _ask_seats(context: Context, _town: Town) -> Question:
    return views.ask_seats(context.language)


async def _read_seats(context: Context, town: Town, answer: Answer) -> Taken[Town] | Problem:
    return _read_number(context, town, answer, "seats")


async def _ask_guests(context: Context, _town: Town) -> Question:
    return views.ask_guests(context.language)


async def _read_guests(context: Context, town: Town, answer: Answer) -> Taken[Town] | Problem:
    return _read_number(context, town, answer, "guests")


async def _ask_names(context: Context, _town: Town) -> Question:
    return views.ask_names(context.language)


async def _read_names(context: Context, town: Town, answer: Answer) -> Taken[Town] | Problem:
    shown = _SHOWN.get(answer.value) if isinstance(answer, Tapped) else None
    if shown is None:
        return Problem(not_a_choice(context.language))
    return Taken(town.model_copy(update={"names_shown": shown}))


def _read_number(context: Context, town: Town, answer: Answer, field: Field) -> Taken[Town] | Problem:
    match answer:
        case Tapped(value=typed) | Typed(text=typed):
            digits = typed.strip()
        case _:
            digits = ""
    least, most = views.LIMITS[field]
    plain = digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))
    if not plain or not least <= int(digits) <= most:
        return Problem(views.bad_number(context.language, field))
    return Taken(town.model_copy(update={_IN_PLAN[field]: int(digits)}))


async def _open(context: Context, town: Town) -> Finished:
    actor = await get_actor(context.connection, context.member.id)
    plan = rules.CityPlan(**town.model_dump(exclude={"chapter_id"}))
    chapter = await rules.open_city(context.connection, actor, plan, context.now)
    return Finished(await _town(context, chapter, views.opened(context.language)))


async def _change(context: Context, town: Town, field: Field) -> Finished:
    actor = await get_actor(context.connection, context.member.id)
    chapter = await context.facts.chapter(town.chapter_id or 0)
    value = getattr(town, _IN_PLAN[field])
    changed = await rules.change_city(
        context.connection, actor, chapter, {_IN_PLAN[field]: value}, context.now
    )
    return Finished(await _town(context, changed), context.language.text("👍 Noted."))


async def _town(context: Context, chapter: Chapter, said: Markup | None = None) -> View:
    alone = len(await context.facts.every_chapter()) == 1
    return views.town(context.language, chapter, context.bot_data.bot_username, alone=alone, said=said)


async def _left(context: Context, _town: Town) -> View:
    return views.towns(context.language, await context.facts.every_chapter())


async def _may_fill(context: Context, town: Town) -> bool:
    return await context.allowed("manage_cities", town.chapter_id)


async def _may(context: Context) -> bool:
    if await context.allowed("manage_cities", None):
        return True
    context.toast(views.no_longer(context.language), alert=True)
    return False


async def _find_tapped(context: Context) -> Chapter | None:
    wanted = int(context.match["id"]) if context.match else 0
    known = {chapter.id: chapter for chapter in await context.facts.every_chapter()}
    if wanted in known and await context.allowed("manage_cities", wanted):
        return known[wanted]
    context.toast(views.no_longer(context.language), alert=True)
    return None


_Finish = Callable[[Context, Town], Awaitable[Finished]]


def _ending(step: Step[Town], finish: _Finish) -> Step[Town]:
    """Make a step the last: once its answer is good, the form is done."""

    async def read(context: Context, town: Town, answer: Answer) -> Taken[Town] | Problem | Finished:
        outcome = await step.read(context, town, answer)
        return await finish(context, outcome.data) if isinstance(outcome, Taken) else outcome

    return Step(step.name, step.ask, read, takes=step.takes)


def _edit(field: Field, step: Step[Town]) -> FormKind[Town]:
    async def finish(context: Context, town: Town) -> Finished:
        return await _change(context, town, field)

    return FormKind(f"town_{field}", Town, (_ending(step, finish),), may=_may_fill, left=_left)


_STEPS: dict[Field, Step[Town]] = {
    "name": Step("name", _ask_name, _read_name),
    "zone": Step("zone", _ask_zone, _read_zone),
    "language": Step("language", _ask_language, _read_language, takes=frozenset()),
    "seats": Step("seats", _ask_seats, _read_seats),
    "guests": Step("guests", _ask_guests, _read_guests),
    "names": Step("names", _ask_names, _read_names, takes=frozenset()),
}
NEW_TOWN = FormKind(
    "new_town",
    Town,
    (*list(_STEPS.values())[:-1], _ending(_STEPS["names"], _open)),
    may=_may_fill,
    left=_left,
)
_EDITS = {field: _edit(field, step) for field, step in _STEPS.items()}
FORMS: tuple[FormKind[Any], ...] = (NEW_TOWN, *_EDITS.values())
