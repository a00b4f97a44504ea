"""The question where an evening is: one of the chapter's venues, typed, or a position or venue sent."""

import re

from handlers.context import Context
from handlers.form_parts import Answer, Placed, Problem, Question, Step, Taken, Tapped, Typed
from handlers.planning.form_evening import Evening, Position, known_so_far
from handlers.planning.views import evening_questions as views
from handlers.views.forms import not_a_choice
from hopdrinks.evenings.events import VenuePlan
from hopdrinks.people.names import LONGEST_NAME, clean_line
from storage import chapters
from storage.records import Venue

_VENUE = re.compile(r"v(?P<id>\d{1,18})", re.ASCII)
_LONGEST_ADDRESS = 200


async def _ask(context: Context, evening: Evening) -> Question:
    venues = await chapters.list_venues(context.connection, evening.chapter_id)
    ask = views.where if evening.position is None else views.how_called
    return ask(context.language, known_so_far(context, evening), venues)


async def _read(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    match answer:
        case Tapped(value=value):
            return await _one_of_the_chapter(context, evening, value)
        case Placed(name=""):
            position = Position(latitude=answer.latitude, longitude=answer.longitude)
            return Taken(evening.model_copy(update={"position": position}), go_to=PLACE.name)
        case Placed():
            position = Position(latitude=answer.latitude, longitude=answer.longitude)
            return _named(context, evening, answer.name, answer.address, position)
        case Typed(text=text):
            # The first comma parts the name from the address, and so does the end of the first line.
            name, _, address = text.strip().replace("\n", ",", 1).partition(",")
            known = await _find_known(context, evening, name) if not address.strip() else None
            return known or _named(context, evening, name, address, evening.position)
        case _:
            return Problem(not_a_choice(context.language))


async def _one_of_the_chapter(context: Context, evening: Evening, value: str) -> Taken[Evening] | Problem:
    match = _VENUE.fullmatch(value)
    venue = None if match is None else await chapters.find_venue(context.connection, int(match["id"]))
    if venue is None or venue.chapter_id != evening.chapter_id:
        return Problem(views.place_problem(context.language, "gone", 0))
    return _taken(evening, venue)


async def _find_known(context: Context, evening: Evening, name: str) -> Taken[Evening] | None:
    """Take a name typed alone for the chapter's venue of that name, as if it had been tapped."""
    if evening.position is not None:
        return None
    wanted = clean_line(name).casefold()
    for venue in await chapters.list_venues(context.connection, evening.chapter_id, limit=50):
        if venue.name.casefold() == wanted:
            return _taken(evening, venue)
    return None


def _taken(evening: Evening, venue: Venue) -> Taken[Evening]:
    plan = VenuePlan(
        name=venue.name, address=venue.address, latitude=venue.latitude, longitude=venue.longitude
    )
    return Taken(evening.model_copy(update={"venue": plan, "position": None}))


def _named(
    context: Context, evening: Evening, name: str, address: str, position: Position | None
) -> Taken[Evening] | Problem:
    name, address = clean_line(name).strip(" ,"), clean_line(address).strip(" ,")
    language = context.language
    if not name:
        return Problem(views.place_problem(language, "no_name", 0))
    if len(name) > LONGEST_NAME:
        return Problem(views.place_problem(language, "long_name", LONGEST_NAME))
    if len(address) > _LONGEST_ADDRESS:
        return Problem(views.place_problem(language, "long_address", _LONGEST_ADDRESS))
    plan = VenuePlan(name=name, address=address, **({} if position is None else position.model_dump()))
    return Taken(evening.model_copy(update={"venue": plan, "position": None}))


PLACE = Step("place", _ask, _read, takes=frozenset({"text", "position"}))
