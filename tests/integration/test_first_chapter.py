from evenings import NOW, add_chapter

from hopdrinks.people.chapters import ensure_first_chapter
from storage import chapters
from storage.database import Database


async def test_the_only_chapter_follows_the_settings(database: Database) -> None:
    async with database.writing() as connection:
        first = await ensure_first_chapter(
            connection, name="Tuors", time_zone="Europe/Paris", locale="fr", now=NOW
        )
        mended = await ensure_first_chapter(
            connection, name="Saint-Étienne", time_zone="Indian/Reunion", locale="en", now=NOW
        )
        assert await chapters.list_chapters(connection) == [mended]
    assert mended.id == first.id
    assert (mended.name, mended.slug, mended.time_zone, mended.locale) == (
        "Saint-Étienne",
        "saint-etienne",
        "Indian/Reunion",
        "en",
    )


async def test_beside_another_chapter_the_first_stays_as_it_is(database: Database) -> None:
    async with database.writing() as connection:
        first = await ensure_first_chapter(
            connection, name="Tours", time_zone="Europe/Paris", locale="fr", now=NOW
        )
        await add_chapter(connection, slug="lyon")
        kept = await ensure_first_chapter(
            connection, name="Nantes", time_zone="Europe/Paris", locale="fr", now=NOW
        )
    assert kept == first
