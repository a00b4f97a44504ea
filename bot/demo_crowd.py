"""The rest of the city: people without a column on the page, so that the demo is no club of four.

They follow the city, so that a broadcast has somewhere to go; some are in the group, and three have asked the
platform something. Answering an evening is left to the visitor.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.demo_people import Cast
from bot.settings import Settings
from hopdrinks.people.chapters import ensure_first_chapter
from hopdrinks.people.members import meet
from sandbox import Chat, Person, Sandbox
from storage import chapters
from storage.database import Database

_FIRST_NAMES = (
    "Nadia", "Tom", "Léa", "Hugo", "Awa", "Paul", "Chloé", "Yanis", "Julie", "Marc", "Fatou", "Louis", "Emma",
    "Karim", "Anne", "Théo", "Lina", "Éric", "Rose", "Bilal", "Clara", "Noé", "Salomé", "Ivan", "Maud",
    "Olivier", "Zoé", "Adrien", "Sofia", "Rémi", "Jeanne", "Malik",
)  # fmt: skip
_INITIALS = ("B.", "L.", "M.")
_IN_THE_GROUP = 12
_ENGLISH = ("Tom", "Emma", "Ivan")
_SAID = (
    "Bonjour à tous ! Je viens de m’installer à Tours, on m’a parlé des Hopdrinks.",
    "Bienvenue ! Le prochain est annoncé ici, il suffit de répondre d’un geste.",
)
_ASKED = (
    "Je n’ai pas encore de cartes de visite : est-ce que je peux venir quand même ?",
    "Hello! I have just moved here and speak little French. Would I be lost?",
    # With a link, of somebody new: the staff are asked first.
    "Bonjour, j’ai dressé une liste de bars où l’on s’entend parler : https://bars.example. Elle vous sert ?",
)
#: Which of them the second representative has taken already.
_TAKEN = _ASKED[1]
#: Seconds until the questions are given up on; on any machine they arrive much sooner.
_PATIENCE = 60.0


@dataclass(frozen=True)
class Crowd:
    """Everybody without a column; the first three have questions. And who looks after these."""

    people: tuple[Person, ...]
    community: Chat
    staff: Chat
    representative: Person
    colleague: Person


def gather_crowd(sandbox: Sandbox, cast: Cast) -> Crowd | None:
    """Create them, some of them in the group; nobody where the demo begins empty."""
    if cast.community is None or cast.staff is None or cast.colleague is None:
        return None
    people = tuple(
        sandbox.add_person(name, initial, language_code="en" if name in _ENGLISH else "fr", on_page=False)
        for initial in _INITIALS
        for name in _FIRST_NAMES
    )
    for person in people[:_IN_THE_GROUP]:
        sandbox.world.join(cast.community, person, "member", {})
    return Crowd(people, cast.community, cast.staff, cast.representative, cast.colleague)


async def follow_city(
    database: Database, sandbox: Sandbox, settings: Settings, crowd: Crowd, now: datetime
) -> None:
    """Have everybody follow the city, as if they had pressed Start some time ago."""
    async with database.writing() as connection:
        chapter = await ensure_first_chapter(
            connection,
            name=settings.chapter,
            time_zone=settings.time_zone,
            locale=settings.default_locale,
            now=now,
        )
        for person in crowd.people:
            await meet(
                connection,
                member_id=person.id,
                first_name=person.first_name,
                last_name=person.last_name,
                username=None,
                language_code=person.language_code,
                in_private=True,
                now=now,
            )
            await chapters.add_follow(connection, chapter.id, person.id, now)
    sandbox.world.started.update(person.id for person in crowd.people)


async def come_alive(crowd: Crowd) -> None:
    """Say a word in the group, ask three questions, take one, and let a representative look at what waits."""
    for person, words in zip(crowd.people[3:], _SAID, strict=False):
        person.send(words, crowd.community)
    with suppress(TimeoutError):
        for person, words in zip(crowd.people, _ASKED, strict=False):
            person.send(f"/ask {words}")
            there = await crowd.representative.wait_message(words, crowd.staff, timeout=_PATIENCE)
            if words == _TAKEN:
                crowd.colleague.send("/take", crowd.staff, topic=there.topic_id)
        crowd.representative.send("/queue", crowd.staff)
