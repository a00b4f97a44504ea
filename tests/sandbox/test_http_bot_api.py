"""The ways in which a client may put its parameters."""

from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox import Person, Sandbox


@pytest.fixture
async def raw(sandbox: Sandbox, address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{address}/bot{sandbox.bot.token}") as client:
        yield client


async def test_parameters_come_in_the_address_as_form_as_json_or_in_parts(
    raw: httpx.AsyncClient, ann: Person
) -> None:
    keyboard = '{"inline_keyboard":[[{"text":"✅","callback_data":"go"}]]}'
    strings = {"chat_id": str(ann.id), "text": "Hello", "reply_markup": keyboard}
    values = {
        "chat_id": ann.id,
        "text": "Hello",
        "reply_markup": {"inline_keyboard": [[{"text": "✅", "callback_data": "go"}]]},
    }
    answers = [
        await raw.get("/sendMessage", params=strings),
        await raw.post("/sendMessage", params=strings),
        await raw.post("/sendMessage", data=strings),
        await raw.post("/sendMessage", json=values),
        await raw.post("/sendMessage", files={name: (None, value) for name, value in strings.items()}),
    ]
    assert [answer.json()["ok"] for answer in answers] == [True] * 5
    assert [message.labels for message in ann.messages()[1:]] == [["✅"]] * 5


async def test_the_name_of_a_method_is_read_in_any_case(raw: httpx.AsyncClient, sandbox: Sandbox) -> None:
    assert (await raw.get("/GETME")).json()["result"]["id"] == sandbox.bot.id
    assert sandbox.calls[-1].method == "getMe"


async def test_a_method_that_is_not_here_is_named(raw: httpx.AsyncClient) -> None:
    answer = await raw.post("/sendDice", json={"chat_id": 1})
    assert (answer.status_code, answer.json()) == (
        404,
        {
            "ok": False,
            "error_code": 404,
            "description": "Not Found: method sendDice is not in this sandbox",
        },
    )


async def test_what_is_no_json_is_a_call_without_parameters(raw: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await raw.post("/sendMessage", content=b"{", headers=headers)
    assert answer.json()["description"] == "Bad Request: chat_id is empty"


async def test_the_call_log_keeps_parameters_as_values_and_refusals_by_their_text(
    raw: httpx.AsyncClient, sandbox: Sandbox, ann: Person
) -> None:
    await raw.get("/sendMessage", params={"chat_id": str(ann.id), "text": "Hello"})
    await raw.get("/sendMessage", params={"chat_id": "42", "text": "Hello"})
    await raw.get("/sendMessage", params={"text": "Hello"})
    sent, unknown, bad = sandbox.calls
    assert (sent.ok, sent.parameters) == (True, {"chat_id": ann.id, "text": "Hello"})
    assert (unknown.ok, unknown.error) == (False, "Bad Request: chat not found")
    assert (bad.ok, bad.parameters) == (False, {"text": "Hello"})
    sandbox.clear_calls()
    assert sandbox.calls == []
