"""/invite: somebody brought into the team, who finds everything at once, and leaves it again."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from stage import Stage, raise_stage
from talk import Talk

from handlers.language import Languages
from sandbox import Message, Person
from storage import roles

FRENCH, ENGLISH = (Languages("fr").get(locale) for locale in ("fr", "en"))


def menu(stage: Stage, person: Person) -> list[str]:
    shown = stage.sandbox.world.commands.shown(person, person.language_code or "", person.private_chat)
    return [command["command"] for command in shown]


def payload(message: Message) -> str:
    match = re.search(r"start=(i_[\w-]{22})", message.words)
    assert match is not None
    return match[1]


async def opened_team(stage: Stage, person: Person) -> Talk:
    talk = Talk(stage, person)
    await talk.after(person.start())
    await talk.say("/invite")
    return talk


async def link(talk: Talk, label: str) -> str:
    """Make an invite and give what its link carries; the team stays in view."""
    before = talk.person.last()
    await talk.tap(label)
    sent = await talk.person.wait_message(containing="start=i_", after=before)
    return payload(sent)


async def test_a_link_makes_an_organiser_with_the_menu_and_the_way_back(stage: Stage) -> None:
    camille = await opened_team(stage, stage.organiser)
    assert "Camille" in camille.now.words
    carried = await link(camille, "🎟 " + FRENCH.text("Invite an organiser"))
    async with stage.database.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT payload FROM deliveries WHERE notice = 'InviteLink'")
        assert carried.removeprefix("i_") not in repr(rows.all()), "nothing of a link is kept once it is told"
    bob = Talk(stage, stage.bob)
    before = stage.organiser.last()
    welcome = await bob.after(stage.bob.start(carried))
    assert "Organiser · Tours" in welcome.words
    assert "/newevent" in welcome.words
    await stage.organiser.wait_message(containing="Bob", after=before)
    await stage.sandbox.wait_until(lambda: "newevent" in menu(stage, stage.bob))
    alice = Talk(stage, stage.alice)
    refused = await alice.after(stage.alice.start(carried))
    assert "Cette invitation ne fonctionne pas" in refused.words
    await camille.say("/invite")
    await camille.tap("🚪 Retirer Bob")
    assert "Bob" in camille.now.words
    await camille.tap("👍")
    assert "Bob" not in camille.now.words
    await stage.bob.wait_message(containing="You are no longer", after=welcome)
    await stage.sandbox.wait_until(lambda: "newevent" not in menu(stage, stage.bob))


@pytest.mark.parametrize("with_staff", [True, False])
async def test_a_new_representative_reads_where_questions_arrive_and_how_to_get_there(
    tmp_path: Path, *, with_staff: bool
) -> None:
    async with raise_stage(f"sqlite+aiosqlite:///{tmp_path}/stage.db", with_staff=with_staff) as stage:
        camille = await opened_team(stage, stage.organiser)
        await camille.tap("🎟 " + FRENCH.text("Invite a representative"))
        carried = await link(camille, "📍 Tours")
        before = stage.organiser.last()
        bob = Talk(stage, stage.bob)
        welcome = await bob.after(stage.bob.start(carried))
        told = await stage.organiser.wait_message(containing="Bob", after=before)
        group = stage.staff.title
        assert (f"arrive in {group}" in welcome.words) == with_staff
        assert ("have you added" in welcome.words) == with_staff
        assert ("in private" in welcome.words) != with_staff
        assert (f"arrivent dans {group}" in told.words) == with_staff


async def test_the_door_of_an_evening_reads_who_comes_that_evening_and_no_more(stage: Stage) -> None:
    event = await stage.announce(days=10)
    later = await stage.announce(days=17)
    camille = await opened_team(stage, stage.organiser)
    await camille.tap("🎟 " + FRENCH.text("Invite somebody for the door"))
    carried = await link(camille, "📆 " + FRENCH.short_day(event.local_date))
    bob = Talk(stage, stage.bob)
    await bob.after(stage.bob.start(carried))
    await stage.sandbox.wait_until(lambda: menu(stage, stage.bob)[-1] == "guests")
    sent = stage.bob.send("/guests")  # what is announced may come in between: he follows the city from now on
    listed = bob.now = await stage.bob.wait_message(ENGLISH.text("Nobody has answered yet."), after=sent)
    assert ENGLISH.day(event.local_date) in listed.words
    assert not any(label.startswith("✏️") for label in listed.labels)
    assert "/guests" in (await bob.say("/help")).words
    for data in (f"guests:{later.id}", f"guesttable:{event.id}", f"seating:{event.id}", f"hub:{event.id}"):
        assert (await bob.tap_in_vain(data)).show_alert
    stage.clock.move_to(event.ends_at + timedelta(hours=13))
    assert (await bob.tap_in_vain(f"guests:{event.id}")).show_alert, "the evening is over for good"


async def test_an_open_invite_is_taken_back_and_the_last_organiser_cannot_leave(stage: Stage) -> None:
    camille = await opened_team(stage, stage.organiser)
    carried = await link(camille, "🎟 " + FRENCH.text("Invite an organiser"))
    await camille.tap("✂️")
    bob = Talk(stage, stage.bob)
    assert "does not work" in (await bob.after(stage.bob.start(carried))).words
    await camille.tap("🚪 Retirer Camille")
    await camille.tap("👍")
    assert "Invitez d’abord quelqu’un d’autre" in camille.now.words
    async with stage.database.reading() as connection:
        assert await roles.list_holders(connection, "organiser", 1) == [stage.organiser.id]


async def test_the_owner_reads_who_did_what_and_nobody_else_does(stage: Stage) -> None:
    event = await stage.announce(days=10)
    camille = await opened_team(stage, stage.organiser)
    odile = await opened_team(stage, stage.owner)
    read = await odile.tap("📜")
    day = FRENCH.short_day(event.local_date)
    assert FRENCH.text("{who} announced {what}", who="Camille", what=f"Tours · {day}") in read.words
    assert not any(label.startswith("📜") for label in camille.now.labels)
    assert (await camille.tap_in_vain("audit:1")).show_alert


async def test_a_member_is_kindly_told_that_inviting_is_the_organisers_business(stage: Stage) -> None:
    alice = await opened_team(stage, stage.alice)
    assert "/ask" in alice.now.words
    assert alice.now.labels == []
