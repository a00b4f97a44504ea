"""The French and English words of a date, and a typed phrase brought to one plain spelling."""

import re
import unicodedata

_WEEKDAY_NAMES = (
    "lundi lun monday mon",
    "mardi mar tuesday tues tue",
    "mercredi mer wednesday wed",
    "jeudi jeu thursday thurs thur thu",
    "vendredi ven friday fri",
    "samedi sam saturday sat",
    "dimanche dim sunday sun",
)
_MONTH_NAMES = (
    "janvier janv january jan",
    "fevrier fevr fev february feb",
    "mars march mar",
    "avril avr april apr",
    "mai may",
    "juin june jun",
    "juillet juil july jul",
    "aout august aug",
    "septembre september sept sep",
    "octobre october oct",
    "novembre november nov",
    "decembre december dec",
)

#: Plain word → 0 for Monday … 6 for Sunday.
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}

#: Plain word → 1 for January … 12 for December.
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}

#: Plain words → days from today.
RELATIVE_DAYS = {
    "aujourd hui": 0,
    "today": 0,
    "ce soir": 0,
    "tonight": 0,
    "demain": 1,
    "tomorrow": 1,
    "apres-demain": 2,
    "apres demain": 2,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
}

#: The relative days that say evening, so that an hour before noon has two readings.
EVENINGS = frozenset({"ce soir", "tonight"})

_DASHES = dict.fromkeys(map(ord, "‐‒–—−"), "-")
_SPACED = re.compile(r"[,'’`]| - |(?<=[a-z])\.|(?<=[0-9])t(?=[0-9]{2}:)")
_AROUND_SLASH = re.compile(r" */ *")


def plain_words(text: str) -> str:
    """Bring a phrase to one spelling: lower case, no accents, single spaces, no commas or final points.

    Every kind of space (no-break, narrow) is a space, every dash a hyphen, invisible characters are gone.
    `Jeudi 3 déc., à 19 h` becomes `jeudi 3 dec a 19 h`.
    """
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    # Mn: the accents, now apart from their letters; Cf: bidi marks, zero-width characters.
    kept = "".join(sign for sign in folded if unicodedata.category(sign) not in {"Mn", "Cf"})
    single_spaced = " ".join(kept.translate(_DASHES).split())
    spaced = " ".join(_SPACED.sub(" ", single_spaced).split())
    return _AROUND_SLASH.sub("/", spaced).rstrip(" .!?;")


def one_of(words: dict[str, int]) -> str:
    """Build the regular expression that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
