"""Published answers are found by their words, in French and English, on both databases."""

from datetime import UTC, datetime

from hopdrinks.questions.stems import are_alike, stems_of
from storage import faq
from storage.database import Database
from storage.question_records import FaqEntry

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KNOWN = {
    "fr": (
        "Faut-il un compte pour venir ?",
        "Combien coûte l’entrée ?",
        "Puis-je venir accompagné d’un ami ?",
        "Où se garer près du bar ?",
    ),
    "en": ("Do I need an account to come?", "How much does it cost?", "Where can I park my bicycle?"),
}


async def publish(database: Database, locale: str, question: str) -> FaqEntry:
    async with database.writing() as connection:
        entry = await faq.add_draft(
            connection,
            {
                "locale": locale,
                "question": question,
                "answer": "…",
                "stems": " ".join(sorted(stems_of(question, locale))),
                "drafted_at": NOW,
            },
        )
        assert await faq.claim_publication(connection, entry.id, None, 1, NOW)
    return entry


async def found(database: Database, locale: str, asked: str) -> list[str]:
    stems = stems_of(asked, locale)
    async with database.reading() as connection:
        entries = await faq.search(connection, locale, stems, NOW, 10)
    return [entry.question for entry, known in entries if are_alike(stems, known)]


ASKED = (
    ("fr", "Bonjour, peut-on venir sans avoir de compte ?", KNOWN["fr"][0]),
    ("fr", "ENTREES : COMBIEN ?", KNOWN["fr"][1]),
    ("fr", "je viens avec des amis, je peux ?", None),
    ("fr", "On peut se garer à côté du bar ?", KNOWN["fr"][3]),
    ("fr", "Le bar est-il chauffé ?", None),
    ("en", "Hello! Is an account needed to come?", KNOWN["en"][0]),
    ("en", "what are the costs", KNOWN["en"][1]),
    ("en", "Parking for bicycles?", KNOWN["en"][2]),
    ("en", "Faut-il un compte pour venir ?", None),
)


async def test_a_question_finds_the_answers_to_what_is_nearly_the_same(database: Database) -> None:
    for locale, questions in KNOWN.items():
        for question in questions:
            await publish(database, locale, question)
    best = [(locale, asked, (await found(database, locale, asked))[:1]) for locale, asked, _ in ASKED]
    assert best == [(locale, asked, [] if known is None else [known]) for locale, asked, known in ASKED]


async def test_what_is_withdrawn_or_a_draft_is_not_found(database: Database) -> None:
    entry = await publish(database, "fr", KNOWN["fr"][0])
    async with database.writing() as connection:
        values = {"locale": "fr", "question": "?", "answer": "…", "stems": "compt ven", "drafted_at": NOW}
        await faq.add_draft(connection, values)
    assert await found(database, "fr", "Un compte pour venir ?") == [KNOWN["fr"][0]]
    async with database.writing() as connection:
        assert await faq.claim_withdrawal(connection, entry.id, NOW)
        assert not await faq.claim_withdrawal(connection, entry.id, NOW)
        assert not await faq.claim_publication(connection, entry.id, None, 1, NOW)
    assert await found(database, "fr", "Un compte pour venir ?") == []


async def test_signs_that_mean_something_to_a_database_are_words_like_others(database: Database) -> None:
    await publish(database, "fr", KNOWN["fr"][0])
    for asked in ("", "?!", "le la les", "\"' OR 1 NEAR(a b) *", "a:b & c | d \\ ' <-> e", "🍷"):
        assert await found(database, "fr", asked) == []
    async with database.reading() as connection:
        assert await faq.search(connection, "fr", ["'", '"', "\\", "a'b", "OR"], NOW, 3) == []
