"""A broadcast as it leaves for one reader: whether still, in which words, and whether it sounds."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from casting import LEAVES, ORGANISER, a_draft, add_followers, as_it_is, get, run_out, send
from evenings import NOW, add_chapter, announce_event, tap
from sqlalchemy import delete, update

from handlers.broadcasts.facts import gather
from handlers.broadcasts.views.screens import screen
from handlers.composing import COMPOSING
from handlers.facts import Facts
from handlers.language import Languages
from handlers.notices import Composed, Composer, Void
from hopdrinks.broadcasts import life as rules
from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.evenings.events import VenuePlan
from storage import tables
from storage.broadcast_records import Broadcast, Content, Part
from storage.database import Database
from storage.records import Delivery

ENGLISH = 2
NIGHT = NOW.replace(hour=23)
BONJOUR = "Bonjour 🍻"


def french(text: str = BONJOUR, kind: str = "text") -> Content:
    return Content(parts=(Part(kind=kind, text=text, file_id="x"),))  # type: ignore[arg-type]


async def leaving(
    database: Database, *, about_evening: bool = False, content: Content | None = None
) -> Broadcast:
    """Have a broadcast in French under way to two who read French and one who reads English."""
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [1, ENGLISH, 3])
        await connection.execute(
            update(tables.members).where(tables.members.c.id == ENGLISH).values(language_code="en")
        )
        event = await announce_event(connection, chapter) if about_evening else None
        draft = await a_draft(connection, chapter, event_id=None if event is None else event.id)
        await rules.rewrite(connection, ORGANISER, draft, "fr", content or french(), NOW)
        draft = await get(connection, draft.id)
    await send(database, draft)
    return await as_it_is(database, draft.id)


async def composed(
    database: Database, broadcast: Broadcast, chat_id: int, now: datetime = LEAVES, notice: str = "Broadcast"
) -> Composed | Void:
    payload = f'{{"broadcast_id": {broadcast.id}}}'
    row: dict[str, Any] = {"event_id": None, "tries": 0, "expires_at": None, "queued_at": NOW}
    delivery = Delivery(
        id=1, chat_id=chat_id, lane=2, reliability="must_not_double", notice=notice, payload=payload, **row
    )
    async with database.writing() as connection:
        return (await Composer(Languages("fr"), COMPOSING).compose(connection, [delivery], now))[0]


async def parameters(
    database: Database, broadcast: Broadcast, chat_id: int, now: datetime = LEAVES
) -> dict[str, Any]:
    call = await composed(database, broadcast, chat_id, now)
    assert isinstance(call, Composed)
    return call.parameters


async def turns_away(database: Database, broadcast: Broadcast, reason: str) -> None:
    """Have member 3 no longer want it, or no longer be reachable."""
    members, follows = tables.members, tables.follows
    changes = {
        "stopped": {"stopped_at": NOW},
        "paused": {"paused_until": NOW + timedelta(days=9)},
        "blocked": {"reach": "blocked"},
    }
    async with database.writing() as connection:
        if reason == "unfollowed":
            await connection.execute(delete(follows).where(follows.c.member_id == 3))
        elif reason == "opted_out":
            await rules.mute(connection, 3, broadcast, NOW)
        else:
            await connection.execute(update(members).where(members.c.id == 3).values(changes[reason]))


@pytest.mark.parametrize("reason", ["unfollowed", "opted_out", "stopped", "paused", "blocked"])
async def test_who_turns_away_after_the_audience_was_written_down_does_not_get_it(
    database: Database, reason: str
) -> None:
    broadcast = await leaving(database)
    assert isinstance(await composed(database, broadcast, 3), Composed)
    await turns_away(database, broadcast, reason)
    gone = await composed(database, broadcast, 3)
    assert isinstance(gone, Void)
    assert gone.reason == reason
    assert isinstance(await composed(database, broadcast, 1), Composed)


async def test_who_comes_to_the_evening_need_not_follow_the_city(database: Database) -> None:
    broadcast = await leaving(database, about_evening=True)
    async with database.writing() as connection:
        await tap(connection, broadcast.event_id or 0, 3, "going", NOW)
    await turns_away(database, broadcast, "unfollowed")
    assert isinstance(await composed(database, broadcast, 3), Composed)


async def test_who_reads_another_language_is_told_in_theirs_that_there_is_only_this_one(
    database: Database,
) -> None:
    broadcast = await leaving(database)
    assert (await parameters(database, broadcast, 1))["text"] == BONJOUR
    got = await parameters(database, broadcast, ENGLISH)
    assert got["text"] == f"{BONJOUR}\n\nOnly available in French."
    (italic,) = got["entities"]
    # Telegram counts the glass as two.
    assert italic == {"type": "italic", "offset": len(BONJOUR) + 1 + 2, "length": 25}


async def test_a_picture_carries_the_mark_beneath_its_words_and_none_without_words(
    database: Database,
) -> None:
    broadcast = await leaving(database, content=french(kind="photo"))
    caption = (await parameters(database, broadcast, ENGLISH))["caption"]
    assert caption.endswith("\n\nOnly available in French.")
    async with database.writing() as connection:
        await rules.put_back(connection, ORGANISER, broadcast, NOW)
        broadcast = await get(connection, broadcast.id)
        await rules.rewrite(connection, ORGANISER, broadcast, "fr", french("", "photo"), NOW)
        assert await rules.send(connection, ORGANISER, broadcast, NOW, card_message_id=7)
    assert "caption" not in await parameters(database, broadcast, ENGLISH)


async def test_a_correction_keeps_the_mark(database: Database) -> None:
    broadcast = await leaving(database)
    await run_out(database, LEAVES)
    async with database.writing() as connection:
        current = await get(connection, broadcast.id)
        assert await rules.rewrite(connection, ORGANISER, current, "fr", french("Bonsoir"), LEAVES)
    edit = await composed(database, broadcast, ENGLISH, notice="BroadcastEdit")
    assert isinstance(edit, Composed)
    assert edit.parameters["text"] == "Bonsoir\n\nOnly available in French."


async def test_the_screen_says_how_many_get_it_in_a_language_not_theirs(database: Database) -> None:
    broadcast = await leaving(database)
    async with database.writing() as connection:
        assert await rules.put_back(connection, ORGANISER, broadcast, NOW)
        draft = await get(connection, broadcast.id)
        shown = await gather(Facts(connection, NOW), draft)
        assert shown.strangers == 1
        assert "1 person</b> of them reads English" in screen(Languages("en").get("en"), shown).text
        await rules.rewrite(connection, ORGANISER, draft, "en", french("Hello"), NOW)
        shown = await gather(Facts(connection, NOW), await get(connection, broadcast.id))
        assert "🌐" not in screen(Languages("en").get("en"), shown).text


async def test_at_night_it_makes_no_sound(database: Database) -> None:
    broadcast = await leaving(database, about_evening=True)
    assert (await parameters(database, broadcast, 1, NIGHT))["disable_notification"]
    assert "disable_notification" not in await parameters(database, broadcast, 1, LEAVES)


@pytest.mark.parametrize("what", ["called off", "moved"])
async def test_of_an_evening_called_off_or_moved_elsewhere_one_hears_at_night_as_well(
    database: Database, what: str
) -> None:
    broadcast = await leaving(database, about_evening=True)
    async with database.writing() as connection:
        event_id = broadcast.event_id or 0
        if what == "called off":
            assert await events.cancel(connection, ORGANISER, event_id, NOW)
        else:
            edit = EventEdit(venue=VenuePlan(name="La Cave", address="9 rue Colbert"))
            assert await event_edits.edit(connection, ORGANISER, event_id, edit, LEAVES)
        await rules.broadcasts.update_broadcast(
            connection, broadcast.id, {"waits_for_morning": True, "begun_at": NIGHT, "alive_at": NIGHT}
        )
        shown = await gather(Facts(connection, NIGHT), await get(connection, broadcast.id))
    assert "disable_notification" not in await parameters(database, broadcast, 1, NIGHT)
    assert sorted(await run_out(database, NIGHT)) != []
    async with database.writing() as connection:
        draft = (await get(connection, broadcast.id)).model_copy(update={"state": "draft", "begun_at": None})
        shown = await gather(Facts(connection, NIGHT), draft)
    said = screen(Languages("en").get("en"), shown)
    assert "It sounds at night as well" in said.text
    assert not [button for row in said.rows for button in row if "🌙" in button.text]


async def test_a_change_of_place_is_no_news_after_three_days(database: Database) -> None:
    broadcast = await leaving(database, about_evening=True)
    async with database.writing() as connection:
        edit = EventEdit(venue=VenuePlan(name="La Cave", address="9 rue Colbert"))
        await event_edits.edit(connection, ORGANISER, broadcast.event_id or 0, edit, LEAVES)
    assert (await parameters(database, broadcast, 1, NIGHT + timedelta(days=3)))["disable_notification"]


async def test_other_words_for_a_scheduled_one_need_another_confirmation(database: Database) -> None:
    broadcast = await leaving(database)
    async with database.writing() as connection:
        assert await rules.put_back(connection, ORGANISER, broadcast, NOW)
        draft = await get(connection, broadcast.id)
        at = NOW + timedelta(hours=2)
        assert await rules.schedule(connection, ORGANISER, draft, NOW, send_at=at)
        planned = await get(connection, draft.id)
        assert await rules.rewrite(connection, ORGANISER, planned, "fr", french("Autre chose"), NOW)
    after = await as_it_is(database, draft.id)
    assert (after.state, after.send_at) == ("draft", None)
    assert await run_out(database, at) == []


async def test_other_words_in_the_minute_before_it_leaves_need_another_confirmation(
    database: Database,
) -> None:
    broadcast = await leaving(database)
    async with database.writing() as connection:
        assert await rules.rewrite(connection, ORGANISER, broadcast, "fr", french("Autre chose"), NOW)
    assert (await as_it_is(database, broadcast.id)).state == "draft"
    assert await run_out(database, LEAVES) == []


async def test_the_fingerprint_changes_with_the_words_and_the_audience(database: Database) -> None:
    broadcast = await leaving(database)
    seals = {rules.seal(broadcast)}
    for change in (
        {"version": 9},
        {"event_id": 5},
        {"audience": broadcast.audience.model_copy(update={"came": "never"})},
        {"contents": {"fr": french("Autre chose")}},
    ):
        seals.add(rules.seal(broadcast.model_copy(update=change)))
    assert len(seals) == 5


async def test_the_table_of_recipients_is_written_after_the_transaction_and_runs_no_formula(
    database: Database,
) -> None:
    broadcast = await leaving(database)
    await run_out(database, LEAVES)
    rows = [{"broadcast_id": broadcast.id, "chat_id": 9_000 + n, "state": "sent"} for n in range(2_500)]
    async with database.writing() as connection:
        await connection.execute(tables.recipients.insert(), rows)
        evil = {"name": '=1+1;"x"', "locale": "fr"}
        await connection.execute(update(tables.members).where(tables.members.c.id == 1).values(evil))
    call = await composed(database, broadcast, 1, notice="BroadcastTable")
    assert isinstance(call, Composed)
    assert call.files == {}
    async with database.reading() as connection:
        file = await call.late_files["table"](connection)
    lines = file.content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == '"Nom";"Résultat";"Raison";"Quand"'
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert file.content.count(b"\xef\xbb\xbf") == 1
    assert lines[1].startswith('"\'=1+1;""x""";"arrivé"')
    assert len(lines) == 1 + 4 + 2_500 + 1


async def test_its_screen_says_what_was_written_and_when_it_goes_on_after_the_night(
    database: Database,
) -> None:
    broadcast = await leaving(database)
    async with database.writing() as connection:
        values = {"waits_for_morning": True, "begun_at": NIGHT, "undo_until": NIGHT}
        resting = await rules.broadcasts.update_broadcast(connection, broadcast.id, values)
        english = Languages("en").get("en")
        by_night = screen(english, await gather(Facts(connection, NIGHT), resting)).text
        by_day = screen(english, await gather(Facts(connection, NIGHT + timedelta(hours=12)), resting)).text
    assert BONJOUR in by_night
    assert "waits for the morning" in by_night
    assert "waits for the morning" not in by_day
