"""The program's own web server without a network: updates brought to it, feeds, health."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from evenings import NOW, ORGANISER, add_chapter, an_evening, announce_event, come, plan_event, say
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.requests import Request
from strict_calendar import Part, read_strictly

from bot.clock import Clock
from bot.feeds import Feeds
from bot.intake import Intake
from bot.rings import Rings
from bot.web import Health, WebServer, build_web_app
from bot.webhook import Entrance
from handlers.language import Languages
from hopdrinks.calendars import entries as calendars
from hopdrinks.evenings import events
from storage import chapters, members
from storage.database import Database
from storage.tables import inbox

SECRET = "s-E_cret"
NAME = "X-Telegram-Bot-Api-Secret-Token"
HEADER = {NAME: SECRET}
ALICE, BOB = 11, 12


class World:
    """The web server's app over a database, with a clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.clock.move_to(NOW)
        self.live = True
        intake = Intake(database, self.clock, Rings())
        self.entrance = Entrance(intake, SECRET)
        feeds = Feeds(database, Languages("fr"), self.clock, "https://hop.example/bot")
        feeds.bot_username = "hop_bot"
        self.app = build_web_app(Health(database, lambda: self.live), feeds, self.entrance)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://web")

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        answer = await self.http.post(
            "/telegram", content=body, headers=HEADER if headers is None else headers
        )
        return answer.status_code

    async def stored(self) -> list[tuple[int, str]]:
        async with self.database.reading() as connection:
            rows = await connection.execute(select(inbox.c.update_id, inbox.c.raw).order_by(inbox.c.id))
            return [(update_id, raw) for update_id, raw in rows]

    async def token(self, member_id: int) -> str:
        async with self.database.writing() as connection:
            member = await members.find_member(connection, member_id)
            assert member is not None
            return await calendars.feed_token(connection, member)


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    world = World(database)
    yield world
    await world.http.aclose()


@pytest.fixture
async def nowhere(tmp_path: Path) -> AsyncIterator[World]:
    """A web server whose database cannot be reached."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/missing/hop.db")
    world = World(database)
    yield world
    await world.http.aclose()
    await database.close()


def update(number: int, text: str = "hello") -> bytes:
    return json.dumps({"update_id": number, "message": {"text": text}}).encode()


async def test_an_update_is_stored_before_it_is_answered_and_once_however_often_it_comes(
    world: World,
) -> None:
    assert [await world.post(update(7)) for _ in range(3)] == [200, 200, 200]
    assert await world.post(update(5)) == 200
    assert [number for number, _ in await world.stored()] == [7, 5], "in order of arrival"


async def test_many_at_once_are_all_stored(world: World) -> None:
    answers = await asyncio.gather(*(world.post(update(number % 20)) for number in range(60)))
    assert set(answers) == {200}
    assert sorted(number for number, _ in await world.stored()) == list(range(20))


async def test_whoever_does_not_know_the_secret_is_not_even_read(world: World) -> None:
    async def receive() -> dict[str, object]:
        raise AssertionError("the body was read")

    for shown in (None, "s-E_creT", "", "s-E_cret ", "é"):
        headers = [] if shown is None else [(b"x-telegram-bot-api-secret-token", shown.encode())]
        request = Request({"type": "http", "method": "POST", "headers": headers}, receive)  # type: ignore[arg-type]
        assert (await world.entrance.receive(request)).status_code == 403
    assert await world.post(update(7), {}) == 403
    assert await world.stored() == []


REFUSED = {
    b"": 400,
    b"{": 400,
    b"\xff\xfe": 400,
    b"[]": 400,
    b'{"update_id": "7"}': 400,
    b'{"update_id": true}': 400,
    b'{"update_id": -1}': 400,
    b'{"update_id": 9223372036854775808}': 400,
    b'{"update_id": 7, "x": ' + b"[" * 200_000 + b"}": 400,
    b'{"update_id": 7, "x": "' + b"x" * 1_048_576 + b'"}': 413,
}
ODD = (
    b'{"update_id": 1, "x": NaN}',
    b'{"update_id": 2, "x": "a\\u0000b\\ud83d"}',
    b'{"update_id": 3, "x": "\xed\xa0\xbd"}',
)


async def test_what_is_no_update_is_refused_and_odd_ones_are_stored(world: World) -> None:
    for body, status in REFUSED.items():
        assert await world.post(body) == status, body[:40]
    assert await world.stored() == []
    assert [await world.post(body) for body in ODD] == [200, 200, 200]
    stored = await world.stored()
    assert [number for number, _ in stored] == [1, 2, 3]
    assert json.loads(stored[1][1])["x"] == "a\x00b\ud83d"


async def test_a_body_without_a_length_is_cut_off_too(world: World) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b'{"update_id": 7, "x": "'
        for _ in range(20):
            yield b"x" * 100_000

    answer = await world.http.post("/telegram", content=endless(), headers=HEADER)
    assert answer.status_code == 413
    assert await world.stored() == []


async def test_only_posting_is_answered(world: World) -> None:
    assert (await world.http.get("/telegram")).status_code == 405
    assert (await world.http.get("/")).status_code == 404


async def test_without_its_database_telegram_is_asked_to_come_again(nowhere: World) -> None:
    answer = await nowhere.http.post("/telegram", content=update(7), headers=HEADER)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert (await nowhere.http.get("/healthz")).status_code == 503
    feed = await nowhere.http.get("/chapters/tours.ics")
    assert (feed.status_code, feed.headers["Retry-After"]) == (503, "60")


async def test_a_connection_that_says_nothing_more_does_not_keep_the_server_from_stopping(
    nowhere: World,
) -> None:
    server = WebServer(nowhere.app, "127.0.0.1", 0)
    await server.start()
    half, half_writer = await asyncio.open_connection(*server.address)
    lines = ["POST /telegram HTTP/1.1", "Host: x", "Content-Length: 9", f"{NAME}: {SECRET}", "", "{"]
    half_writer.write("\r\n".join(lines).encode())
    idle, idle_writer = await asyncio.open_connection(*server.address)
    await asyncio.wait_for(server.stop(), 10)
    assert b" 200 " not in await half.read()
    assert await idle.read() == b""
    for writer in (half_writer, idle_writer):
        writer.close()


async def test_health_is_the_database_and_every_loop(world: World) -> None:
    well = await world.http.get("/healthz")
    assert (well.status_code, well.json()) == (200, {"database": True, "loops": True})
    world.live = False
    ill = await world.http.get("/healthz")
    assert (ill.status_code, ill.json()) == (503, {"database": True, "loops": False})


def entries(content: bytes) -> dict[str, Part]:
    parts = read_strictly(content).parts
    return {part.value("UID"): part for part in parts if part.kind == "VEVENT"}


async def test_a_members_feed_shows_where_they_come_or_may_come(world: World) -> None:
    first = await an_evening(world.database, [ALICE, BOB])
    async with world.database.writing() as connection:
        nantes = await add_chapter(connection, slug="nantes")
        second = await announce_event(connection, nantes)
        third = await announce_event(connection, nantes)
    await come(world.database, first, ALICE, BOB)
    await say(world.database, second, ALICE, "maybe")
    await say(world.database, third, ALICE, "declined")
    answer = await world.http.get(f"/feeds/{await world.token(ALICE)}.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    found = entries(answer.content)
    assert {uid: part.value("STATUS") for uid, part in found.items()} == {
        f"event-{first.id}@hop_bot": "CONFIRMED",
        f"event-{second.id}@hop_bot": "TENTATIVE",
    }
    assert entries((await world.http.get(f"/feeds/{await world.token(BOB)}.ics")).content).keys() == {
        f"event-{first.id}@hop_bot"
    }


async def test_a_calendar_that_knows_the_feed_is_told_so_until_something_changes(world: World) -> None:
    event = await an_evening(world.database, [ALICE])
    await come(world.database, event, ALICE)
    address = f"/feeds/{await world.token(ALICE)}.ics"
    tag = (await world.http.get(address)).headers["ETag"]
    world.clock.move_by(timedelta(minutes=20))
    again = await world.http.get(address, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    async with world.database.writing() as connection:
        assert await events.cancel(connection, ORGANISER, event.id, world.clock.now())
    cancelled = await world.http.get(address, headers={"If-None-Match": tag})
    (entry,) = entries(cancelled.content).values()
    assert (entry.value("STATUS"), entry.value("SEQUENCE")) == ("CANCELLED", "1")
    world.clock.move_by(timedelta(days=30))
    assert entries((await world.http.get(address)).content) == {}


async def test_a_new_address_makes_the_old_one_void(world: World) -> None:
    await an_evening(world.database, [ALICE, BOB])
    old, other = await world.token(ALICE), await world.token(BOB)
    async with world.database.writing() as connection:
        member = await members.find_member(connection, ALICE)
        assert member is not None
        await calendars.renew_feed(connection, member)
    new = await world.token(ALICE)
    statuses = [(await world.http.get(f"/feeds/{token}.ics")).status_code for token in (old, new, other)]
    assert statuses == [404, 200, 200]


async def test_an_address_leads_into_the_devices_own_calendar(world: World) -> None:
    answer = await world.http.get("/subscribe/11-abc")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "webcal://hop.example/bot/feeds/11-abc.ics",
    )


async def test_a_guessed_address_is_nothing(world: World) -> None:
    await an_evening(world.database, [ALICE])
    assert (await world.http.get("/feeds/11-abc.ics")).status_code == 404, "before there is any secret"
    right = await world.token(ALICE)
    for token in (
        "",
        "11",
        "11-",
        "-",
        "x-y",
        "11-" + "0" * 32,
        "9" * 30 + "-a",
        "٣-a",
        "11-é%00",
        right[:-1],
    ):
        assert (await world.http.get(f"/feeds/{token}.ics")).status_code == 404, token
    assert (await world.http.get(f"/feeds/{right}.ics")).status_code == 200


async def test_a_chapters_feed_shows_what_was_announced_and_nothing_else(world: World) -> None:
    event = await an_evening(world.database, [ALICE])
    async with world.database.writing() as connection:
        chapter = (await chapters.list_chapters(connection))[0]
        await plan_event(connection, chapter)
    answer = await world.http.get("/chapters/tours.ics")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert entries(answer.content).keys() == {f"event-{event.id}@hop_bot"}
    assert b"ATTENDEE" not in answer.content
    assert (await world.http.get("/chapters/lyon.ics")).status_code == 404


@given(st.binary(max_size=300))
def test_nothing_that_is_brought_breaks_the_reading(body: bytes) -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"x-telegram-bot-api-secret-token", SECRET.encode())]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)  # type: ignore[arg-type]
    intake = Intake(Database("sqlite+aiosqlite:////missing/hop.db"), Clock(), Rings())
    answer = asyncio.run(Entrance(intake, SECRET).receive(request))
    assert answer.status_code in (400, 503), "refused, or an update for which there is no database"
