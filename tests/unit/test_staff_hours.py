"""When the team is there, as it is typed and read back."""

from datetime import time

import pytest

from handlers.language import Languages
from handlers.staff.views.hours import in_words
from hopdrinks.staff.hours import PRESETS, Window
from hopdrinks.staff.opening_hours import EVERY_DAY, MONDAY_TO_FRIDAY
from hopdrinks.typed.staff_hours_words import read_window


@pytest.mark.parametrize(
    ("typed", "window"),
    [
        ("lun-ven 9h-18h", Window()),
        ("Du lundi au vendredi, de 9h à 18h", Window()),
        ("Mon–Fri 9:00-17:30", Window(closes=time(17, 30))),
        ("9-18", Window()),
        ("mar., jeu. 10h-16h", Window(weekdays=frozenset({1, 3}), opens=time(10), closes=time(16))),
        ("lundi et mardi 9h-12h", Window(weekdays=frozenset({0, 1}), closes=time(12))),
        ("tous les jours 8h-20h", Window(weekdays=EVERY_DAY, opens=time(8), closes=time(20))),
        ("every day 0h-24h", Window(weekdays=EVERY_DAY, opens=time(0), closes=time(0))),
        ("lun-ven 18h-9h", None),
        ("ven-lun 9h-18h", None),
        ("lun-ven 0h-24h", None),
        ("whenever", None),
        ("someday 9h-18h", None),
        ("", None),
    ],
)
def test_typed_hours_are_read_or_refused(typed: str, window: Window | None) -> None:
    assert read_window(typed) == window


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_what_is_shown_can_be_typed_again(locale: str) -> None:
    language = Languages("fr").get(locale)
    for window in (PRESETS[0], Window(weekdays=frozenset({1, 3})), Window(weekdays=MONDAY_TO_FRIDAY | {5})):
        assert read_window(in_words(language, window)) == window
