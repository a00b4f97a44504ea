"""What somebody writes without having been asked anything, and the first words of somebody new."""

from commits import Commits
from reading import in_words_of
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage

from handlers.questions.views import questions as views
from storage import relays


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
    await stage.sandbox.wait_until(lambda: in_words_of(alice, views.receipt) in offer.words)
    assert alice.messages()[-1] is offer, "one receipt, where the button was tapped"
    await robin.tap(card, "👍 Laisser passer")
    copy = await stage.sandbox.wait_until(
        lambda: next(
            (m for m in robin.messages(staff) if "cards.example" in m.words and m.id > card.id), None
        )
    )
    assert copy is not None

    async def is_known(connection: AsyncConnection) -> bool:
        return await relays.find_relay_to(connection, staff.id, copy.id) is not None

    await Commits(stage.database).wait_until(is_known)
    robin.send("They are lovely.", staff, reply_to=copy)
    answer = await alice.wait_message(containing="lovely")
    assert answer.reply_to is words


async def test_an_album_nobody_asked_for_is_offered_once_and_goes_as_a_whole(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    offered = in_words_of(alice, views.offer, 1)
    alice.start()
    await alice.wait_message(containing="Hopdrink")
    for number in (b"1", b"2", b"3"):
        alice.upload("photo", number, media_group_id="a")
    last = alice.send("And how is everybody?")
    await stage.sandbox.wait_until(lambda: any(message.reply_to is last for message in alice.messages()))
    offers = [message for message in alice.messages() if offered in message.words]
    assert len(offers) == 2, "one for the album, one for the words"
    await alice.tap(offers[0], "❓ Oui, demander à la plateforme")
    copies = await stage.sandbox.wait_until(
        lambda: [m for m in robin.messages(staff) if m.content.get("media_group_id")] or None
    )
    assert [m.file and m.file.data for m in copies] == [b"1", b"2", b"3"]
