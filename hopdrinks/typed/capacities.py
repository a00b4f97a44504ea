"""Reads how many seats an organiser types, in French or English, or says why it is no number of seats."""

import re
import unicodedata
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hopdrinks.evenings.events import MOST_SEATS
from hopdrinks.typed.date_words import plain_words

_COUNTED = re.compile(
    r"(?P<sign>[-+]?) ?(?P<digits>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)"
    r"(?: ?(?:places?|personnes?|pers\.?|sieges?|seats?|people))?"
)
_UNLIMITED = frozenset(
    ("illimite", "illimitee", "sans limite", "pas de limite", "unlimited", "no limit", "as many as come")
)
_FRENCH = (
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
    " dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois vingt-quatre vingt-cinq vingt-six vingt-sept"
    " vingt-huit vingt-neuf trente"
)
_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four twenty-five"
    " twenty-six twenty-seven twenty-eight twenty-nine thirty"
)
_WORDS = {
    word.replace("-", " "): number
    for words in (_FRENCH, _ENGLISH)
    for number, word in enumerate(words.split(), start=1)
}


class Seats(BaseModel):
    """A number of seats; None: as many as come."""

    model_config = ConfigDict(frozen=True)

    number: int | None


class SeatsProblem(BaseModel):
    """Why a phrase is no number of seats; `reading` is what a word perhaps means."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["not_understood", "too_few", "too_many", "in_words"]
    reading: int | None = None


def read_seats(text: str) -> Seats | SeatsProblem:
    """Read typed seats. Never raises for any text. A number in words is asked back, not taken."""
    if any(unicodedata.category(sign) == "No" for sign in text[:100]):
        return SeatsProblem(kind="not_understood")  # plain words would make 109 of 10⁹
    words = plain_words(text[:100])
    if words in _UNLIMITED:
        return Seats(number=None)
    number = _WORDS.get(words.replace("-", " "))
    if number is not None:
        return SeatsProblem(kind="in_words", reading=number)
    match = _COUNTED.fullmatch(words)
    if match is None:
        return SeatsProblem(kind="not_understood")
    seats = int(match["digits"].replace(" ", ""))
    if match["sign"] == "-" or seats == 0:
        return SeatsProblem(kind="too_few")
    return SeatsProblem(kind="too_many") if seats > MOST_SEATS else Seats(number=seats)
