"""Who is in the demo, and what the bot knows before anybody says a word."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.settings import Settings
from hopdrinks.people.chapters import ensure_first_chapter
from hopdrinks.people.members import meet
from sandbox import Chat, Person, Sandbox
from storage import chapters, inbox, members, postings, roles, rooms
from storage.database import Database
from storage.records import Role

#: Fictional bars, with positions in the old town so that the map shows something.
_VENUES = (
    ("Le Houblon bavard", "8 rue du Grand-Marché, Tours", 47.3941, 0.6817),
    ("La Cave des Indépendants", "3 place Plumereau, Tours", 47.3946, 0.6826),
)

#: Who is who, in the languages of the page.
_OWNER = {"fr": "propriétaire", "en": "owner"}
_ORGANISER = {"fr": "organisatrice", "en": "organiser"}
_REPRESENTATIVE = {"fr": "représentant", "en": "representative"}
_COLLEAGUE = {"fr": "représentante", "en": "representative"}
_MEMBER = {"fr": "membre", "en": "member"}


@dataclass(frozen=True)
class Cast:
    """The people, and the rooms where they meet; no rooms where the demo begins empty."""

    organiser: Person
    representative: Person
    #: A second representative, in the strip of the page where it has no room for a fifth column.
    colleague: Person | None
    members: tuple[Person, Person]
    community: Chat | None
    staff: Chat | None


def gather(sandbox: Sandbox, *, empty: bool) -> Cast:
    """Create the people, and their groups unless everything is to begin empty."""
    organiser = sandbox.add_person("Camille", note=_OWNER if empty else _ORGANISER)
    representative = sandbox.add_person("Robin", note=_MEMBER if empty else _REPRESENTATIVE)
    members = (
        sandbox.add_person("Inès", note=_MEMBER),
        sandbox.add_person("Sam", language_code="en", note=_MEMBER),
    )
    if empty:
        return Cast(organiser, representative, None, members, None, None)
    community = sandbox.add_group(
        "Freelances de Tours", members=members, bot="administrator", owner=organiser
    )
    colleague = sandbox.add_person("Sacha", note=_COLLEAGUE)
    staff = sandbox.add_group(
        "Équipe Hopwork", members=[colleague], is_forum=True, bot="administrator", owner=representative
    )
    # Where representatives work; nobody else's column begins in a group.
    representative.home = colleague.home = staff
    return Cast(organiser, representative, colleague, members, community, staff)


async def go_on(database: Database, sandbox: Sandbox, clock: Clock) -> bool:
    """Take up where a kept database left off: its time, and who had started the bot; True if it is new."""
    async with database.reading() as connection:
        last = await inbox.find_last_received_at(connection)
        known = await members.list_members(connection, sandbox.people.keys())
    if last is not None and last > clock.now():
        clock.move_to(last)
    sandbox.world.started.update(member.id for member in known if member.reach == "reachable")
    return last is None


async def prepare_city(database: Database, settings: Settings, cast: Cast, now: datetime) -> None:
    """Grant the roles, say where announcements go, and remember two venues; again is the same as once."""
    if cast.community is None or cast.colleague is None:
        return
    async with database.writing() as connection:
        chapter = await ensure_first_chapter(
            connection,
            name=settings.chapter,
            time_zone=settings.time_zone,
            locale=settings.default_locale,
            now=now,
        )
        # The bot was there before it could be told: what Telegram says when it is added to a group.
        known = {"kind": cast.community.kind, "title": cast.community.title, "bot_status": "administrator"}
        await postings.put_chat(connection, cast.community.id, known | {"read_at": now})
        await rooms.add_room(connection, chapter.id, cast.community.id, added_by=None, now=now)
        for name, address, latitude, longitude in reversed(_VENUES):
            await chapters.add_venue(
                connection, chapter_id=chapter.id, name=name, address=address, latitude=latitude,
                longitude=longitude, now=now,
            )  # fmt: skip
        granted: tuple[tuple[Person, Role, int | None], ...] = (
            (cast.organiser, "organiser", chapter.id),
            (cast.representative, "representative", None),
            (cast.colleague, "representative", None),
        )
        for person, role, where in granted:
            # So that the others read a name wherever a role is shown, before either says a word.
            await meet(
                connection, member_id=person.id, first_name=person.first_name, last_name=None, username=None,
                language_code=person.language_code, in_private=False, now=now,
            )  # fmt: skip
            await roles.add_role(
                connection, member_id=person.id, role=role, chapter_id=where, granted_by=None, now=now
            )
