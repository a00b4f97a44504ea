"""The whole program beside a sandbox, over real HTTP, with people ready to act.

async def test_a_tap_counts(stage):
    event = await stage.announce(days=7)
    alice = stage.alice
    alice.start()
    card = await alice.wait_message(containing="Hopdrink Tours")
    await alice.tap(card, "✅")
"""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from canaries import leaks
from migrated import prepare_database
from pydantic import SecretStr

from bot.clock import Clock
from bot.pacing import ChatPace
from bot.program import Program
from bot.settings import Settings
from hopdrinks import outbox
from hopdrinks.evenings import events
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.people import roles
from sandbox import Chat, Message, Person, Sandbox
from storage import chapters, rooms
from storage import roles as stored_roles
from storage.records import Chapter, Event, Picture

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"
#: So that a story takes no longer than its people: as many per chat as one likes.
UNHURRIED = ChatPace(private=(1000.0, 1000.0), group=(1000.0, 1000.0), posting_seconds=0.0)
#: A Monday morning; the stage's clock starts here and moves only when told, or by the second.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class SandboxClock:
    """Lets the sandbox live in the program's time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()


@dataclass
class Stage:
    """Everything a test needs: people, rooms, the program, its clock and database."""

    sandbox: Sandbox
    program: Program
    clock: Clock
    base_url: str
    owner: Person
    organiser: Person
    representative: Person
    alice: Person
    bob: Person
    community: Chat
    staff: Chat
    extra: dict[str, object] = field(default_factory=dict)
    #: What a story has leave the staff chat though it looks like a word among the staff.
    meant: list[Message] = field(default_factory=list)

    @property
    def database(self):  # noqa: ANN201 - the program's own
        return self.program.database

    async def chapter(self) -> Chapter:
        async with self.database.reading() as connection:
            return (await chapters.list_chapters(connection))[0]

    async def rooms(self) -> list[int]:
        """Give the chats where the first chapter's evenings are announced."""
        async with self.database.reading() as connection:
            chapter = (await chapters.list_chapters(connection))[0]
            return sorted(await rooms.list_rooms(connection, chapter.id))

    async def announce(
        self,
        days: int = 7,
        *,
        capacity: int | None = 20,
        at: time = time(19),
        place: str = "Le Cellier",
        latitude: float | None = None,
        longitude: float | None = None,
        picture: Picture = "none",
        text: str = "",
    ) -> Event:
        """Announce an event some days from the stage's today, behind the conversations' back."""
        chapter = await self.chapter()
        now = self.clock.now()
        plan = EventPlan(
            local_date=local_today(now) + timedelta(days=days),
            local_time=at,
            venue=VenuePlan(name=place, address="3 rue du Commerce", latitude=latitude, longitude=longitude),
            capacity=capacity,
            picture=picture,
            text=text,
        )
        async with self.database.writing() as connection:
            actor = await roles.get_actor(connection, self.organiser.id)
            event = await events.add_draft(connection, actor, chapter, plan, now)
            await events.announce(connection, actor, event.id, now)
            while await outbox.expand(connection, now):  # whoever follows from here on is told by the card
                pass
        self.program.rings.ring()
        return event


def web_settings(**more: object) -> dict[str, object]:
    """Give the settings of a web server on a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{probe.getsockname()[1]}"
    return {"public_url": f"http://{listen}", "listen": listen, **more}


def local_today(now: datetime) -> date:
    return now.astimezone(UTC).date()


@asynccontextmanager
async def raise_stage(
    database_url: str,
    *,
    forum: bool = True,
    with_staff: bool = True,
    start_at: datetime = MONDAY,
    messages_per_second: int = 1000,
    chat_pace: ChatPace = UNHURRIED,
    web: dict[str, object] | None = None,
    private_topics: bool = False,
) -> AsyncIterator[Stage]:
    """Start the program against a sandbox of its own and stop both at the end.

    `web` holds settings of the program's own web server; see `web_settings`.

    Stories are not slowed down by what Telegram allows per chat; what is about that gives its own pace.
    """
    clock = Clock()
    clock.move_to(start_at)
    sandbox = Sandbox(clock=SandboxClock(clock))
    sandbox.add_bot(
        token=TOKEN,
        first_name="Concierge",
        username="hopdrinks_bot",
        supports_inline_queries=True,
        has_topics_enabled=private_topics,
    )
    owner = sandbox.add_person("Odile", language_code="fr", note="owner")
    organiser = sandbox.add_person("Camille", language_code="fr", note="organiser")
    representative = sandbox.add_person("Robin", language_code="fr", note="representative")
    alice = sandbox.add_person("Alice", language_code="fr")
    bob = sandbox.add_person("Bob", language_code="en")
    community = sandbox.add_group(
        "Freelances de Tours",
        members=[organiser, alice, bob],
        kind="supergroup",
        bot="member",
        owner=organiser,
    )
    staff = sandbox.add_group(
        "Staff", members=[representative], kind="supergroup", is_forum=forum, bot="administrator",
        owner=representative,
    )  # fmt: skip
    await prepare_database(database_url)
    async with sandbox.serve() as base_url:
        settings = Settings(
            bot_token=SecretStr(TOKEN),
            bot_api_url=base_url,
            database_url=database_url,
            owner_ids=(owner.id,),
            staff_chat_id=staff.id if with_staff else None,
            messages_per_second=messages_per_second,
            **(web or {}),
        )
        program = Program(settings, clock=clock, poll_seconds=2, chat_pace=chat_pace)
        await program.start()
        stage = Stage(
            sandbox, program, clock, base_url, owner, organiser, representative, alice, bob, community, staff
        )
        chapter = await stage.chapter()
        async with program.database.writing() as connection:
            await rooms.add_room(connection, chapter.id, community.id, added_by=organiser.id, now=clock.now())
            await stored_roles.add_role(
                connection,
                member_id=organiser.id,
                role="organiser",
                chapter_id=chapter.id,
                granted_by=owner.id,
                now=clock.now(),
            )
        try:
            yield stage
        finally:
            await program.stop()
        leaked = leaks(stage.sandbox, stage.staff, stage.meant)
        assert not leaked, f"a note left the staff chat: {leaked}"
