"""A card with a picture: planned, announced, tapped, changed; in a group and in private."""

from io import BytesIO

from PIL import Image
from stage import Stage
from talk import Talk

from hopdrinks.evenings import event_edits
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.evenings.events import LONGEST_TEXT, VenuePlan
from hopdrinks.people import roles
from sandbox import Message
from storage import events
from storage.records import Event


def a_photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (320, 240), (120, 40, 60)).save(buffer, "JPEG")
    return buffer.getvalue()


async def change(stage: Stage, event: Event, edit: EventEdit) -> None:
    """Change an evening behind the conversations' back; nobody is told."""
    async with stage.database.writing() as connection:
        actor = await roles.get_actor(connection, stage.organiser.id)
        await event_edits.edit(connection, actor, event.id, edit, stage.clock.now(), tell=False)
    stage.program.rings.ring()


async def posted(stage: Stage) -> Message:
    """Give the card in the group."""
    return await stage.alice.wait_message("Hopdrink Tours", chat=stage.community)


def uploads(stage: Stage) -> int:
    """Count the pictures the program has drawn and sent."""
    return sum(file.mime == "image/png" for file in stage.sandbox.world.files.every())


async def plan(stage: Stage) -> Talk:
    """Let the organiser plan an evening up to the question for a text."""
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    await camille.tap("jeu. 3 déc.")
    await camille.say("Le Cellier, 3 rue du Commerce")
    await camille.tap("20")
    return camille


async def test_a_poster_is_planned_looked_at_announced_and_kept_true(stage: Stage) -> None:
    stage.alice.start()
    await stage.alice.wait_message()
    camille = await plan(stage)
    await camille.tap("⏭")
    preview = await camille.tap("🖼")
    assert "🖼 Une affiche" in preview.words
    await camille.tap("👁")
    await stage.sandbox.wait_until(lambda: stage.organiser.last().kind == "photo")
    seen = stage.organiser.last()
    assert (seen.kind, seen.labels) == ("photo", [])
    assert "Le Cellier" in seen.words
    await camille.tap("📣")
    card = await posted(stage)
    own = await stage.alice.wait_message("Hopdrink Tours")
    assert (card.kind, own.kind) == ("photo", "photo")
    first = card.file
    assert seen.file is first, "what was looked at is what is sent, without another upload"
    assert own.file is first

    await stage.alice.tap(card, "✅ Je viens")
    await stage.sandbox.wait_until(lambda: "Alice" in card.words)
    assert card.file is first, "an answer changes the words beneath"

    hub = Talk(stage, stage.organiser)
    await hub.say("/events")
    await hub.tap("✏️")
    await hub.tap("✏️")
    await hub.tap("✏️ Lieu")
    await hub.say("La Cave")
    await hub.tap("🔕")
    await stage.sandbox.wait_until(lambda: "La Cave" in card.words)
    assert card.file is not first, "another place is another poster"

    await stage.alice.tap(own, "🤔 Peut-être")
    await stage.sandbox.wait_until(lambda: "La Cave" in own.words)
    assert own.file is card.file
    assert "🤔" in own.words
    assert uploads(stage) == 2


async def test_a_photo_in_place_of_a_text_goes_with_the_card(stage: Stage) -> None:
    stage.bob.start()
    await stage.bob.wait_message()
    camille = await plan(stage)
    assert "photo" in camille.now.words
    asked = await camille.after(stage.organiser.upload("photo", a_photo()))
    assert "Je garde la photo" in asked.words
    preview = await camille.say("On fête la Saint-Nicolas")
    assert "🖼 Votre photo" in preview.words
    await camille.tap("📣")
    card = await posted(stage)
    assert "On fête la Saint-Nicolas" in card.words
    own = await stage.bob.wait_message("The next Hopdrink in Tours is here!")
    assert own.kind == card.kind == "photo"
    assert own.file is card.file
    await stage.bob.tap(own, "✅ I am coming")
    await stage.sandbox.wait_until(lambda: "✅ You are in" in own.labels)
    assert own.file is card.file
    assert uploads(stage) == 0


async def test_a_caption_is_the_text_and_a_file_is_no_photo(stage: Stage) -> None:
    camille = await plan(stage)
    refused = await camille.after(stage.organiser.upload("document", a_photo(), file_name="a.jpg"))
    assert "pas de photo" in refused.words
    preview = await camille.after(
        stage.organiser.upload("photo", a_photo(), caption="On fête la Saint-Nicolas")
    )
    assert "On fête la Saint-Nicolas" in preview.words
    assert "🖼 Votre photo" in preview.words


async def test_a_text_card_gets_a_picture_and_no_picture_becomes_a_text(stage: Stage) -> None:
    event = await stage.announce(days=10)
    card = await posted(stage)
    assert card.kind == "text"
    camille = Talk(stage, stage.organiser)
    await camille.say("/events")
    await camille.tap("✏️")
    await camille.tap("✏️")
    await camille.tap("✏️ Image")
    asked = await camille.after(stage.organiser.upload("photo", a_photo()))
    assert "🖼 Pas d’image → Votre photo" in asked.words
    await camille.tap("👍")
    await stage.sandbox.wait_until(lambda: card.kind == "photo")
    await camille.tap("✏️")
    await camille.tap("✏️ Image")
    asked = await camille.tap("🗑")
    assert "en gardent une" in asked.words
    await camille.tap("👍")
    await stage.sandbox.wait_until(lambda: card.file is not None and card.file.mime == "image/png")
    await change(stage, event, EventEdit(text="x" * LONGEST_TEXT))
    await stage.sandbox.wait_until(lambda: "xxx" in card.words)
    assert len(card.words) <= 1024
    assert card.kind == "photo"


async def test_a_long_text_goes_without_a_picture_and_says_so(stage: Stage) -> None:
    camille = await plan(stage)
    await camille.after(stage.organiser.upload("photo", a_photo()))
    preview = await camille.say("Venez nombreux. " * 60)
    assert "trop long pour tenir sous une image" in preview.words
    data = camille.data("👁")
    toast = await stage.organiser.tap(preview, data)
    assert "sans image" in toast.text
    await stage.sandbox.wait_until(lambda: data not in str(camille.now.buttons))
    await camille.tap("📣")
    assert (await posted(stage)).kind == "text"


async def test_an_id_that_telegram_forgot_is_drawn_and_uploaded_anew(stage: Stage) -> None:
    event = await stage.announce(days=10, picture="poster")
    card = await posted(stage)
    first = card.file
    assert first is not None
    await change(stage, event, EventEdit(venue=VenuePlan(name="La Cave")))
    await stage.sandbox.wait_until(lambda: card.file is not first)
    stage.sandbox.world.files.forget(first.id)
    await change(stage, event, EventEdit(venue=VenuePlan(name="Le Cellier", address="3 rue du Commerce")))
    await stage.sandbox.wait_until(lambda: "Le Cellier" in card.words)
    assert card.file is not None
    assert card.file is not first
    assert card.file.data == first.data, "the same poster is the same picture"


async def test_a_photo_that_telegram_forgot_gives_way_to_the_poster(stage: Stage) -> None:
    event = await stage.announce(days=10)
    card = await posted(stage)
    await change(stage, event, EventEdit(picture="photo", picture_file_id="of-another-bot"))
    await stage.sandbox.wait_until(lambda: card.kind == "photo")
    async with stage.database.reading() as connection:
        after = await events.find_event(connection, event.id)
    assert after is not None
    assert (after.picture, after.picture_file_id) == ("poster", None)


async def test_a_cancelled_evening_says_so_on_its_poster(stage: Stage) -> None:
    event = await stage.announce(days=10, picture="poster")
    card = await posted(stage)
    first = card.file
    camille = Talk(stage, stage.organiser)
    await camille.say("/events")
    await camille.tap("✏️")
    await camille.tap("🗑")
    await camille.tap("⏭")
    await camille.tap("👍")
    await stage.sandbox.wait_until(lambda: "annulé" in card.words)
    assert card.file is not first
    assert event.picture == "poster"
