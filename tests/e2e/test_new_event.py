"""An organiser plans an evening, from /newevent to what members get."""

from datetime import timedelta

import pytest
from stage import Stage
from talk import Talk

from storage import chapters, events, forms
from storage.records import Event, EventState, Form


async def upcoming(stage: Stage) -> list[Event]:
    async with stage.database.reading() as connection:
        chapter = await stage.chapter()
        states: tuple[EventState, ...] = ("draft", "scheduled", "announced", "cancelled")
        return await events.list_upcoming_events(connection, [chapter.id], stage.clock.now(), states)


async def test_an_evening_is_planned_by_taps_and_words_and_announced(stage: Stage) -> None:
    stage.alice.start()
    await stage.alice.wait_message()
    camille = Talk(stage, stage.organiser)
    dates = (await camille.say("/newevent")).labels
    assert [label for label in dates if "nov" in label or "déc" in label] == dates[:4]
    await camille.tap("jeu. 3 déc.")
    await camille.say("Le Cellier, 3 rue du Commerce")
    await camille.tap("20")
    preview = await camille.say("Vous & nous <3")
    assert "jeudi 3 décembre" in preview.words
    assert "Le Cellier, 3 rue du Commerce" in preview.words
    assert "Vous & nous <3" in preview.words
    await camille.tap("📣")
    card = await stage.alice.wait_message(containing="Vous & nous <3")
    assert "Le Cellier" in card.words
    assert any(label.startswith("✅") for label in card.labels)
    posted = await stage.alice.wait_message(containing="Vous & nous <3", chat=stage.community)
    assert any(label.startswith("✅") for label in posted.labels)
    (event,) = await upcoming(stage)
    assert (event.state, event.capacity, str(event.local_date)) == ("announced", 20, "2026-12-03")


async def open_form(stage: Stage) -> Form:
    async with stage.database.reading() as connection:
        form = await forms.find_form(connection, stage.organiser.id, stage.organiser.id)
    assert form is not None
    return form


async def at_step(stage: Stage, step: str) -> Talk:
    """Begin /newevent and answer up to a step."""
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    for name, answer in (("date", "3 décembre"), ("place", "Le Cellier"), ("seats", "20"), ("text", "Salut")):
        if name == step:
            break
        await camille.say(answer)
    assert (await open_form(stage)).step == step
    return camille


async def keep(camille: Talk, stage: Stage) -> Event:
    """Keep what the preview shows as a draft, and give it."""
    await camille.tap("💾")
    (event,) = [event for event in await upcoming(stage) if event.state == "draft"]
    return event


DATES = {
    "Dec 10": "2026-12-10 19:00",
    "jeudi 3/12 19h": "2026-12-03 19:00",
    "3 déc. 19:30": "2026-12-03 19:30",
    "Thu 3 Dec 7pm": "2026-12-03 19:00",
    "Thursday 3 December 19:30": "2026-12-03 19:30",
    "demain 20h": "2026-11-24 20:00",
}


async def test_dates_are_read_in_both_languages(stage: Stage) -> None:
    camille = await at_step(stage, "place")
    for typed, meant in DATES.items():
        await camille.tap("↩️")
        await camille.say(typed)
        form = await open_form(stage)
        day, _, clock = meant.partition(" ")
        assert form.step == "place", typed
        assert f'"local_date":"{day}","local_time":"{clock}:00"' in form.data, typed


BAD_DATES = (
    "la semaine des quatre jeudis",
    "19h",
    "31/11",
    "hier",
    "3/12/2020",
    "28/03/2027 02:30",
    "<b>jeudi</b>",
)


async def test_a_date_that_cannot_be_gets_a_sentence_of_its_own_and_is_asked_again(stage: Stage) -> None:
    camille = await at_step(stage, "date")
    before = await open_form(stage)
    plain = camille.now.words
    sentences = set()
    for typed in BAD_DATES:
        asked = await camille.say(typed)
        sentence, _, question = asked.words.partition("\n\n")
        assert question == plain, typed
        assert "{" not in sentence, typed
        sentences.add(sentence)
        after = await open_form(stage)
        assert (after.step, after.data, after.turn) == (before.step, before.data, before.turn), typed
    assert len(sentences) >= 6


async def test_a_date_with_several_readings_offers_them_as_buttons(stage: Stage) -> None:
    camille = await at_step(stage, "date")
    asked = await camille.say("vendredi 3/12")
    assert asked.labels[:2] == ["jeu. 3 déc. 19\N{NO-BREAK SPACE}h", "ven. 4 déc. 19\N{NO-BREAK SPACE}h"]
    await camille.tap("ven. 4 déc.")
    form = await open_form(stage)
    assert form.step == "place"
    assert "2026-12-04" in form.data
    await camille.tap("↩️")
    asked = await camille.say("3 12")
    assert "3 déc." in asked.labels[0], "the readings stand above the Thursdays"
    await camille.tap(asked.labels[0])
    assert (await open_form(stage)).step == "place"


async def test_an_unusual_date_is_noted_in_the_preview_and_not_refused(stage: Stage) -> None:
    await stage.announce(days=31)  # Thursday 24 December
    camille = await at_step(stage, "date")
    await camille.say("25/12")
    await camille.say("Le Cellier")
    await camille.say("20")
    preview = await camille.tap("⏭")
    assert preview.words.count("⚠️") == 3
    assert "Noël" in preview.words
    assert "jeudi 24 décembre" in preview.words
    await camille.tap("✏️ " + camille.words("Date"))
    preview = await camille.say("10/12")
    assert "⚠️" not in preview.words
    assert "jeudi 10 décembre" in preview.words


async def test_a_place_is_typed_with_name_and_address(stage: Stage) -> None:
    camille = await at_step(stage, "place")
    await camille.say("Le <Cellier> & Co, 3 rue du Commerce, 37000 Tours")
    form = await open_form(stage)
    assert '"name":"Le <Cellier> & Co","address":"3 rue du Commerce, 37000 Tours"' in form.data


async def test_a_sent_position_is_kept_while_its_name_is_asked(stage: Stage) -> None:
    camille = await at_step(stage, "place")
    await camille.after(camille.person.send_location(47.39, 0.69))
    assert (await open_form(stage)).step == "place"
    await camille.say("La Cave, 1 place Plumereau")
    await camille.tap("12")
    await camille.tap("⏭")
    event = await keep(camille, stage)
    async with stage.database.reading() as connection:
        venue = await chapters.get_venue(connection, event.venue_id)
    assert (venue.name, venue.address) == ("La Cave", "1 place Plumereau")
    assert venue.latitude == pytest.approx(47.39)
    assert venue.longitude == pytest.approx(0.69)


async def test_a_sent_venue_says_all_and_is_offered_the_next_time(stage: Stage) -> None:
    camille = await at_step(stage, "place")
    await camille.after(camille.person.send_venue(47.39, 0.69, "La Cave", "1 place Plumereau"))
    await camille.tap("12")
    await camille.tap("⏭")
    first = await keep(camille, stage)
    await camille.say("/newevent")
    await camille.tap("jeu. 17 déc.")
    await camille.tap("📍 La Cave")
    await camille.tap(camille.words("No limit"))
    await camille.tap("⏭")
    await camille.tap("💾")
    second = (await upcoming(stage))[-1]
    assert second.venue_id == first.venue_id
    assert second.capacity is None


async def test_a_known_place_typed_by_its_name_is_the_one_tapped(stage: Stage) -> None:
    event = await stage.announce(days=45, latitude=47.39, longitude=0.69)
    camille = await at_step(stage, "place")
    await camille.say("le cellier")
    await camille.say("20")
    await camille.tap("⏭")
    draft = await keep(camille, stage)
    assert draft.venue_id == event.venue_id


async def test_with_two_chapters_the_city_is_asked_first(stage: Stage) -> None:
    async with stage.database.writing() as connection:
        lyon = await chapters.add_chapter(
            connection,
            name="Lyon",
            slug="lyon",
            time_zone="Europe/Paris",
            locale="fr",
            now=stage.clock.now(),
        )
    camille, odile = Talk(stage, stage.organiser), Talk(stage, stage.owner)
    assert "Lyon" not in (await camille.say("/newevent")).words, "only one is the organiser's own"
    asked = await odile.say("/newevent")
    assert asked.labels == ["📍 Tours", "📍 Lyon"]
    await odile.tap("📍 Lyon")
    await odile.tap("jeu. 3 déc.")
    async with stage.database.reading() as connection:
        form = await forms.find_form(connection, stage.owner.id, stage.owner.id)
    assert form is not None
    assert f'"chapter_id":{lyon.id},' in form.data


async def test_a_place_that_is_none_gets_a_sentence(stage: Stage) -> None:
    camille = await at_step(stage, "place")
    before = await open_form(stage)
    plain = camille.now.words
    for typed in (", 3 rue du Commerce", " , ", "x" * 65, "Le Cellier, " + "x" * 300):
        asked = await camille.say(typed)
        assert asked.words.endswith("\n\n" + plain), typed
        after = await open_form(stage)
        assert (after.step, after.data) == (before.step, before.data), typed


#: Every spelling there is, good and bad, stands in tests/unit/test_capacities.py and test_date_sentences.py.
SEATS = {"12 places": 12, "illimité": None}
BAD_SEATS = ("0", "−3", "vingt", "10⁹", "1000000000")


async def test_seats_are_a_number_or_no_limit(stage: Stage) -> None:
    camille = await at_step(stage, "text")
    for typed, meant in SEATS.items():
        await camille.tap("↩️")
        await camille.say(typed)
        form = await open_form(stage)
        assert form.step == "text", typed
        assert f'"seats":{"null" if meant is None else meant},' in form.data, typed


async def test_seats_that_are_none_get_a_sentence_and_are_asked_again(stage: Stage) -> None:
    camille = await at_step(stage, "seats")
    before = await open_form(stage)
    plain = camille.now.words
    for typed in BAD_SEATS:
        asked = await camille.say(typed)
        assert asked.words.endswith("\n\n" + plain), typed
        after = await open_form(stage)
        assert (after.step, after.data, after.turn) == (before.step, before.data, before.turn), typed


async def test_a_number_in_words_is_offered_as_a_button(stage: Stage) -> None:
    camille = await at_step(stage, "seats")
    asked = await camille.say("Vingt-cinq")
    assert asked.labels[0] == "25"
    await camille.tap("25")
    assert '"seats":25,' in (await open_form(stage)).data


async def test_a_text_of_5000_characters_is_refused_whole_though_it_comes_in_two_messages(
    stage: Stage,
) -> None:
    camille = await at_step(stage, "text")
    camille.person.send("a" * 4096)
    camille.person.send("b" * 904)
    await camille.person.wait_message(containing="3\u202f500")  # by how much, of both together
    form = await open_form(stage)
    assert form.step == "text"
    stage.clock.move_by(timedelta(minutes=1))
    preview = await camille.say("b" * 904)
    assert "b" * 904 in preview.words
    assert "a" * 100 not in preview.words


async def test_a_text_that_is_a_little_too_long_says_by_how_much(stage: Stage) -> None:
    camille = await at_step(stage, "text")
    asked = await camille.say("é" * 1510)
    assert "10" in asked.words
    assert (await open_form(stage)).step == "text"
    preview = await camille.say("é" * 1500)
    assert any(label.startswith("📣") for label in preview.labels)


async def test_markup_and_direction_marks_in_a_text_are_shown_as_typed_or_taken_out(stage: Stage) -> None:
    camille = await at_step(stage, "text")
    preview = await camille.say("<b>gras</b> &amp; \u202eà l'envers\n\n\n\nfin")
    assert "<b>gras</b> &amp; à l'envers\n\nfin" in preview.words


async def test_the_preview_says_whom_it_goes_to(stage: Stage) -> None:
    stage.alice.start()
    stage.bob.start()
    await stage.bob.wait_message()
    camille = await at_step(stage, "text")
    preview = await camille.tap("⏭")
    language = stage.program.languages.get("fr")
    assert language.plural("{n} follower", "{n} followers", 2) in preview.words


async def test_every_answer_can_be_changed_from_the_preview(stage: Stage) -> None:
    camille = await at_step(stage, "preview")
    await camille.tap("✏️ " + camille.words("Date"))
    await camille.tap("jeu. 10 déc.")
    await camille.tap("✏️ " + camille.words("Place"))
    await camille.say("La Cave")
    await camille.tap("✏️ " + camille.words("Seats"))
    await camille.tap("12")
    await camille.tap("✏️ " + camille.words("Text"))
    await camille.tap("↩️")
    await camille.tap("✏️ " + camille.words("Text"))
    preview = await camille.say("Bonsoir")
    assert "jeudi 10 décembre" in preview.words
    assert "La Cave" in preview.words
    assert "Bonsoir" in preview.words
    event = await keep(camille, stage)
    assert (event.state, event.capacity, event.text) == ("draft", 12, "Bonsoir")


async def test_two_taps_on_announce_announce_once(stage: Stage) -> None:
    stage.alice.start()
    await stage.alice.wait_message()
    camille = await at_step(stage, "preview")
    announce = camille.data("📣")
    camille.person.press(camille.now, announce, forged=True)
    assert (await camille.tap_in_vain(announce)).text
    await stage.alice.wait_message(containing="Salut")
    assert len(await upcoming(stage)) == 1
    assert len([message for message in stage.alice.messages() if "Salut" in message.words]) == 1


async def test_an_evening_is_announced_later(stage: Stage) -> None:
    stage.alice.start()
    await stage.alice.wait_message()
    camille = await at_step(stage, "preview")
    await camille.tap("🗓")
    hub = await camille.say("demain 9h")
    assert "mardi 24 novembre" in hub.words
    (event,) = await upcoming(stage)
    assert event.state == "scheduled"
    stage.clock.move_by(timedelta(days=1))
    await stage.alice.wait_message(containing="Salut")


async def test_a_date_that_passes_while_the_form_is_open_is_not_announced(stage: Stage) -> None:
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    await camille.say("aujourd'hui 19h")
    await camille.say("Le Cellier")
    await camille.say("20")
    await camille.tap("⏭")
    stage.clock.move_by(timedelta(hours=12))
    await camille.tap("📣")
    assert await upcoming(stage) == []
    await camille.tap("✏️ " + camille.words("Date"))
    await camille.say("3/12")
    await camille.tap("📣")
    assert len(await upcoming(stage)) == 1


async def test_somebody_who_is_no_organiser_gets_a_friendly_sentence(stage: Stage) -> None:
    alice = Talk(stage, stage.alice)
    said = await alice.say("/newevent")
    assert not said.labels
    assert (await alice.say("3 décembre")).words != said.words
    assert await upcoming(stage) == []
