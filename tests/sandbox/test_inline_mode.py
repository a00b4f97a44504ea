"""Inline mode: what a person types behind the bot's name, what it offers, and what is posted then."""

import asyncio
from typing import Any

import httpx
import pytest
import telegram
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from sandbox import Chat, InlineResults, Person, PersonError, Sandbox

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("✅ I come", callback_data="go:1")]])
TYPED = "@concierge_bot thursday"


def article(id: str = "event-1", markup: InlineKeyboardMarkup | None = KEYBOARD) -> InlineQueryResultArticle:  # noqa: A002
    content = InputTextMessageContent("<b>Thursday</b>", parse_mode="HTML")
    return InlineQueryResultArticle(id, "Thursday", content, reply_markup=markup, description="19 seats")


@pytest.fixture(autouse=True)
def inline(sandbox: Sandbox) -> None:
    sandbox.bot.supports_inline_queries = sandbox.bot.inline_feedback = True


@pytest.fixture
def pub(sandbox: Sandbox, ann: Person, bob: Person) -> Chat:
    """A group in which the bot never was."""
    return sandbox.add_group("Pub", [ann, bob])


async def offered(
    bot: telegram.Bot, person: Person, chat: Chat, *results: InlineQueryResultArticle, **more: Any
) -> InlineResults:
    asking = asyncio.create_task(person.inline(TYPED, chat))
    await asyncio.sleep(0)
    update = (await bot.get_updates(timeout=5))[-1]
    assert update.inline_query is not None
    await bot.answer_inline_query(update.inline_query.id, results, **more)
    await bot.get_updates(offset=update.update_id + 1)
    return await asking


async def test_what_is_typed_reaches_the_bot_and_its_offer_the_person(
    bot: telegram.Bot, bob: Person, pub: Chat
) -> None:
    asking = asyncio.create_task(bob.inline("@Concierge_Bot  thursday ", pub))
    (update,) = await bot.get_updates(timeout=5)
    query = update.inline_query
    assert query is not None
    assert (query.query, query.from_user.id, query.chat_type) == ("thursday", bob.id, "supergroup")
    button = InlineQueryResultsButton("More", start_parameter="more")
    await bot.answer_inline_query(query.id, [article()], button=button)
    offer = await asking
    assert offer.titles == ["Thursday"]
    assert (offer.button, offer.start_parameter) == ("More", "more")


async def test_what_is_chosen_is_posted_by_the_person_and_edited_by_the_bot_that_is_not_there(
    bot: telegram.Bot, bob: Person, pub: Chat
) -> None:
    offer = await offered(bot, bob, pub, article())
    posted = bob.choose(offer.results[0], pub)
    assert (posted.sender, posted.words, posted.labels) == (bob, "Thursday", ["✅ I come"])
    (update,) = await bot.get_updates(timeout=5)
    chosen = update.chosen_inline_result
    assert chosen is not None
    assert (chosen.result_id, chosen.query, chosen.from_user.id) == ("event-1", "thursday", bob.id)
    assert chosen.inline_message_id is not None
    assert await bot.edit_message_text("Friday", inline_message_id=chosen.inline_message_id) is True
    assert (posted.words, posted.labels) == ("Friday", [])
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("Friday", inline_message_id=chosen.inline_message_id)


async def test_a_tap_on_it_carries_no_message_but_the_id_to_edit_it_by(
    bot: telegram.Bot, ann: Person, bob: Person, pub: Chat
) -> None:
    offer = await offered(bot, bob, pub, article())
    posted = bob.choose(offer.results[0], pub)
    tap = asyncio.create_task(ann.tap(posted, "✅ I come"))
    updates = await bot.get_updates(timeout=5)
    query = updates[-1].callback_query
    assert query is not None
    assert (query.message, query.inline_message_id) == (None, posted.inline_id)
    assert posted.inline_id is not None
    await bot.edit_message_reply_markup(inline_message_id=posted.inline_id)
    await bot.answer_callback_query(query.id, "Noted")
    assert (await tap).text == "Noted"
    assert posted.labels == []


async def test_a_deleted_or_unknown_one_cannot_be_edited(bot: telegram.Bot, bob: Person, pub: Chat) -> None:
    offer = await offered(bot, bob, pub, article())
    posted = bob.choose(offer.results[0], pub)
    bob.delete(posted)
    for inline_id in (posted.inline_id, "A" * 27):
        with pytest.raises(BadRequest, match=r"(?i)message_id_invalid"):
            await bot.edit_message_text("Friday", inline_message_id=inline_id)
    with pytest.raises(BadRequest, match=r"(?i)invalid inline message identifier specified"):
        await bot.edit_message_text("Friday", inline_message_id="no such")


async def test_without_buttons_or_without_feedback_the_bot_never_learns_where_it_is(
    sandbox: Sandbox, bot: telegram.Bot, bob: Person, pub: Chat
) -> None:
    offer = await offered(bot, bob, pub, article(markup=None))
    assert bob.choose(offer.results[0], pub).inline_id is None
    (update,) = await bot.get_updates(timeout=5)
    assert update.chosen_inline_result is not None
    assert update.chosen_inline_result.inline_message_id is None
    sandbox.bot.inline_feedback = False
    bob.choose(offer.results[0], pub)
    assert await bot.get_updates(offset=update.update_id + 1) == ()


async def test_the_bot_hears_what_is_posted_by_its_inline_mode_where_it_is_a_member(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    group = sandbox.add_group("Freelances", [ann], bot="member")
    offer = await offered(bot, ann, group, article())
    ann.choose(offer.results[0], group)
    updates = await bot.get_updates(timeout=5)
    (heard,) = [update.message for update in updates if update.message is not None]
    assert heard.via_bot is not None
    assert (heard.via_bot.id, heard.text) == (sandbox.bot.id, "Thursday")


async def test_an_answer_is_kept_for_who_asks_the_same_and_a_personal_one_for_that_person_only(
    bot: telegram.Bot, clock: Any, ann: Person, bob: Person, pub: Chat
) -> None:
    await offered(bot, ann, pub, article(), cache_time=60)
    shared = await bob.inline(TYPED, pub)
    assert shared.titles == ["Thursday"]
    bob.choose(shared.results[0], pub)
    clock.forward(seconds=61)
    own = await offered(bot, ann, pub, article(), cache_time=60, is_personal=True)
    assert (await ann.inline(TYPED, pub)) is own
    assert not (await bob.inline(TYPED, pub, timeout=0.05)).answered
    with pytest.raises(PersonError, match="somebody else"):
        bob.choose(own.results[0], pub)


async def test_a_query_can_be_answered_once_and_for_half_a_minute(
    bot: telegram.Bot, clock: Any, bob: Person, pub: Chat
) -> None:
    for wait in (0, 31):
        await bob.inline(f"@concierge_bot {wait}", pub, timeout=0.05)
        (update,) = await bot.get_updates(timeout=5)
        assert update.inline_query is not None
        await bot.get_updates(offset=update.update_id + 1)
        clock.forward(seconds=wait)
        if wait == 0:
            await bot.answer_inline_query(update.inline_query.id, [])
        with pytest.raises(BadRequest, match=r"(?i)query is too old"):
            await bot.answer_inline_query(update.inline_query.id, [])


async def test_queries_nobody_fetched_vanish_after_half_a_minute_and_choices_after_ten(
    bot: telegram.Bot, clock: Any, bob: Person, pub: Chat
) -> None:
    offer = await offered(bot, bob, pub, article(), cache_time=0)
    bob.choose(offer.results[0], pub)
    await bob.inline(TYPED, pub, timeout=0.05)
    clock.forward(seconds=31)
    (update,) = await bot.get_updates(timeout=1)
    assert update.chosen_inline_result is not None
    clock.forward(seconds=570)
    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("results", "more", "problem"),
    [
        ([{"id": "x" * 65}], {}, "RESULT_ID_INVALID"),
        ([{"id": ""}], {}, "RESULT_ID_INVALID"),
        ([{}, {}], {}, "RESULT_ID_DUPLICATE"),
        ([{"id": str(number)} for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([{"title": " "}], {}, "ARTICLE_TITLE_EMPTY"),
        ([{"input_message_content": {"message_text": ""}}], {}, "message text is empty"),
        (
            [{"input_message_content": {"message_text": "<b>", "parse_mode": "HTML"}}],
            {},
            "can't parse entities",
        ),
        ([{"type": "photo"}], {}, "can't parse inline query result"),
        ([], {"cache_time": -1}, "cache_time"),
        ([], {"button": {"text": "Go"}}, "exactly one action"),
        ([], {"button": {"text": "Go", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
    ],
)
async def test_an_answer_that_telegram_would_refuse_is_refused(
    bot: telegram.Bot,
    bob: Person,
    pub: Chat,
    results: list[dict[str, Any]],
    more: dict[str, Any],
    problem: str,
) -> None:
    await bob.inline(TYPED, pub, timeout=0.01)
    (update,) = await bot.get_updates(timeout=5)
    assert update.inline_query is not None
    whole = [article().to_dict() | result for result in results]
    parameters = {"inline_query_id": update.inline_query.id, "results": whole} | more
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{bot.base_url}/answerInlineQuery", json=parameters)
    assert (answer.status_code, problem in answer.json()["description"]) == (400, True), answer.text


async def test_a_bot_without_inline_mode_is_asked_nothing(
    sandbox: Sandbox, bot: telegram.Bot, bob: Person, pub: Chat
) -> None:
    assert (await bot.get_me()).supports_inline_queries
    sandbox.bot.supports_inline_queries = False
    assert not (await bot.get_me()).supports_inline_queries
    with pytest.raises(PersonError, match="no inline mode"):
        await bob.inline(TYPED, pub)


async def test_the_person_cannot_edit_it_and_one_outside_the_chat_can_neither_post_nor_ask(
    sandbox: Sandbox, bot: telegram.Bot, bob: Person, pub: Chat
) -> None:
    offer = await offered(bot, bob, pub, article())
    with pytest.raises(PersonError, match="only the bot"):
        bob.edit(bob.choose(offer.results[0], pub), "Mine")
    zoe = sandbox.add_person("Zoé")
    with pytest.raises(PersonError, match="not in Pub"):
        await zoe.inline(TYPED, pub)


async def test_over_http_one_types_posts_and_makes_a_group_a_supergroup(
    sandbox: Sandbox, bot: telegram.Bot, address: str, ann: Person, bob: Person
) -> None:
    group = sandbox.add_group("Apéros", [bob], "group", owner=ann)
    headers = {"X-Sandbox": "1"}
    async with httpx.AsyncClient(base_url=f"{address}/people", headers=headers) as page:
        typed = {"chat_id": group.id, "text": TYPED}
        asking = asyncio.create_task(page.post(f"/{bob.id}/inline", json=typed))
        (update,) = await bot.get_updates(timeout=5)
        assert update.inline_query is not None
        await bot.answer_inline_query(update.inline_query.id, [article()])
        (result,) = (await asking).json()["results"]
        assert (result["title"], result["description"]) == ("Thursday", "19 seats")
        choice = {"chat_id": group.id, "query_id": result["query_id"], "result_id": result["id"]}
        posted = (await page.post(f"/{bob.id}/choose", json=choice)).json()
        assert (posted["text"], posted["via_bot"]) == ("Thursday", "concierge_bot")
        gone = await page.post(f"/{bob.id}/choose", json=choice | {"result_id": "event-9"})
        assert gone.status_code == 404
        assert (await page.post(f"/{bob.id}/migrate", json={"chat_id": group.id})).status_code == 400
        moved = (await page.post(f"/{ann.id}/migrate", json={"chat_id": group.id})).json()
        assert (moved["type"], moved["title"]) == ("supergroup", "Apéros")
