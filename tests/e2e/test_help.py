"""/help and the command menus, by role and language; what nobody made gets a sentence."""

from stage import Stage
from telegram.ext import CommandHandler

from handlers.commands import COMMANDS, MEMBER_COMMANDS, ORGANISER_COMMANDS, STAFF_COMMANDS, Command
from handlers.language import Languages
from handlers.menus import keep_all_menus
from handlers.views.help import private_help
from sandbox import Chat, Person
from storage import roles

FRENCH = Languages("fr").get("fr")
ENGLISH = Languages("fr").get("en")


def names(commands: tuple[Command, ...]) -> list[str]:
    return [f"/{command.name}" for command in commands]


async def ask_for_help(person: Person) -> str:
    return (await person.wait_message(containing="/start", after=person.send("/help"))).words


def menu(stage: Stage, person: Person, chat: Chat | None = None) -> list[str]:
    where = chat or person.private_chat
    shown = stage.sandbox.world.commands.shown(person, person.language_code or "", where)
    return [f"/{command['command']}" for command in shown]


async def test_a_member_reads_every_command_of_members_and_none_of_organisers(stage: Stage) -> None:
    words = await ask_for_help(stage.alice)
    assert all(f"{name} " in words for name in names(MEMBER_COMMANDS))
    assert not any(name in words for name in names(ORGANISER_COMMANDS))
    assert FRENCH.text("See the next Hopdrink") in words


async def test_help_is_in_the_readers_language(stage: Stage) -> None:
    assert ENGLISH.text("See the next Hopdrink") in await ask_for_help(stage.bob)


async def test_organisers_and_owners_read_theirs_too_and_have_them_in_their_menu(stage: Stage) -> None:
    everything = names(MEMBER_COMMANDS + ORGANISER_COMMANDS)
    for person in (stage.organiser, stage.owner):
        words = await ask_for_help(person)
        assert all(f"{name} " in words for name in everything)
        await stage.sandbox.wait_until(lambda person=person: menu(stage, person) == everything)
    assert menu(stage, stage.alice) == names(MEMBER_COMMANDS)


async def test_the_menu_follows_a_role_that_is_given_and_taken_back(stage: Stage) -> None:
    alice, everything = stage.alice, names(MEMBER_COMMANDS + ORGANISER_COMMANDS)
    await ask_for_help(alice)
    chapter = await stage.chapter()
    async with stage.database.writing() as connection:
        await roles.add_role(
            connection,
            member_id=alice.id,
            role="organiser",
            chapter_id=chapter.id,
            granted_by=stage.owner.id,
            now=stage.clock.now(),
        )
        await keep_all_menus(connection, stage.program.languages, stage.clock.now())  # as at every start
    stage.program.rings.ring()
    await stage.sandbox.wait_until(lambda: menu(stage, alice) == everything)
    async with stage.database.writing() as connection:
        await roles.delete_role(connection, alice.id, "organiser", chapter.id)
    await ask_for_help(alice)
    await stage.sandbox.wait_until(lambda: menu(stage, alice) == names(MEMBER_COMMANDS))


async def test_an_unchanged_menu_is_told_to_telegram_once(stage: Stage) -> None:
    camille = stage.organiser
    for _ in range(3):
        await ask_for_help(camille)
    await stage.sandbox.wait_until(lambda: menu(stage, camille)[-1:] == names(ORGANISER_COMMANDS)[-1:])
    own = [
        call
        for call in stage.sandbox.calls
        if call.method == "setMyCommands" and call.parameters["scope"].get("chat_id") == camille.id
    ]
    assert len(own) == 1


async def test_representatives_are_helped_in_the_staff_chat_and_members_groups_are_left_in_peace(
    stage: Stage,
) -> None:
    robin, alice = stage.representative, stage.alice
    alice.send("/help@hopdrinks_bot", chat=stage.community)
    asked = robin.send("/help@hopdrinks_bot", chat=stage.staff)
    answer = await robin.wait_message(containing="👌", chat=stage.staff, after=asked)
    assert answer.reply_to is asked
    assert not [message for message in alice.messages(stage.community) if message.sender is None]
    assert all(message.sender is not stage.sandbox.bot for message in alice.messages(stage.community))
    await stage.sandbox.wait_until(lambda: menu(stage, robin, stage.staff) == names(STAFF_COMMANDS))


async def test_help_asked_for_in_a_topic_comes_in_that_topic(stage: Stage) -> None:
    robin = stage.representative
    topic = robin.create_topic(stage.staff, "Accueil")
    robin.send("/help@hopdrinks_bot", chat=stage.staff, topic=topic.id)
    answer = await robin.wait_message(containing="👌", chat=stage.staff, topic=topic.id)
    assert answer.by_bot


def test_a_representative_reads_which_of_the_staffs_commands_work_in_private() -> None:
    for representative in (True, False):
        words = private_help(ENGLISH, organiser=False, owner=False, representative=representative).text
        assert ("/away" in words) is representative


async def test_commands_registered_are_commands_listed_are_commands_in_the_menus(stage: Stage) -> None:
    assert stage.program.parts is not None
    registered = {
        name
        for handlers in stage.program.parts.application.handlers.values()
        for handler in handlers
        if isinstance(handler, CommandHandler)
        for name in handler.commands
    }
    assert registered == {command.name for command in COMMANDS}
    camille = stage.organiser
    await ask_for_help(camille)
    await stage.sandbox.wait_until(lambda: menu(stage, camille)[-1:] == names(ORGANISER_COMMANDS)[-1:])
    told = {
        command["command"]
        for call in stage.sandbox.calls
        if call.method == "setMyCommands"
        for command in call.parameters["commands"]
    }
    assert told == registered


async def test_the_bot_says_what_it_is_for_in_each_language(stage: Stage) -> None:
    profile = stage.sandbox.world.profile
    await stage.sandbox.wait_until(lambda: profile.text("short_description", ""))
    for field in ("description", "short_description"):
        assert profile.text(field, "en") != ""
        assert profile.text(field, "") == profile.text(field, "fr")


async def test_an_unknown_command_names_the_way_to_help(stage: Stage) -> None:
    alice = stage.alice
    await alice.wait_message(containing="/help", after=alice.send("/bonjour"))


async def test_a_forged_button_gets_a_sentence_and_changes_nothing(stage: Stage) -> None:
    alice = stage.alice
    message = await alice.wait_message(containing="/start", after=alice.send("/help"))
    for data in (
        "nothing",
        "go:",
        "mute:99999999999999999999",
        "'; DROP TABLE members;--",
        "go:1:" + "x" * 50,
    ):
        seen = len(stage.sandbox.calls)
        alice.press(message, data, forged=True)
        call = await stage.sandbox.wait_until(
            lambda seen=seen: [c for c in stage.sandbox.calls[seen:] if c.method == "answerCallbackQuery"]
        )
        assert "/help" in str(call[0].parameters["text"])
        assert call[0].parameters["show_alert"] is True
