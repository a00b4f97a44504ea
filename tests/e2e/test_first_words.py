"""Somebody new sends a link: the staff let it through, and it arrives."""

from reading import in_words_of
from stage import Stage

from handlers.questions.views import questions as views


async def test_a_link_of_somebody_new_waits_for_a_tap_of_the_staff(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    await alice.wait_message(containing="Hopdrink")
    words = alice.send("What do you think of https://cards.example ?")
    offer = await alice.wait_message(
        containing=in_words_of(alice, lambda it: views.offer(it, 1)), after=words
    )
    await alice.tap(offer, f"asktext:{words.id}")
    card = await robin.wait_message(containing="🛡", chat=staff)
    assert "https://cards.example" in card.words
    await alice.wait_message(containing=in_words_of(alice, views.receipt), after=offer)
    await robin.tap(card, "👍 Laisser passer")
    copy = await robin.wait_message(containing="cards.example", chat=staff, after=card)
    robin.send("They are lovely.", staff, reply_to=copy)
    answer = await alice.wait_message(containing="lovely")
    assert answer.reply_to is words
