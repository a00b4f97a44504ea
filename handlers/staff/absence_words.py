"""Until when somebody of the staff is away, in the words of a language."""

from handlers.facts import Facts
from handlers.language import Language
from hopdrinks.wall_time import to_local
from storage.question_records import Absence


async def until_in_words(facts: Facts, language: Language, absence: Absence) -> str:
    """Word the end of an absence, by the clock of the first chapter."""
    local = to_local(absence.until, (await facts.first_chapter()).time_zone)
    return language.moment(local.date(), local.time())
