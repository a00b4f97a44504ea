"""Delivery over real HTTP: lanes, pace, and what becomes of each refusal."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from commits import Commits
from post_office import PostOffice, open_post_office
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage

from hopdrinks.notices.base import Lane
from sandbox import Fault
from storage import deliveries, tables
from storage.members import find_member


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with open_post_office(f"sqlite+aiosqlite:///{tmp_path}/post.db", pace=30) as opened:
        yield opened


def order_of(office: PostOffice) -> list[str]:
    return [call.parameters["text"] for call in office.sandbox.calls if call.ok]


async def test_a_reply_overtakes_personal_notices_bulk_and_cosmetics(office: PostOffice) -> None:
    lanes = (Lane.COSMETIC, Lane.BULK, Lane.PERSONAL, Lane.REPLY)
    for lane in lanes:
        for number in range(2):
            person = office.add_person(f"{lane.name} {number}")
            await office.post(f"{lane.name} {number}", person.id, reliability="must_not_double", lane=lane)
    office.open()
    await office.settled()
    assert order_of(office) == [f"{lane.name} {number}" for lane in reversed(lanes) for number in range(2)]


async def test_a_reply_does_not_wait_for_a_long_announcement_to_end(office: PostOffice) -> None:
    for number in range(40):
        person = office.add_person(f"Follower {number}")
        await office.post("bulk", person.id, reliability="must_not_double", lane=Lane.BULK)
    office.open()
    await office.sandbox.wait_until(lambda: len(office.sandbox.calls) >= 3)
    alice = office.add_person("Alice")
    await office.post("reply", alice.id, reliability="must_arrive", lane=Lane.REPLY)
    await alice.wait_message("reply")
    assert order_of(office).index("reply") < 20


async def test_within_a_chat_and_lane_messages_arrive_in_order(office: PostOffice) -> None:
    alice = office.add_person("Alice")
    for number in range(5):
        await office.post(f"{number}", alice.id, reliability="must_arrive")
    office.open()
    await office.settled()
    assert [message.text for message in alice.messages()] == ["0", "1", "2", "3", "4"]


async def test_at_full_pace_nothing_is_refused(office: PostOffice) -> None:
    office.sandbox.limits.enabled = True
    people = [office.add_person(f"Person {number}") for number in range(120)]
    for person in people:
        await office.post("paced", person.id, reliability="must_not_double")
    office.open()
    await office.sandbox.wait_until(lambda: len(office.sandbox.calls) == len(people), 20)
    assert all(call.ok for call in office.sandbox.calls)  # how much of the pace is used: `make bench`


async def test_a_group_is_never_refused_however_much_there_is_to_tell(office: PostOffice) -> None:
    office.sandbox.limits.enabled = True
    group = office.sandbox.add_group("Tours", bot="member")
    for number in range(8):
        await office.post(f"{number}", group.id, reliability="must_arrive", lane=Lane.BULK)
    office.open()
    await office.sandbox.wait_until(lambda: len(office.sandbox.calls) == 7, 15)
    assert all(call.ok for call in office.sandbox.calls)


async def test_a_429_lets_its_chat_wait_and_no_other(office: PostOffice) -> None:
    alice, bob = office.add_person("Alice"), office.add_person("Bob")
    office.sandbox.faults.add(Fault("429", "sendMessage", chat_id=alice.id, retry_after=60))
    for person in (alice, bob):
        for text in ("first", "second"):
            await office.post(text, person.id, reliability="must_arrive")
    office.open()
    await bob.wait_message("second")
    assert alice.messages() == []
    assert await office.settled() == ["sent"] * 4
    assert [message.text for message in alice.messages()] == ["first", "second"]


async def test_three_chats_with_a_429_stop_everything_for_a_while(office: PostOffice) -> None:
    people = [office.add_person(f"Person {number}") for number in range(4)]
    for person in people[:3]:
        office.sandbox.faults.add(Fault("429", "sendMessage", chat_id=person.id, retry_after=60))
        await office.post("refused", person.id, reliability="must_arrive")
    office.open()

    async def all_back_in_line(connection: AsyncConnection) -> bool:
        rows = await connection.execute(select(tables.deliveries.c.state, tables.deliveries.c.reason))
        return all(row.state == "queued" and row.reason is not None for row in rows)

    await office.commits.wait_until(all_back_in_line)
    await office.post("later", people[3].id, reliability="must_arrive")
    office.clock.skip(30)
    await office.commits.after(office.rings.ring)  # the courier has looked, and let nothing leave
    async with office.database.reading() as connection:
        assert await deliveries.count_by_state(connection) == {"queued": 4}
    assert await office.settled() == ["sent"] * 4


async def test_message_is_not_modified_is_a_success(office: PostOffice) -> None:
    alice = office.add_person("Alice")
    await office.post("same", alice.id, reliability="must_arrive")
    office.open()
    await office.settled()
    edit: dict[str, object] = {"text": "same", "message_id": alice.last().id}
    await office.post_call("editMessageText", edit, alice.id, reliability="repeatable")
    assert await office.settled() == ["sent", "sent"]
    assert office.sandbox.calls[-1].error is not None


async def test_who_blocks_the_bot_is_unreachable_until_they_write_again(stage: Stage) -> None:
    alice, commits = stage.alice, Commits(stage.database)
    alice.start()
    await alice.wait_message()
    # The update that says so comes later than the refusal, as it may.
    stage.sandbox.world.blocked.add(alice.id)
    await stage.announce()

    async def is_lost(connection: AsyncConnection) -> bool:
        member = await find_member(connection, alice.id)
        return member is not None and member.reach == "blocked"

    async def is_back(connection: AsyncConnection) -> bool:
        return not await is_lost(connection)

    await commits.wait_until(is_lost)
    refused = [
        call for call in stage.sandbox.calls if call.parameters.get("chat_id") == alice.id and not call.ok
    ]
    assert len(refused) == 1
    stage.sandbox.world.blocked.discard(alice.id)
    await alice.wait_message("Hopdrink Tours", after=alice.send("/next"))
    await commits.wait_until(is_back)


async def test_a_card_deleted_in_the_group_is_not_refreshed_any_more(stage: Stage) -> None:
    commits = Commits(stage.database)
    event = await stage.announce()
    card = await stage.alice.wait_message("Hopdrink Tours", chat=stage.community)

    async def posted(connection: AsyncConnection) -> bool:
        return bool((await connection.execute(select(tables.postings.c.id))).all())

    async def dropped(connection: AsyncConnection) -> bool:
        rows = await connection.execute(select(tables.postings.c.gone_at))
        return all(gone_at is not None for gone_at in rows.scalars())

    await commits.wait_until(posted)
    stage.community.messages.pop(card.id)
    stage.bob.start(f"e_{event.id}")
    own = await stage.bob.wait_message("Hopdrink Tours")
    await stage.bob.tap(own, f"go:{event.id}")
    await commits.wait_until(dropped)
    await stage.bob.tap(own, f"no:{event.id}")

    async def all_settled(connection: AsyncConnection) -> bool:
        rows = await connection.execute(select(tables.deliveries.c.state).distinct())
        return not {"queued", "sending"} & set(rows.scalars())

    await commits.wait_until(all_settled)
    in_group = [call for call in stage.sandbox.calls if call.parameters.get("chat_id") == stage.community.id]
    assert [call.ok for call in in_group if call.method == "editMessageText"] == [False]


async def test_a_group_that_migrates_gets_what_was_queued_for_it_at_its_new_address(
    office: PostOffice,
) -> None:
    ann = office.add_person("Ann")
    group = office.sandbox.add_group("Tours", members=[ann], kind="group", bot="member", owner=ann)
    for number in range(3):
        await office.post(f"{number}", group.id, reliability="must_not_double")
    supergroup = office.sandbox.migrate(group)
    office.open()
    assert await office.settled() == ["sent"] * 3
    texts = [message.text for message in ann.messages(supergroup) if message.text]
    assert texts == ["0", "1", "2"]
    assert [call.ok for call in office.sandbox.calls] == [False, True, True, True]


async def test_nothing_overtakes_a_message_that_has_ended_but_is_not_recorded_yet(office: PostOffice) -> None:
    alice = office.add_person("Alice")
    office.api.patience = 0.3
    office.sandbox.faults.add(Fault("slow", "sendMessage", seconds=0.6))
    for text in ("first", "second"):
        await office.post(text, alice.id, reliability="repeatable")
    office.open()
    await alice.wait_message("first")
    # The courier begins to look for more while the first is under way, and goes on when it has ended.
    looking, may_go_on = asyncio.Event(), asyncio.Event()
    write = office.database.writing

    @asynccontextmanager
    async def writing() -> AsyncIterator[AsyncConnection]:
        async with write() as connection:
            looking.set()
            await may_go_on.wait()
            yield connection

    vars(office.database)["writing"] = writing
    office.rings.ring()
    await looking.wait()
    await office.api.end_of_a_call()
    may_go_on.set()
    await office.settled()
    assert alice.last().text == "second"
