"""No foreign page in the same browser reaches the people's side."""

import httpx
import pytest

from sandbox import Person, Sandbox


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "192.168.1.5", ""])
@pytest.mark.parametrize("path", ["/", "/people/state", "/people/events", "/page/app.js"])
async def test_a_host_that_is_not_loopback_is_refused(address: str, host: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        answer = await client.get(path, headers={"Host": host})
    assert answer.status_code == 403
    assert answer.json() == {"error": "the sandbox answers on loopback addresses only"}


@pytest.mark.parametrize("host", ["localhost:1234", "127.0.0.1", "[::1]:1234", "[::1]"])
async def test_loopback_by_any_name_is_welcome(address: str, host: str) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        assert (await client.get("/people/state", headers={"Host": host})).status_code == 200


async def test_a_write_needs_the_header_no_foreign_page_can_send(address: str, ann: Person) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        bare = await client.post(f"/people/{ann.id}/send", json={"text": "x"})
        form = await client.post(f"/people/{ann.id}/send", data={"text": "x"}, headers={"X-Sandbox": "1"})
        person = await client.post("/people", json={"first_name": "Mallory"})
        faults = await client.delete("/people/faults")
    assert [answer.status_code for answer in (bare, form, person, faults)] == [403] * 4
    assert ann.last().text == "/start"


async def test_a_web_page_cannot_call_the_bot_api(address: str, sandbox: Sandbox, ann: Person) -> None:
    async with httpx.AsyncClient(base_url=f"{address}/bot{sandbox.bot.token}") as client:
        answer = await client.post(
            "/sendMessage", data={"chat_id": ann.id, "text": "x"}, headers={"Origin": "https://evil.example"}
        )
    assert answer.status_code == 403
    assert ann.last().text == "/start"


async def test_the_page_is_served_and_its_directory_is_not_left(address: str, sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        page = await client.get("/")
        outside = await client.get("/page/../world.py")
        encoded = await client.get("/page/%2e%2e/world.py")
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["x-frame-options"] == "DENY"
    assert (outside.status_code, encoded.status_code) == (404, 404)
