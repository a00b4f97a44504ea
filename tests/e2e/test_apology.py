"""Whose tap or words end in an error of the program's own is told so; everybody else goes on."""

import pytest
from stage import Stage

from handlers.apology import sorry
from handlers.language import Languages


async def broken(*_: object, **__: object) -> None:
    raise ArithmeticError("a bug")


async def test_a_tap_that_fails_is_answered_with_an_apology(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.announce()
    stage.alice.start()
    card = await stage.alice.wait_message(containing="Hopdrink Tours")
    monkeypatch.setattr("handlers.seats.rsvps.rules.answer", broken)
    toast = await stage.alice.tap(card, "no:1")
    assert toast.text == sorry(Languages("fr").get("fr"))
    assert toast.show_alert


async def test_words_that_fail_are_answered_with_an_apology_and_the_owner_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.owner.start()
    await stage.owner.wait_message()
    monkeypatch.setattr("handlers.people.start.rules.follow", broken)
    stage.bob.start()
    await stage.bob.wait_message(containing=sorry(Languages("fr").get("en")))
    alert = await stage.owner.wait_message(containing="journal")
    assert alert.by_bot
    monkeypatch.undo()
    stage.bob.start()
    await stage.bob.wait_message(containing="Welcome")
