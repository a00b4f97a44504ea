"""/settings and /stop, by the members themselves, in their own language."""

from datetime import time

from stage import Stage
from talk import Talk

from handlers.composing import COMPOSING
from handlers.language import Languages
from handlers.notices import Composed, Composer, Void
from hopdrinks.evenings.events import cancel
from hopdrinks.notices.base import Notice
from hopdrinks.notices.evenings import EventCancellation
from hopdrinks.outbox import as_row
from hopdrinks.people.roles import get_actor
from sandbox import Message, Person
from storage import broadcasts
from storage.members import find_member
from storage.records import Delivery, Member

FRENCH = Languages("fr").get("fr")
ENGLISH = Languages("fr").get("en")


async def open_settings(person: Person) -> Message:
    before = person.send("/settings")
    return await person.wait_message(after=before)


def menu(stage: Stage, person: Person) -> dict[str, str]:
    """What this person's menu shows: commands and descriptions."""
    language = person.language_code or ""
    shown = stage.sandbox.world.commands.shown(person, language, person.private_chat)
    return {command["command"]: command["description"] for command in shown}


async def test_the_language_changes_the_same_message_and_the_menu_of_that_chat(stage: Stage) -> None:
    bob = stage.bob  # his client speaks English
    card = await open_settings(bob)
    assert card.labels[:2] == ["🌐 Français", "🌐 English ✓"]
    toast = await bob.tap(card, "locale:0")
    assert toast.text == FRENCH.text("From now on I speak English to you.")
    await stage.sandbox.wait_until(lambda: card.labels[:2] == ["🌐 Français ✓", "🌐 English"])
    description = FRENCH.text("See the next Hopdrink")
    await stage.sandbox.wait_until(lambda: menu(stage, bob).get("next") == description)
    assert len([message for message in bob.messages() if message.sender is not bob]) == 1


async def test_what_was_muted_below_a_broadcast_shows_and_is_heard_again_by_a_tap(stage: Stage) -> None:
    bob = stage.bob
    bob.start()
    await bob.wait_message()
    chapter, now = await stage.chapter(), stage.clock.now()
    async with stage.database.writing() as connection:
        for category in ("news", "evening"):
            await broadcasts.add_mute(connection, bob.id, chapter.id, category, now)
    card = await open_settings(bob)
    assert "🔕 The organisers do not send you: news" in card.words
    await bob.tap(card, "🔔 News again")
    await stage.sandbox.wait_until(lambda: "🔔 News again" not in card.labels)
    assert "🔔 Words about evenings again" in card.labels, "each kind is a choice of its own"
    async with stage.database.reading() as connection:
        assert await broadcasts.list_mutes(connection, bob.id) == [(chapter.id, "evening")]


async def test_a_choice_of_language_is_ones_own_and_stays(stage: Stage) -> None:
    await stage.bob.tap(await open_settings(stage.bob), "locale:0")
    assert (await open_settings(stage.bob)).labels[0] == "🌐 Français ✓"
    alice = stage.alice
    await alice.tap(await open_settings(alice), "locale:1")
    again = await open_settings(alice)
    assert again.labels[:2] == ["🌐 Français", "🌐 English ✓"]
    assert again.labels[2] == "🔔 " + ENGLISH.text("Reminders")


async def known(stage: Stage, person: Person) -> Member:
    async with stage.database.reading() as connection:
        member = await find_member(connection, person.id)
    assert member is not None
    return member


async def test_every_setting_is_chosen_on_a_screen_of_its_own_in_one_message(stage: Stage) -> None:
    alice = Talk(stage, stage.alice)
    await alice.say("/settings")
    assert "🔔 Rappels : la veille et trois heures avant" in plain(alice.now)
    assert "🌙 Heures calmes : 21 h à 8 h" in plain(alice.now)
    for way, choice, shown in (
        ("🔔 Rappels", "🔔 Trois", "🔔 Rappels : trois heures avant"),
        ("🔔 Rappels", "🔕", "🔕 Rappels : non"),
        ("⏸", "⏸ 7", "⏸ Pause : jusqu’au lundi 30 novembre"),
        ("⏸", "▶️", "⏸ Pause : aucune"),
        ("🌙", "🌙 22", "🌙 Heures calmes : 22 h à 7 h"),
        ("🌍", "La Réunion", "🌍 Fuseau horaire : La Réunion"),
        ("👀", "👀 Initiales", "👀 Votre nom sur les annonces : initiales seulement"),
    ):
        await alice.tap(way)
        marked = [label for label in alice.now.labels if label.endswith("✓")]
        assert len(marked) == (0 if way == "⏸" else 1), "each screen marks what holds"
        await alice.tap(choice)
        assert shown in plain(alice.now)
    assert len([message for message in stage.alice.messages() if message.sender is not stage.alice]) == 1
    member = await known(stage, stage.alice)
    assert (member.reminders, member.quiet_from, member.name_shown) == ("none", time(22), "initials")
    assert member.time_zone == "Indian/Reunion"


async def test_what_is_no_button_is_typed_and_what_is_none_is_explained(stage: Stage) -> None:
    bob = Talk(stage, stage.bob)
    await bob.say("/settings")
    await bob.tap("🔔")
    await bob.tap("🔔 At a time")
    await bob.tap("✏️")
    assert "7 days" in (await bob.say("a fortnight")).words
    assert "🔔 Reminders: 45 min before" in (await bob.say("45 min")).words
    await bob.tap("🌙")
    await bob.tap("✏️")
    await bob.say("late")
    assert "🌙 Quiet hours: 22:30 to 07:00" in (await bob.say("22h30-7")).words
    await bob.tap("🌍")
    await bob.tap("✏️")
    await bob.say("Atlantis")
    assert "🌍 Time zone: Noumea" in (await bob.say("nouméa")).words
    await bob.tap("⏸")
    await bob.tap("✏️")
    assert "⏸ Pause: until Thursday 24 December" in (await bob.say("24/12")).words
    member = await known(stage, stage.bob)
    assert (member.reminders, member.remind_minutes, member.quiet_from) == ("own", 45, time(22, 30))


async def test_forged_settings_change_nothing(stage: Stage) -> None:
    alice = Talk(stage, stage.alice)
    await alice.say("/settings")
    before = await known(stage, stage.alice)
    for data in ("lead:14", "lead:999999999", "pause:5000", "quiet:0:9-9", "zone:99",
                 "name:0:emperor", "settings:0:secrets", "type:0:password"):  # fmt: skip
        assert "/settings" in (await alice.tap_in_vain(data)).text
    assert await known(stage, stage.alice) == before


def plain(message: Message) -> str:
    """Give a text with ordinary spaces."""
    return message.words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


async def test_whoever_stopped_hears_of_no_new_hopdrink_until_they_start_again(stage: Stage) -> None:
    alice, bob = stage.alice, stage.bob
    for person in (alice, bob):
        await person.wait_message(after=person.start())
    await alice.wait_message(containing="/start", after=alice.send("/stop"))
    await stage.announce()
    await bob.wait_message(containing="Hopdrink Tours")
    assert (await open_settings(alice)).labels[2] == "🔔 " + FRENCH.text("Hear from me again")
    await alice.wait_message(containing="Hopdrink Tours", after=alice.start())
    await stage.announce(days=14, place="Le Second")
    await alice.wait_message(containing="Le Second")
    headline = str(FRENCH.html("<b>The next Hopdrink in {city} is here!</b>", city="Tours"))[3:-4]
    announced = [message for message in alice.messages() if headline in message.words]
    assert len(announced) == 1  # one lane keeps its order: the first would stand before the second


async def test_whoever_stopped_still_hears_of_changes_to_an_evening_they_go_to(stage: Stage) -> None:
    event = await stage.announce()
    alice, bob = stage.alice, stage.bob
    for person, wish in ((alice, "go"), (bob, "maybe")):
        card = await person.wait_message(containing="Hopdrink Tours", after=person.start())
        await person.tap(card, f"{wish}:{event.id}")
        await person.wait_message(containing="/start", after=person.send("/stop"))
    async with stage.database.writing() as connection:
        actor = await get_actor(connection, stage.organiser.id)
        await cancel(connection, actor, event.id, stage.clock.now())
        owed = [delivery(person, EventCancellation(event_id=event.id), stage) for person in (alice, bob)]
        composer = Composer(stage.program.languages, COMPOSING, "hopdrinks_bot", stage.sandbox.bot.id)
        to_alice, to_bob = await composer.compose(connection, owed, stage.clock.now())
    assert isinstance(to_alice, Composed)
    assert to_bob == Void("stopped")
    stage.program.rings.ring()
    await alice.wait_message(containing="Hopdrink Tours", after=alice.last())


def delivery(person: Person, notice: Notice, stage: Stage) -> Delivery:
    row = as_row(notice, person.id, stage.clock.now())
    return Delivery.of(row | {"id": 0, "tries": 0})


async def test_a_settings_button_nobody_made_says_what_to_do(stage: Stage) -> None:
    card = await open_settings(stage.alice)
    stage.alice.press(card, "locale:7", forged=True)
    call = await stage.sandbox.wait_until(
        lambda: [call for call in stage.sandbox.calls if call.method == "answerCallbackQuery"]
    )
    assert "/settings" in str(call[-1].parameters["text"])
    assert card.labels[0] == "🌐 Français ✓"
