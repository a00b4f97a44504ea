"""/guests: an organiser reads who comes, in pages, and nobody else does."""

from datetime import timedelta

from stage import Stage
from talk import Talk

from hopdrinks.people import members
from storage import chapters, named_guests, rsvps
from storage import roles as stored_roles
from storage.records import Event, Rsvp, RsvpState


async def member_answers(
    stage: Stage, event: Event, member_id: int, name: str, state: RsvpState, **values: object
) -> None:
    """Have somebody the sandbox does not know answer, behind the conversations' back."""
    now = stage.clock.now()
    async with stage.database.writing() as connection:
        await members.meet(
            connection, member_id=member_id, first_name=name, last_name=None, username=None,
            language_code="fr", in_private=False, now=now,
        )  # fmt: skip
        rsvp = {"event_id": event.id, "member_id": member_id, "state": state, "guests": 0, "place": None}
        await rsvps.put_rsvp(connection, Rsvp.model_validate(rsvp | {"state_since": now} | values))


async def test_who_comes_stands_by_state_with_guests_rank_and_marks(stage: Stage) -> None:
    event = await stage.announce(days=10, capacity=3)
    alice = Talk(stage, stage.alice)
    await alice.after(stage.alice.start())
    await alice.tap("✅")
    await alice.tap("➕")
    await member_answers(stage, event, 71, "Zoé <b>", "waitlisted", place=4)
    await member_answers(stage, event, 72, "Karim", "maybe")
    async with stage.database.writing() as connection:
        await named_guests.add_named_guest(
            connection, event_id=event.id, name="Inès", added_by=stage.organiser.id, now=stage.clock.now()
        )
    camille = Talk(stage, stage.organiser)
    listed = await camille.say("/guests")
    rows = listed.words.split("\n")
    assert "jeudi 3 décembre" in rows[0]
    assert rows[1] == "3 places prises sur 3"
    assert "✅ Viennent\N{NO-BREAK SPACE}: 1 (+1)" in rows
    assert "– Alice · +1 · 🌱" in rows
    assert "– Inès" in rows
    assert "1. Zoé <b> · 🌱📵" in rows, "escaped, first in line, and not to be written to"
    assert "– Karim · 🌱📵" in rows
    assert rows.index("1. Zoé <b> · 🌱📵") < rows.index("– Karim · 🌱📵")
    assert camille.words("📵 I cannot write to them") in rows


async def test_a_long_list_is_turned_page_by_page(stage: Stage) -> None:
    event = await stage.announce(days=10, capacity=None)
    for number in range(45):
        await member_answers(stage, event, 1000 + number, f"Membre {number:02}", "going")
    camille = Talk(stage, stage.organiser)
    first = await camille.say("/guests")
    assert "Membre 19" in first.words
    assert "Membre 20" not in first.words
    assert not any(label.startswith("⬅️") for label in first.labels)
    assert "Membre 20" in (await camille.tap("➡️")).words
    last = await camille.tap("➡️")
    assert "Membre 44" in last.words
    assert "✅ Viennent\N{NO-BREAK SPACE}: 45" in last.words, "every page says how many there are in all"
    assert not any(label.startswith("➡️") for label in last.labels)
    assert "Membre 39" in (await camille.tap("⬅️")).words


async def test_a_page_that_is_gone_by_now_shows_the_last_there_is(stage: Stage) -> None:
    event = await stage.announce(days=10)
    camille = Talk(stage, stage.organiser)
    listed = await camille.say("/guests")
    before = listed.revision
    await member_answers(stage, event, 71, "Karim", "going")
    stage.organiser.press(listed, f"guests:{event.id}:99999", forged=True)
    await stage.sandbox.wait_until(lambda: listed.revision > before)
    assert "Karim" in listed.words


async def test_with_several_evenings_the_organiser_chooses_and_comes_back(stage: Stage) -> None:
    await stage.announce(days=10)
    await stage.announce(days=17, place="La Cave")
    stage.clock.move_to(stage.clock.now() + timedelta(days=11))
    await stage.announce(days=20)
    camille = Talk(stage, stage.organiser)
    asked = await camille.say("/guests")
    assert [label.split(" · ")[0] for label in asked.labels] == [
        "👥 jeu. 10 déc.", "👥 jeu. 24 déc.", "👥 jeu. 3 déc.",
    ]  # fmt: skip
    await camille.tap("👥 jeu. 3 déc.")
    assert "jeudi 3 décembre" in camille.now.words
    assert len((await camille.tap("↩️ Autres soirées")).labels) == 3


async def test_only_who_looks_after_the_chapter_reads_who_comes(stage: Stage) -> None:
    event = await stage.announce(days=10)
    chapter = await stage.chapter()
    bob = Talk(stage, stage.bob)
    refused = await bob.say("/guests")
    assert bob.words("<b>Who comes to which evening?</b>") not in refused.words
    assert refused.labels == []
    stale = bob.words("This button is no longer valid. /guests shows who comes.")
    for data in (f"guests:{event.id}", "guests:0", f"guests:{event.id}:2"):
        assert (await bob.tap_in_vain(data)).text == stale
    async with stage.database.writing() as connection:
        nantes = await chapters.add_chapter(
            connection, name="Nantes", slug="nantes", time_zone="Europe/Paris", locale="fr",
            now=stage.clock.now(),
        )  # fmt: skip
        await stored_roles.add_role(
            connection, member_id=stage.bob.id, role="organiser", chapter_id=nantes.id, granted_by=None,
            now=stage.clock.now(),
        )  # fmt: skip
    assert (await bob.tap_in_vain(f"guests:{event.id}")).text == stale, "another city's organiser"
    none = await bob.say("/guests")
    assert chapter.name not in none.words
    assert none.labels == []


async def test_the_list_comes_as_a_table_and_that_is_written_down(
    stage: Stage,
) -> None:
    event = await stage.announce(days=10)
    await member_answers(stage, event, 71, "=HYPERLINK(1)", "going", guests=1)
    camille = Talk(stage, stage.organiser)
    listed = await camille.say("/guests")
    await stage.organiser.tap(listed, camille.button("📄"))
    message = await stage.organiser.wait_message(containing="tableur", after=listed)
    assert message.file is not None
    assert message.file.name == "hopdrink-tours-2026-12-03.csv"
    assert message.file.data.startswith(b'\xef\xbb\xbf"Nom";'), "what a French Excel opens rightly"
    assert '"\'=HYPERLINK(1)";"";"Viennent";"1"' in message.file.data.decode()
    async with stage.database.reading() as connection:
        entries = await stored_roles.list_audit(connection, skip=0, limit=5)
    assert [(entry.actor_id, entry.subject) for entry in entries if entry.action == "guests.table"] == [
        (stage.organiser.id, f"event:{event.id}")
    ]
    bob = Talk(stage, stage.bob)
    await bob.say("/guests")
    toast = await bob.tap_in_vain(f"guesttable:{event.id}")
    assert toast.text == bob.words("This button is no longer valid. /guests shows who comes.")


async def test_a_forwarded_list_shows_nobody_to_a_group(stage: Stage) -> None:
    event = await stage.announce(days=10)
    card = await stage.organiser.wait_message(chat=stage.community, containing="Hopdrink Tours")
    camille = Talk(stage, stage.organiser)
    toast = await camille.tap_in_vain(f"guests:{event.id}", card)
    assert toast.text == camille.words("This button is no longer valid. /guests shows who comes.")
