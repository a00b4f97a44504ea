"""An answer given once, offered to the next who asks: a member, a representative, another member."""

from reading import in_words_of
from stage import Stage

from handlers.questions.views import faq as views
from hopdrinks.questions import faq
from hopdrinks.questions.stems import stems_of
from storage import faq as stored

ASKED = "Faut-il un compte pour venir ?"
ANSWER = "Non, venez comme vous êtes."


async def test_an_answer_published_in_the_staff_group_is_offered_before_a_person_is_asked(
    stage: Stage,
) -> None:
    alice, carol, robin = stage.alice, stage.organiser, stage.representative
    question = alice.send(f"/ask {ASKED}")
    copy = await robin.wait_message(containing=ASKED, chat=stage.staff)
    await stage.sandbox.wait_until(lambda: "👌" in question.reactions)
    topic = copy.topic_id
    answer = robin.send(ANSWER, chat=stage.staff, topic=topic, reply_to=copy)
    await alice.wait_message(containing=ANSWER)

    wish = robin.send(f"/publish {ASKED}", chat=stage.staff, topic=topic, reply_to=answer)
    preview = await robin.wait_message(containing=ASKED, chat=stage.staff, after=wish)
    assert ANSWER in preview.words
    assert alice.first_name not in preview.words
    await robin.tap(preview, preview.labels[0])
    await robin.wait_message(containing="Publi", chat=stage.staff, after=wish)

    help_ = await carol.wait_message(after=carol.send("/help"))
    await carol.tap(help_, "❓ Questions fréquentes")
    await stage.sandbox.wait_until(lambda: help_.labels == [f"❓ {ASKED}"])
    await carol.tap(help_, f"❓ {ASKED}")
    await stage.sandbox.wait_until(lambda: ANSWER in help_.words)
    await carol.tap(help_, "↩️ Toutes les questions")

    asked = carol.send("/ask Un compte pour venir, c’est obligatoire ?")
    offer = await carol.wait_message(containing=ANSWER, after=asked)
    await carol.tap(offer, "👍 C’est bien ça")
    await carol.wait_message(containing=in_words_of(carol, views.found), after=asked)
    assert [m for m in robin.messages(stage.staff) if "obligatoire" in m.words] == []

    typed = carol.send("Faut-il vraiment un compte pour venir ?")
    offer = await carol.wait_message(after=typed)
    await carol.tap(offer, offer.labels[0])
    await stage.sandbox.wait_until(lambda: ANSWER in offer.words)
    assert [m for m in robin.messages(stage.staff) if "vraiment un compte" in m.words] == []
    await carol.tap(offer, "👍 C’est bien ça")
    await stage.sandbox.wait_until(lambda: not offer.labels)

    again = carol.send("/ask Un compte pour venir, c’est vraiment obligatoire ?")
    offer = await carol.wait_message(containing=ANSWER, after=again)
    await carol.tap(offer, "❓ Demander à quelqu’un")
    await robin.wait_message(containing="vraiment obligatoire", chat=stage.staff)

    carol.send("/ask")
    form = await stage.sandbox.wait_until(
        lambda: next((m for m in carol.messages() if any("🎭" in label for label in m.labels)), None)
    )
    await carol.tap(form, next(label for label in form.labels if "🎭" in label))
    await stage.sandbox.wait_until(lambda: any("👤" in label for label in form.labels))
    unnamed = carol.send("Un compte pour venir, est-ce encore obligatoire ?")
    offer = await carol.wait_message(containing=ANSWER, after=unnamed)
    await carol.tap(offer, "❓ Demander à quelqu’un")
    copy = await robin.wait_message(containing="encore obligatoire", chat=stage.staff)
    assert copy.topic_id is not None
    assert carol.first_name not in stage.staff.topics[copy.topic_id].name


async def test_the_card_of_a_question_asked_in_a_group_offers_the_staff_a_published_answer(
    stage: Stage,
) -> None:
    alice, robin, staff, community = stage.alice, stage.representative, stage.staff, stage.community
    async with stage.database.writing() as connection:
        values = {"locale": "fr", "question": ASKED, "answer": ANSWER, "event_id": None, "question_id": None}
        values |= {"stems": " ".join(stems_of(ASKED, "fr")), "drafted_at": stage.clock.now()}
        entry = await stored.add_draft(connection, values)
        await faq.publish(connection, entry, "for_good", robin.id, stage.clock.now())
    public = alice.send("/ask Un compte pour venir, c’est obligatoire ?", community)
    card = await robin.wait_message(containing="💡", chat=staff)
    assert ANSWER not in card.words
    await robin.tap(card, f"👁 {ASKED}")
    preview = await robin.wait_message(containing=ANSWER, chat=staff)
    assert [m for m in alice.messages(community) if ANSWER in m.words] == []
    await robin.tap(preview, preview.labels[0])
    answer = await alice.wait_message(containing=ANSWER, chat=community)
    assert answer.reply_to is public
    await stage.sandbox.wait_until(lambda: "👌" in preview.reactions)
    await stage.sandbox.wait_until(lambda: "💡" not in card.words)
