"""The question how many seats an evening has."""

from handlers.context import Context
from handlers.form_parts import Answer, Problem, Question, Step, Taken, Tapped, Typed
from handlers.planning.form_evening import Evening, known_so_far
from handlers.planning.views import evening_questions as views
from handlers.views.forms import not_a_choice
from hopdrinks.typed.capacities import Seats, SeatsProblem, read_seats


async def _ask(context: Context, evening: Evening) -> Question:
    chapter = await context.facts.chapter(evening.chapter_id)
    known = known_so_far(context, evening)
    return views.how_many(context.language, known, chapter.default_capacity)


async def _read(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    match answer:
        case Tapped(value=views.NO_LIMIT):
            read: Seats | SeatsProblem = Seats(number=None)
        case Tapped(value=typed) | Typed(text=typed):
            read = read_seats(typed)
        case _:
            return Problem(not_a_choice(context.language))
    if isinstance(read, SeatsProblem):
        return Problem(views.seats_problem(context.language, read), views.seats_offers(read))
    return Taken(evening.model_copy(update={"seats_given": True, "seats": read.number}))


SEATS = Step("seats", _ask, _read)
