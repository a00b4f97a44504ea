"""What a bot hears in a group."""

import telegram

from sandbox import Chat, Person, Sandbox


def group_with(sandbox: Sandbox, ann: Person, place: str | None) -> Chat:
    return sandbox.add_group("Tours", [ann], bot="administrator" if place == "administrator" else "member")


async def heard(bot: telegram.Bot) -> list[str | None]:
    return [update.message.text for update in await bot.get_updates() if update.message]


async def test_a_member_hears_commands_mentions_and_answers_to_itself_only(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    group = group_with(sandbox, ann, "member")
    await bot.send_message(group.id, "Hello all")
    card = ann.last(group)
    ann.send("small talk", group)
    ann.send("/next", group)
    ann.send("/next@concierge_bot please", group)
    ann.send("/next@other_bot", group)
    ann.send("hey @Concierge_Bot", group)
    ann.send("thanks", group, reply_to=card)
    ann.send("indeed", group, reply_to=ann.last(group))
    expected = ["/next", "/next@concierge_bot please", "hey @Concierge_Bot", "thanks"]
    assert await heard(bot) == expected


async def test_an_administrator_hears_everything(sandbox: Sandbox, bot: telegram.Bot, ann: Person) -> None:
    group = group_with(sandbox, ann, "administrator")
    ann.send("small talk", group)
    assert await heard(bot) == ["small talk"]


async def test_without_privacy_mode_a_member_hears_everything(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    sandbox.bot.can_read_all_group_messages = True
    group = group_with(sandbox, ann, "member")
    ann.send("small talk", group)
    assert await heard(bot) == ["small talk"]


async def test_who_is_not_in_the_group_hears_nothing(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    group = sandbox.add_group("Elsewhere", [ann])
    ann.send("/next", group)
    assert await heard(bot) == []


async def test_edits_are_heard_as_the_message_was(sandbox: Sandbox, bot: telegram.Bot, ann: Person) -> None:
    group = group_with(sandbox, ann, "member")
    small_talk = ann.send("small talk", group)
    ann.edit(small_talk, "small talks")
    command = ann.send("/next", group)
    ann.edit(command, "/nexd")
    edits = [update.edited_message.text for update in await bot.get_updates() if update.edited_message]
    assert edits == ["/nexd"]


async def test_reactions_in_groups_reach_administrators_who_ask_for_them(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    await bot.get_updates(allowed_updates=telegram.Update.ALL_TYPES)
    member = group_with(sandbox, ann, "member")
    administrator = group_with(sandbox, ann, "administrator")
    for group in (member, administrator):
        ann.react(ann.send("/hello", group), "🔥")
    reactions = [update.message_reaction for update in await bot.get_updates() if update.message_reaction]
    assert [reaction.chat.id for reaction in reactions] == [administrator.id]
    (new,) = reactions[0].new_reaction
    assert isinstance(new, telegram.ReactionTypeEmoji)
    assert new.emoji == "🔥"


async def test_posts_of_a_channel_reach_the_bot_in_it(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    channel = sandbox.add_group("News", [ann], kind="channel", owner=ann, bot="administrator")
    ann.send("Thursday", channel)
    (update,) = await bot.get_updates()
    assert update.channel_post is not None
    assert (update.channel_post.text, update.channel_post.from_user) == ("Thursday", None)
