"""A card beneath a picture: what it may hold there, what gives way, and what goes without a picture."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from handlers.evenings.views.event_card import EventFacts, Own, caption, card_text, group_card, stays_short
from handlers.evenings.views.event_messages import announcement
from handlers.evenings.views.poster import picture_of, poster_of
from handlers.language import Language, Languages
from handlers.view import LONGEST_CAPTION, shown_length
from hopdrinks.evenings.pictures import Photo, Poster
from storage.records import Chapter, Counts, Event, Picture, Rsvp, Venue

FRENCH, ENGLISH = Languages("fr").get("fr"), Languages("fr").get("en")
NAMES = tuple(f"Membre au nom plutôt long {number}" for number in range(15))

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def facts() -> EventFacts:
    chapter = Chapter(
        id=1, name="Tours", slug="tours", time_zone="Europe/Paris", locale="fr", default_capacity=20,
        max_guests=1,
    )  # fmt: skip
    starts_at = datetime(2026, 12, 3, 18, tzinfo=UTC)
    event = Event(
        id=1, chapter_id=1, venue_id=1, state="announced", local_date=date(2026, 12, 3), local_time=time(19),
        time_zone="Europe/Paris", starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), capacity=20,
        max_guests=1, text="", announce_at=None, announced_at=NOW, cancelled_at=None, created_by=1, version=1,
        changed_at=NOW,
    )  # fmt: skip
    venue = Venue(id=1, chapter_id=1, name="Le Cellier", address="3 rue du Commerce", latitude=None,
                  longitude=None)  # fmt: skip
    return EventFacts(event, chapter, venue, Counts(going=2), NOW)


def with_text(text: str, picture: Picture = "poster", names: tuple[str, ...] = ()) -> EventFacts:
    shown = facts()
    event = shown.event.model_copy(update={"text": text, "picture": picture, "picture_file_id": "file"})
    return replace(shown, event=event, names=names, counts=Counts(going=15, guests=3, maybe=2, waiting=4))


def test_length_is_counted_as_telegram_does() -> None:
    shown = with_text("<&> 🍷")
    assert shown_length(card_text(FRENCH, shown)) == shown_length(card_text(FRENCH, with_text(""))) + 8


def test_a_card_that_fits_is_whole() -> None:
    shown = with_text("On fête la Saint-Nicolas", names=NAMES[:3])
    assert caption(FRENCH, shown) == card_text(FRENCH, shown)


def test_names_give_way_before_words() -> None:
    shown = with_text("mot " * 120, names=NAMES)
    text = caption(FRENCH, shown)
    assert shown_length(text) <= LONGEST_CAPTION
    assert "mot " * 119 + "mot" in text
    assert NAMES[14] not in text


@pytest.mark.parametrize("letter", ["x", "🍷", "&", "é "])
@pytest.mark.parametrize("language", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_words_give_way_where_nothing_else_can(letter: str, language: Language) -> None:
    text = caption(language, with_text(letter * 1_500, names=NAMES))
    assert shown_length(text) <= LONGEST_CAPTION
    assert "…" in text
    assert "👥" in text, "how many come is never cut"


@pytest.mark.parametrize("language", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_what_goes_out_with_a_picture_is_whole_whatever_people_answer(language: Language) -> None:
    longest = max(length for length in range(0, 1_500, 10) if stays_short(language, with_text("x" * length)))
    assert longest >= 400
    crowd = Counts(going=9_999, guests=9_999, maybe=9_999, waiting=9_999)
    shown = replace(with_text("x" * longest), counts=crowd)
    rsvp = Rsvp(
        event_id=1, member_id=1, state="waitlisted", guests=3, place=9_999, answered_at=shown.now,
        state_since=shown.now,
    )  # fmt: skip
    assert "x" * longest in caption(language, shown, Own(rsvp, 9_999))
    news = announcement(language, shown, poster_of(FRENCH, shown))
    assert "x" * longest in news.text
    assert news.fits_beneath


def test_which_picture_a_card_has() -> None:
    assert picture_of(FRENCH, with_text("", "none")) is None
    assert isinstance(picture_of(FRENCH, with_text("", "poster")), Poster)
    assert picture_of(FRENCH, with_text("", "photo")) == Photo(file_id="file")
    assert picture_of(FRENCH, with_text("x" * 1_500, "photo")) is None
    assert picture_of(FRENCH, with_text("x" * 1_500, "photo"), keep=True) == Photo(file_id="file")
    assert isinstance(picture_of(FRENCH, with_text("", "none"), keep=True), Poster)


def test_a_poster_is_in_the_language_of_its_chapter() -> None:
    french, english = (poster_of(language, facts()) for language in (FRENCH, ENGLISH))
    assert (french.weekday, french.day, french.month) == ("jeudi", "3", "décembre")
    assert (english.weekday, english.day, english.month) == ("Thursday", "3", "December")
    assert french.hour == "19\N{NO-BREAK SPACE}h"
    assert "compte" in french.welcome
    assert "account" in english.welcome


def test_the_same_card_with_another_picture_is_another() -> None:
    shown = with_text("")
    cards = [
        group_card(FRENCH, shown, "bot", picture)
        for picture in (None, poster_of(FRENCH, shown), Photo(file_id="file"))
    ]
    assert len({card.digest for card in cards}) == 3
