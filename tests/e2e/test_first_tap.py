from stage import Stage


async def test_first_use_is_one_tap(stage: Stage) -> None:
    await stage.announce(capacity=1)
    alice = stage.alice
    alice.start()
    card = await alice.wait_message(containing="Hopdrink Tours")
    toast = await alice.tap(card, card.labels[0])
    assert toast.text.startswith("✅")
    await stage.sandbox.wait_until(lambda: alice.last().labels[0].startswith("✅") and alice.last().edited_at)
