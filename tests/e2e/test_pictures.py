"""A card with a picture: announced, tapped, changed; in a group and in private."""

from stage import Stage

from hopdrinks import event_edits, roles
from hopdrinks.event_edits import EventEdit
from hopdrinks.events import VenuePlan
from sandbox import Message
from storage.records import Event


async def plan_with_poster(stage: Stage) -> None:
    """Let the organiser plan an evening whose card stands beneath a poster, up to the preview."""


async def edit(stage: Stage, event: Event, change: EventEdit) -> None:
    async with stage.database.writing() as connection:
        actor = await roles.get_actor(connection, stage.organiser.id)
        await event_edits.edit(connection, actor, event.id, change, stage.clock.now(), tell=False)
    stage.program.rings.ring()


async def posted(stage: Stage) -> Message:
    return await stage.alice.wait_message("Hopdrink Tours", chat=stage.community)


async def test_a_poster_is_uploaded_once_and_stays_true(stage: Stage) -> None:
    stage.alice.start()
    await stage.alice.wait_message()
    event = await stage.announce(days=10, picture="poster")
    card = await posted(stage)
    assert card.kind == "photo"
    assert "Le Cellier" in card.words
    first = card.file
    own = await stage.alice.wait_message("Hopdrink Tours")
    assert own.kind == "photo"
    await stage.alice.tap(card, f"go:{event.id}")
    await stage.sandbox.wait_until(lambda: "Alice" in card.words)
    assert card.file is first
    await edit(stage, event, EventEdit(venue=VenuePlan(name="La Cave")))
    await stage.sandbox.wait_until(lambda: "La Cave" in card.words)
    assert card.file is not first
