"""📅 after ✅ or 🤔: an evening in one's own calendar, and what happens to it there when it changes."""

from datetime import time, timedelta

from evenings import choose
from stage import Stage
from strict_calendar import Part, read_strictly
from talk import Talk

from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.people import roles
from sandbox import Message


def entry_in(message: Message) -> Part:
    assert message.file is not None
    assert message.file.mime == "text/calendar"
    (entry,) = [part for part in read_strictly(message.file.data).parts if part.kind == "VEVENT"]
    return entry


async def test_an_evening_goes_into_the_calendar_and_follows_what_becomes_of_it(stage: Stage) -> None:
    event = await stage.announce(latitude=47.39, longitude=0.69)
    bob = Talk(stage, stage.bob)
    await bob.after(stage.bob.start())
    assert not [label for label in bob.now.labels if label.startswith("📅")]
    await bob.tap("🤔")
    await bob.tap("📅")
    await stage.bob.tap(bob.now, bob.button("📅 File"))
    perhaps = await stage.bob.wait_message(containing="Open this file", after=bob.now)
    assert entry_in(perhaps).value("STATUS") == "TENTATIVE"
    await bob.tap("↩️")
    await bob.tap("✅")
    ways = await bob.tap("📅")
    links = {one.text: one.url or "" for row in ways.buttons for one in row}
    assert links["📅 Google"].startswith("https://calendar.google.com/")
    assert links["📅 Microsoft 365"].startswith("https://outlook.office.com/")
    assert "🔁" not in "".join(links), "without a public address there is nothing to subscribe to"

    await stage.bob.tap(ways, bob.button("📅 File"))
    message = await stage.bob.wait_message(containing="Open this file", after=perhaps)
    first = entry_in(message)
    assert message.file is not None
    assert message.file.name == f"hopdrink-tours-{event.local_date}.ics"
    assert (first.value("UID"), first.value("SEQUENCE")) == (f"event-{event.id}@hopdrinks_bot", "0")
    assert first.parts == []

    async with stage.database.writing() as connection:
        actor = await roles.get_actor(connection, stage.organiser.id)
        moved = EventEdit(local_time=time(20))
        assert await event_edits.edit(connection, actor, event.id, moved, stage.clock.now())
    stage.clock.move_by(timedelta(minutes=6))
    news = await stage.bob.wait_message(containing="has changed", after=message)
    again = await stage.bob.wait_message(containing="Delete the old entry", after=news)
    second = entry_in(again)
    assert (second.value("UID"), second.value("SEQUENCE")) == (first.value("UID"), "1")
    assert second.value("DTSTART") == first.value("DTSTART").replace("T19", "T20")

    async with stage.database.writing() as connection:
        assert await events.cancel(connection, actor, event.id, stage.clock.now())
    stage.program.rings.ring()
    gone = await stage.bob.wait_message(containing="takes it out", after=again)
    third = entry_in(gone)
    assert (third.value("UID"), third.value("SEQUENCE")) == (first.value("UID"), "2")
    assert third.value("STATUS") == "CANCELLED"
    toast = await bob.tap_in_vain(f"ics:{event.id}", ways)
    assert toast.show_alert


async def test_whoever_wants_no_reminders_is_reminded_by_the_calendar(stage: Stage) -> None:
    await stage.announce()
    alice = Talk(stage, stage.alice)
    await alice.after(stage.alice.start())
    await alice.tap("✅")
    await choose(stage.database, stage.alice.id, reminders="none")
    ways = await alice.tap("📅")
    await stage.alice.tap(ways, alice.button("📅 Fichier"))
    message = await stage.alice.wait_message(containing="Ouvrez ce fichier", after=alice.now)
    assert [alarm.value("TRIGGER") for alarm in entry_in(message).parts] == ["-P1D", "-PT3H"]
    back = await alice.tap("↩️")
    assert "Vous venez" in back.words
