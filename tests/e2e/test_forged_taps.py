"""A mere member forges every button and sends every command there is: nothing of the organisers' changes."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from commits import Commits
from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage

from handlers.commands import ORGANISER_COMMANDS
from handlers.evenings import call_off
from handlers.people import towns
from handlers.planning import edit_event, new_event, rhythm
from handlers.seats import seating
from hopdrinks.evenings import events
from hopdrinks.people import invites, roles
from hopdrinks.people.roles import Grant
from storage import named_guests, tables
from storage import roles as stored_roles

#: On the list of an evening, and in nobody's chat but its organisers'.
SECRET = "Canari Secret"
#: What members change themselves, what is only kept for the courier, and what follows from time alone.
THEIR_OWN = {
    "calendar_copies",
    "deliveries", "event_mutes", "facts", "follows", "forms", "inbox", "last_calls", "members", "postings",
    "questions", "relays", "reminders", "rsvps", "threads",
}  # fmt: skip
#: The forms that only organisers and owners fill in.
ORGANISERS_FORMS = {
    kind.name for module in (call_off, edit_event, new_event, rhythm, seating, towns) for kind in module.FORMS
}
#: Every evening of every state, the chapter, a role and the invite have one of these ids.
IDS = range(1, 6)
#: What needs more than an id and a second thought.
WELL_FORMED = (
    "announce:4:1", "announce:5:2", "discard:4:yes", "broadcast_new:0",
    "edit:2:seats", "edit:4:date", "guests:2:1", "inv:1:organiser",
    "inv_make:1:door-2", "inv_make:1:representative-city", "inv_make:1:representative-all",
    "leave_room:1:{community}", "move:2:remove-{alice}", "new_in:1", "rhythm_draft:1:2026-12-10",
    "rhythm_skip:1:2026-12-10", "rhythm_other:1:2026-12-10", "room:1:{community}", "seat:2:{alice}",
    "town_edit:1:seats", "town_edit:1:name", "town_new:0", "towns:0", "unname:2:1", "unrole:3:sure",
    "usual:1:hour", "usual:1:seats", "team:0", "events:0",
)  # fmt: skip


async def prepare(stage: Stage) -> None:
    """Have evenings in every state, an open invite, a team and somebody on a list."""
    await stage.announce(days=3)
    await stage.announce(days=10)
    cancelled = await stage.announce(days=17)
    now = stage.clock.now()
    chapter = await stage.chapter()
    async with stage.database.writing() as connection:
        actor = await roles.get_actor(connection, stage.organiser.id)
        await events.cancel(connection, actor, cancelled.id, now)
        plan = events.EventPlan(
            local_date=cancelled.local_date + timedelta(days=7),
            local_time=cancelled.local_time,
            venue=events.VenuePlan(name="La Cave"),
            capacity=20,
        )
        await events.add_draft(connection, actor, chapter, plan, now)
        scheduled = await events.add_draft(connection, actor, chapter, plan, now)
        await events.schedule(connection, actor, scheduled.id, now + timedelta(days=9), now)
        await named_guests.add_named_guest(
            connection, event_id=2, name=SECRET, added_by=actor.member_id, now=now
        )
        await invites.invite(connection, actor, Grant("organiser", chapter.id), now)
        await stored_roles.add_role(
            connection, member_id=stage.alice.id, role="door", chapter_id=chapter.id, event_id=2,
            granted_by=actor.member_id, now=now,
        )  # fmt: skip
    stage.clock.move_to(now + timedelta(days=4))  # the first evening is over, the second is to come


async def is_calm(connection: AsyncConnection) -> bool:
    """Tell whether everybody is told what happened before."""
    return not (await connection.execute(select(tables.fanouts.c.id))).all()


async def look(connection: AsyncConnection, stage: Stage) -> dict[str, list[object]]:
    """Give every row that is the organisers' business, and everybody else's answers."""
    seen: dict[str, list[object]] = {}
    for table in tables.metadata.sorted_tables:
        if table.name not in THEIR_OWN:
            seen[table.name] = await read(connection, table)
    others = select(tables.rsvps).where(tables.rsvps.c.member_id != stage.bob.id)
    seen["rsvps of others"] = [tuple(row) for row in await connection.execute(others)]
    return seen


async def read(connection: AsyncConnection, table: Table) -> list[object]:
    columns = [column for column in table.columns if column.name != "read_at"]  # chats are looked at nightly
    rows = await connection.execute(select(*columns).order_by(*table.primary_key.columns))
    return [tuple(row) for row in rows]


def actions(stage: Stage) -> list[str]:
    """Give every action some handler takes."""
    found = set()
    for group in stage.program.parts.application.handlers.values():
        for handler in group:
            shape = getattr(getattr(handler, "pattern", None), "pattern", "")
            if shape.startswith("^(?P<action>"):
                found |= set(shape.removeprefix("^(?P<action>").split(")")[0].split("|"))
    return sorted(found)


def forged(stage: Stage) -> Iterator[dict[str, object]]:
    """Give taps and commands as Bob may send them from wherever he is."""
    bob = {"id": stage.bob.id, "is_bot": False, "first_name": "Bob", "language_code": "en"}
    private = {"id": stage.bob.id, "type": "private", "first_name": "Bob"}
    group = {"id": stage.community.id, "type": "supergroup", "title": "Freelances de Tours"}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    numbers = count(1)

    def tap(data: str, chat: dict[str, object] | None) -> dict[str, object]:
        query: dict[str, object] = {"id": str(next(numbers)), "from": bob, "chat_instance": "1", "data": data}
        if chat is None:
            return {"callback_query": query | {"inline_message_id": "AAAA"}}
        return {
            "callback_query": query | {"message": {"message_id": 1, "date": 1, "chat": chat, "text": "…"}}
        }

    known = {"alice": stage.alice.id, "community": stage.community.id}
    for data in WELL_FORMED:
        for chat in (private, group, None):
            yield tap(data.format(**known), chat)
    for action in actions(stage):
        for number in IDS:
            yield tap(f"{action}:{number}", private)
            yield tap(f"{action}:{number}:sure", private)
        yield tap(f"{action}:2", group)
        yield tap(f"{action}:2", None)
    for command in ORGANISER_COMMANDS:
        entity = {"type": "bot_command", "offset": 0, "length": len(command.name) + 1}
        message = {"message_id": next(numbers), "date": 1, "text": f"/{command.name}", "entities": [entity]}
        yield {"message": message | {"from": bob, "chat": private}}
        yield {"message": message | {"from": bob, "chat": group}}
        yield {"message": message | {"from": anonymous, "sender_chat": group, "chat": group}}


async def test_whatever_a_member_forges_nothing_of_the_organisers_changes(stage: Stage) -> None:
    await prepare(stage)
    commits = Commits(stage.database)
    stage.bob.start()
    await stage.bob.wait_message("Hopdrink Tours")
    await commits.wait_until(is_calm, 30)
    async with stage.database.reading() as connection:
        before = await look(connection, stage)
        handled = int((await connection.execute(select(func.count()).select_from(tables.inbox))).scalar_one())
    known = actions(stage)
    assert {"hub", "announce", "inv_make", "unrole", "town_new", "seat", "rhythm", "room"} <= set(known)
    updates = list(forged(stage))
    for update in updates:
        stage.sandbox.inject_update(json.loads(json.dumps(update)))

    async def all_handled(connection: AsyncConnection) -> bool:
        closed = select(func.count()).select_from(tables.inbox).where(tables.inbox.c.state != "waiting")
        return int((await connection.execute(closed)).scalar_one()) >= handled + len(updates)

    await commits.wait_until(all_handled, 120)
    async with stage.database.reading() as connection:
        after = await look(connection, stage)
        kinds = set((await connection.execute(select(tables.forms.c.kind))).scalars())
        told = select(tables.deliveries.c.payload).where(tables.deliveries.c.chat_id == stage.bob.id)
        payloads = list((await connection.execute(told)).scalars())
    for table, rows in before.items():
        assert after[table] == rows, table
    assert not kinds & ORGANISERS_FORMS
    assert not [payload for payload in payloads if SECRET in payload]
