"""A question is given to a colleague who may not read along where the staff are."""

import pytest
from stage import Stage

from storage import roles


@pytest.mark.parametrize("can_be_reached", [True, False])
async def test_whoever_may_not_be_there_hears_of_it_in_private_or_who_gives_it_is_told(
    stage: Stage, can_be_reached: bool
) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    sacha = stage.sandbox.add_person("Sacha", username="sacha_h")
    sacha.start()
    await sacha.wait_message()
    async with stage.database.writing() as connection:
        await roles.add_role(
            connection,
            member_id=sacha.id,
            role="representative",
            chapter_id=None,
            granted_by=stage.owner.id,
            now=stage.clock.now(),
        )
    if not can_be_reached:
        sacha.block()
    alice.start()
    asked = alice.send("/ask Is there a step at the door?")
    await stage.sandbox.wait_until(lambda: "👌" in asked.reactions)
    copy = next(m for m in staff.messages.values() if "a step" in m.words)
    given = robin.send("/assign @sacha_h", staff, reply_to=copy)
    if can_be_reached:
        told = await sacha.wait_message(containing="Alice")
        assert told.labels
    confirmed = await stage.sandbox.wait_until(
        lambda: next((m for m in staff.messages.values() if m.reply_to is given), None)
    )
    assert ("prévenez" in confirmed.words) is not can_be_reached
