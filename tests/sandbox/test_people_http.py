"""The people's side over HTTP, as the page uses it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import telegram

from sandbox import Chat, Person, Sandbox


@pytest.fixture
async def page(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{address}/people", headers={"X-Sandbox": "1"}) as client:
        yield client


async def did(page: httpx.AsyncClient, path: str, body: dict[str, Any]) -> Any:
    answer = await page.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(page: httpx.AsyncClient, path: str, body: dict[str, Any], status: int = 400) -> str:
    answer = await page.post(path, json=body)
    assert answer.status_code == status, answer.text
    return str(answer.json()["error"])


async def test_the_state_shows_bot_people_chats_commands_and_clock(
    sandbox: Sandbox, bot: telegram.Bot, page: httpx.AsyncClient, ann: Person, bob: Person, forum: Chat
) -> None:
    topic = ann.create_topic(forum, "Questions")
    await bot.set_my_commands([("start", "Begin")])
    await bot.set_my_description("I help")
    await bot.set_my_description("J'aide", "fr")
    state = (await page.get("/state")).json()
    assert state["bot"] == {
        "id": 123456789,
        "first_name": "Concierge",
        "username": "concierge_bot",
        "has_inline_mode": False,
        "description": {"": "I help", "fr": "J'aide"},
    }
    assert [(person["first_name"], person["started"]) for person in state["people"]] == [
        ("Ann", True),
        ("Bob", False),
    ]
    (chat,) = state["chats"]
    assert (chat["id"], chat["member_ids"], chat["bot"]) == (forum.id, [ann.id], "administrator")
    assert [(seen["id"], seen["name"]) for seen in chat["topics"]] == [(topic.id, "Questions")]
    assert state["commands"][f"{ann.id}:{ann.id}"] == [{"command": "start", "description": "Begin"}]
    assert state["clock"]["moves"] == [{"id": "hour", "label": {"fr": "+1 h", "en": "+1 h"}}]


async def test_the_state_says_which_run_this_is_where_people_are_at_home_and_who_administers(
    sandbox: Sandbox, page: httpx.AsyncClient, ann: Person, bob: Person
) -> None:
    channel = sandbox.add_group("News", [ann, bob], "channel", owner=ann)
    bob.home = channel
    state = (await page.get("/state")).json()
    assert [person["home"] for person in state["people"]] == [None, channel.id]
    assert state["chats"][0]["admin_ids"] == [ann.id]
    assert state["id"] == (await page.get("/state")).json()["id"] != Sandbox().run_id


async def test_the_clock_names_the_zone_in_which_the_page_shows_it(
    sandbox: Sandbox, page: httpx.AsyncClient, clock: Any
) -> None:
    assert (await page.get("/state")).json()["clock"]["time_zone"] is None
    clock.time_zone = "Europe/Paris"
    assert (await page.get("/state")).json()["clock"]["time_zone"] == "Europe/Paris"


async def test_the_page_is_never_older_than_its_server(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as browser:
        for path in ("/", "/page/app.js", "/page/theme.css"):
            assert (await browser.get(path)).headers["cache-control"] == "no-cache"


async def test_what_happened_in_a_chat_is_said_in_both_languages(
    sandbox: Sandbox, bot: telegram.Bot, page: httpx.AsyncClient, ann: Person, bob: Person, forum: Chat
) -> None:
    bob.join(forum)
    topic = ann.create_topic(forum, "Questions")
    ann.close_topic(forum, topic.id)
    ann.reopen_topic(forum, topic.id)
    await bot.edit_forum_topic(forum.id, topic.id, name="Answers")
    await bot.edit_forum_topic(forum.id, topic.id, icon_custom_emoji_id="5312536423851630001")
    first = ann.send("Hello", forum)
    await bot.pin_chat_message(forum.id, first.id)
    bob.leave(forum)
    sandbox.remove_bot(forum, ann)
    sandbox.add_bot_to(forum, ann)
    messages = (await page.get(f"/{ann.id}/chats/{forum.id}/messages")).json()
    said = [message["service"] for message in messages if message["service"]]
    assert [words["fr"] for words in said] == [
        "Bob Builder a rejoint le groupe",
        "Ann a créé le sujet «\u00a0Questions\u00a0»",
        "Ann a fermé le sujet",
        "Ann a rouvert le sujet",
        "Concierge a renommé le sujet en «\u00a0Answers\u00a0»",
        "Concierge a changé l’icône du sujet",
        "Concierge a épinglé «\u00a0Hello\u00a0»",
        "Bob Builder a quitté le groupe",
        "Ann a retiré Concierge",
        "Ann a ajouté Concierge",
    ]
    assert [words["en"] for words in said] == [
        "Bob Builder joined the group",
        "Ann created the topic “Questions”",
        "Ann closed the topic",
        "Ann reopened the topic",
        "Concierge renamed the topic to “Answers”",
        "Concierge changed the topic's icon",
        "Concierge pinned “Hello”",
        "Bob Builder left the group",
        "Ann removed Concierge",
        "Ann added Concierge",
    ]


async def test_a_conversation_with_buttons_goes_both_ways(
    bot: telegram.Bot, page: httpx.AsyncClient, ann: Person
) -> None:
    sent = await did(page, f"/{ann.id}/send", {"chat_id": ann.id, "text": "Hello"})
    keyboard = telegram.InlineKeyboardMarkup(
        [
            [telegram.InlineKeyboardButton("✅", callback_data="go", style="success")],
            [telegram.InlineKeyboardButton("Bot", url="https://t.me/concierge_bot?start=e1")],
            [telegram.InlineKeyboardButton("Site", url="https://example.org/")],
        ]
    )
    reply = telegram.ReplyParameters(sent["id"])
    await bot.send_message(ann.id, "Card", reply_markup=keyboard, reply_parameters=reply)
    messages = (await page.get(f"/{ann.id}/chats/{ann.id}/messages")).json()
    assert [message["text"] for message in messages] == ["/start", "Hello", "Card"]
    card = messages[-1]
    assert card["from"]["is_bot"]
    assert card["reply_to"] == {"id": sent["id"], "from_name": "Ann", "text": "Hello"}
    assert card["keyboard"][0][0]["style"] == "success"
    place = {"chat_id": ann.id, "message_id": card["id"], "column": 0}
    assert "query_id" in await did(page, f"/{ann.id}/tap", place | {"row": 0})
    assert await did(page, f"/{ann.id}/tap", place | {"row": 1}) == {"started": True}
    assert await did(page, f"/{ann.id}/tap", place | {"row": 2}) == {"url": "https://example.org/"}
    assert "no longer there" in await refused(page, f"/{ann.id}/tap", place | {"row": 3}, 404)
    assert ann.last().text == "/start e1"


async def test_every_deed_of_the_page_has_its_address(
    page: httpx.AsyncClient, ann: Person, bob: Person, forum: Chat
) -> None:
    await did(page, f"/{bob.id}/start", {"payload": "e1"})
    await did(page, f"/{bob.id}/join", {"chat_id": forum.id})
    place = {"chat_id": forum.id}
    where = await did(page, f"/{bob.id}/location", place | {"lat": 47.39, "lon": 0.68})
    assert where["location"] == {"lat": 47.39, "lon": 0.68}
    venue = place | {"lat": 47.39, "lon": 0.68, "title": "Café", "address": "Place Plumereau"}
    assert (await did(page, f"/{bob.id}/venue", venue))["venue"]["title"] == "Café"
    contact = {"phone_number": "+33123456789", "first_name": "Zoe"}
    assert (await did(page, f"/{bob.id}/contact", contact))["kind"] == "contact"
    said = await did(page, f"/{bob.id}/send", place | {"text": "one"})
    message = place | {"message_id": said["id"]}
    assert (await did(page, f"/{bob.id}/edit", message | {"text": "two"}))["text"] == "two"
    reacted = await did(page, f"/{bob.id}/react", message | {"emoji": "👍"})
    assert reacted["reactions"] == [{"emoji": "👍", "by": [bob.id]}]
    await did(page, f"/{bob.id}/delete", message)
    topic = await did(page, f"/{ann.id}/topic", place | {"name": "Questions"})
    await did(page, f"/{ann.id}/send", place | {"text": "Note", "topic_id": topic["id"]})
    assert ann.last(forum, topic["id"]).text == "Note"
    await did(page, f"/{bob.id}/leave", place)
    await did(page, f"/{bob.id}/block", {})
    assert bob.has_blocked
    await did(page, f"/{bob.id}/unblock", {})
    assert not bob.has_blocked


async def test_a_file_is_uploaded_and_only_ever_downloaded(page: httpx.AsyncClient, ann: Person) -> None:
    answer = await page.post(
        f"/{ann.id}/upload",
        data={"kind": "document", "chat_id": str(ann.id), "caption": "Look"},
        files={"file": ("évil.html", b"<script>", "text/html")},
    )
    sent = answer.json()
    assert (sent["kind"], sent["caption"], sent["file"]["name"]) == ("document", "Look", "évil.html")
    file = await page.get(sent["file"]["url"].removeprefix("/people"))
    assert file.content == b"<script>"
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''%C3%A9vil.html"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert (await page.get("/files/nothing")).status_code == 404


async def test_what_a_client_would_not_do_is_refused_in_words(
    page: httpx.AsyncClient, ann: Person, bob: Person, forum: Chat
) -> None:
    assert "Bob is not in Staff" in await refused(page, f"/{bob.id}/send", {"chat_id": forum.id, "text": "x"})
    assert "text: Field required" in await refused(page, f"/{ann.id}/send", {})
    assert "colour" in await refused(page, f"/{ann.id}/send", {"text": "x", "colour": "red"})
    assert "there is no person 42" in await refused(page, "/42/send", {"text": "x"}, 404)
    assert "there is no chat 42" in await refused(page, f"/{ann.id}/send", {"chat_id": 42, "text": "x"}, 404)
    assert "nothing here" in await refused(page, f"/{ann.id}/dance", {}, 404)
    assert (await page.get(f"/{ann.id}/chats/nonsense/messages")).json()["error"] == "chat must be a number"
    broken = await page.post(f"/{ann.id}/send", content=b"{", headers={"Content-Type": "application/json"})
    assert broken.json()["error"] == "the body is no JSON"


async def test_people_chats_and_the_bots_place_are_made_over_http(
    sandbox: Sandbox, page: httpx.AsyncClient, ann: Person
) -> None:
    zoe = await did(page, "", {"first_name": "Zoe", "note": "organiser"})
    assert sandbox.people[zoe["id"]].note == "organiser"
    assert "needs a name" in await refused(page, "", {"first_name": " "})
    chat = await did(page, "/chats", {"title": "Tours", "member_ids": [ann.id], "owner_id": zoe["id"]})
    assert (chat["bot"], sorted(chat["member_ids"])) == ("none", sorted([ann.id, zoe["id"]]))
    place = {"chat_id": chat["id"]}
    await did(page, f"/{zoe['id']}/bot", place | {"status": "administrator"})
    assert (await page.get("/state")).json()["chats"][0]["bot"] == "administrator"
    await did(page, f"/{zoe['id']}/bot", place | {"status": "kicked"})
    assert (await page.get("/state")).json()["chats"][0]["bot"] == "none"


async def test_the_clock_moves_as_its_host_allows(
    sandbox: Sandbox, page: httpx.AsyncClient, clock: Any
) -> None:
    before = clock.now()
    moved = await did(page, "/clock", {"move": "hour"})
    assert moved["now"] == clock.now().isoformat()
    assert (clock.now() - before).total_seconds() == 3600
    assert "cannot be moved so" in await refused(page, "/clock", {"move": "century"})


async def test_calls_faults_and_odd_updates_are_within_reach(
    sandbox: Sandbox, bot: telegram.Bot, page: httpx.AsyncClient, ann: Person
) -> None:
    await did(page, "/faults", {"kind": "429", "method": "sendMessage", "retry_after": 1})
    assert [fault["kind"] for fault in (await page.get("/faults")).json()] == ["429"]
    assert (await page.delete("/faults")).json() == {"ok": True}
    await bot.send_message(ann.id, "Hello")
    get_me, send = (await page.get("/calls")).json()
    assert (get_me["method"], send["method"], send["parameters"]["text"]) == ("getMe", "sendMessage", "Hello")
    assert (await page.get(f"/calls?after={send['number']}")).json() == []
    await did(page, "/updates", {"inject": {"message": {}}})
    raw: Any = await bot.request.post(f"{bot.base_url}/getUpdates")
    await did(page, "/updates", {"repeat": 1})
    again: Any = await bot.request.post(f"{bot.base_url}/getUpdates", request_data=None)
    assert raw[0] in again


async def next_event(lines: AsyncIterator[str]) -> dict[str, Any]:
    async for line in lines:
        if line.startswith("data: "):
            event: dict[str, Any] = json.loads(line.removeprefix("data: "))
            return event
    raise AssertionError("the stream has ended")


async def test_what_happens_is_streamed_as_it_happens(
    bot: telegram.Bot, page: httpx.AsyncClient, ann: Person
) -> None:
    async with asyncio.timeout(10), page.stream("GET", "/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.aiter_lines()
        assert await anext(lines) == ": listening"
        keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("✅", callback_data="go")]])
        sent = await bot.send_message(ann.id, "Card", reply_markup=keyboard)
        event = await next_event(lines)
        assert (event["type"], event["chat_id"], event["message"]["text"]) == ("message", ann.id, "Card")
        query_id = ann.press(ann.last(), "go")
        await bot.answer_callback_query(query_id, "Noted", show_alert=True)
        event = await next_event(lines)
        assert (event["type"], event["person_id"]) == ("answer", ann.id)
        assert event["answer"] == {"text": "Noted", "show_alert": True, "url": None, "query_id": query_id}
        await bot.edit_message_text("New", ann.id, sent.message_id)
        assert (await next_event(lines))["type"] == "edit"
        await bot.set_message_reaction(ann.id, sent.message_id, "👍")
        assert (await next_event(lines))["type"] == "reaction"
        await bot.delete_message(ann.id, sent.message_id)
        event = await next_event(lines)
        assert event == {"type": "delete", "chat_id": ann.id, "message_id": sent.message_id}
        await bot.set_my_commands([("start", "Begin")])
        assert await next_event(lines) == {"type": "commands"}
        ann.block()
        assert await next_event(lines) == {"type": "people"}


async def test_a_server_that_stops_ends_the_stream(sandbox: Sandbox) -> None:
    async with sandbox.serve() as address:
        client = httpx.AsyncClient(base_url=address)
        stream = await client.send(client.build_request("GET", "/people/events"), stream=True)
        lines = stream.aiter_lines()
        assert await anext(lines) == ": listening"
    async with asyncio.timeout(5):
        assert [line async for line in lines if line.startswith("data")] == []
    await client.aclose()
