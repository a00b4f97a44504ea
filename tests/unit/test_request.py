import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.request import AiohttpRequest, NotSent, ServerError

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class StandIn:
    """A server whose answer each test writes; it remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: Answer = ok
        self.bodies: list[bytes] = []
        self.content_types: list[str] = []
        self.connections: set[object] = set()
        self.root = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.connections.add(request.transport)
        self.content_types.append(request.content_type)
        self.bodies.append(await request.read())
        return await self.answer(request)

    def url(self, method: str = "sendMessage") -> str:
        return f"{self.root}/bot{TOKEN}/{method}"


async def ok(_: web.Request) -> web.StreamResponse:
    return web.json_response({"ok": True, "result": {"message_id": 7}})


def answering(status: int, body: str, content_type: str = "application/json") -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body, content_type=content_type)

    return answer


def refusing(status: int, description: str, **parameters: int) -> Answer:
    body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return answering(status, json.dumps(body))


async def drop(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@pytest.fixture
async def server() -> AsyncIterator[StandIn]:
    stand_in = StandIn()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", stand_in.handle)
    async with TestServer(app) as running:
        stand_in.root = str(running.make_url("")).rstrip("/")
        yield stand_in


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest() as opened:
        yield opened


async def error_of(call: Awaitable[object]) -> TelegramError:
    """Return the error of a call, after making sure that nothing reachable from it holds the token."""
    with pytest.raises(TelegramError) as caught:
        await call
    error: BaseException | None = caught.value
    while error is not None:
        assert "AAExample" not in f"{error!s} {error!r} {error.args}"
        error = error.__cause__ or error.__context__
    return caught.value


async def test_a_call_posts_json_and_returns_the_result(server: StandIn, request_: AiohttpRequest) -> None:
    parameters = {"chat_id": 5, "text": "Bonsoir\u202f!", "reply_markup": {"inline_keyboard": []}}
    assert await request_.call(server.url(), parameters) == {"message_id": 7}
    assert json.loads(server.bodies[0]) == parameters
    assert server.content_types == ["application/json"]


async def test_lone_surrogates_and_nul_travel_escaped(server: StandIn, request_: AiohttpRequest) -> None:
    await request_.call(server.url(), {"text": "a\ud83db\x00"})
    assert server.bodies[0] == b'{"text": "a\\ud83db\\u0000"}'


async def test_parameters_that_json_cannot_write_are_refused_unsent(
    server: StandIn, request_: AiohttpRequest
) -> None:
    assert isinstance(await error_of(request_.call(server.url(), {"x": object()})), BadRequest)
    assert server.bodies == []


async def test_the_librarys_own_methods_work_over_it(server: StandIn, request_: AiohttpRequest) -> None:
    server.answer = answering(200, '{"ok": true, "result": true}')
    bot = Bot(TOKEN, base_url=f"{server.root}/bot", request=request_, get_updates_request=request_)
    assert await bot.delete_message(chat_id=5, message_id=6)
    assert json.loads(server.bodies[0]) == {"chat_id": "5", "message_id": "6"}


async def test_files_are_uploaded_as_multipart(server: StandIn, request_: AiohttpRequest) -> None:
    message = {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}
    server.answer = answering(200, json.dumps({"ok": True, "result": message}))
    bot = Bot(TOKEN, base_url=f"{server.root}/bot", request=request_, get_updates_request=request_)
    await bot.send_document(5, InputFile(b"BEGIN:VCALENDAR", filename="soirée.ics"), caption="Jeudi")
    assert server.content_types == ["multipart/form-data"]
    assert b"BEGIN:VCALENDAR" in server.bodies[0]
    assert "soirée.ics".encode() in server.bodies[0] or b"soir%C3%A9e.ics" in server.bodies[0]
    assert b"Jeudi" in server.bodies[0]


async def test_a_call_uploads_the_files_its_parameters_mean(
    server: StandIn, request_: AiohttpRequest
) -> None:
    parameters = {
        "chat_id": 5,
        "document": "attach://calendar",
        "caption": "a\ud83db",
        "reply_markup": {"x": 1},
    }
    files = {"calendar": ("soirée.ics", b"BEGIN:VCALENDAR", "text/calendar")}
    assert await request_.call(server.url("sendDocument"), parameters, files=files) == {"message_id": 7}
    assert server.content_types == ["multipart/form-data"]
    (body,) = server.bodies
    assert b"attach://calendar" in body
    assert b"BEGIN:VCALENDAR" in body
    assert b"a?b" in body
    assert b'{"x": 1}' in body


async def test_a_file_is_fetched_whatever_it_begins_with(server: StandIn, request_: AiohttpRequest) -> None:
    server.answer = answering(200, "<svg/>", "image/svg+xml")
    assert await request_.retrieve(server.url("file")) == b"<svg/>"


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (400, "Bad Request: message is not modified", BadRequest),
        (401, "Unauthorized", InvalidToken),
        (403, "Forbidden: bot was blocked by the user", Forbidden),
        (404, "Not Found", InvalidToken),
        (409, "Conflict: terminated by other getUpdates request", Conflict),
    ],
)
async def test_a_refusal_raises_the_librarys_error(
    server: StandIn, request_: AiohttpRequest, status: int, description: str, kind: type[TelegramError]
) -> None:
    server.answer = refusing(status, description)
    assert type(await error_of(request_.call(server.url(), {}))) is kind


async def test_flood_control_says_how_long_to_wait(server: StandIn, request_: AiohttpRequest) -> None:
    server.answer = refusing(429, "Too Many Requests: retry after 3", retry_after=3)
    error = await error_of(request_.call(server.url(), {}))
    assert isinstance(error, RetryAfter)
    assert error.retry_after == timedelta(seconds=3)


async def test_a_migrated_group_says_its_new_id(server: StandIn, request_: AiohttpRequest) -> None:
    server.answer = refusing(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001234567890)
    error = await error_of(request_.call(server.url(), {}))
    assert isinstance(error, ChatMigrated)
    assert error.new_chat_id == -1001234567890


@pytest.mark.parametrize("status", [500, 502, 503, 599])
async def test_a_server_error_keeps_its_status(
    server: StandIn, request_: AiohttpRequest, status: int
) -> None:
    server.answer = refusing(status, "Internal Server Error", retry_after=5)
    error = await error_of(request_.call(server.url(), {}))
    assert isinstance(error, ServerError)
    assert error.status == status


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 429])
async def test_a_page_of_a_proxy_is_no_answer_of_telegram(
    server: StandIn, request_: AiohttpRequest, status: int
) -> None:
    server.answer = answering(status, f"<html>blocked: /bot{TOKEN}/sendMessage</html>", "text/html")
    error = await error_of(request_.call(server.url(), {}))
    assert isinstance(error, ServerError)
    assert error.status == status


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, '{"ok": true'),
        (200, '{"ok": true}'),
        (200, '{"ok": false, "description": "?"}'),
        (200, ""),
        (200, "[]"),
        (400, "{broken"),
        (400, '{"ok": false, "parameters": [1]}'),
    ],
)
async def test_a_malformed_answer_leaves_open_what_was_done(
    server: StandIn, request_: AiohttpRequest, status: int, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = answering(status, body)
    error = await error_of(request_.call(server.url(), {}))
    assert isinstance(error, NetworkError)
    assert not isinstance(error, (BadRequest, NotSent))
    assert caplog.records == []


async def test_no_answer_in_time_leaves_open_what_was_done(server: StandIn, request_: AiohttpRequest) -> None:
    never = asyncio.Event()

    async def wait(_: web.Request) -> web.StreamResponse:
        await never.wait()
        return web.Response()

    server.answer = wait
    error = await error_of(request_.call(server.url(), {}, read_timeout=0.05))
    never.set()
    assert type(error) is TimedOut
    assert len(server.bodies) == 1


async def test_a_body_that_stops_half_way_leaves_open_what_was_done(
    server: StandIn, request_: AiohttpRequest
) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"ok": true,')
        assert request.transport is not None
        request.transport.close()
        return response

    server.answer = half
    error = await error_of(request_.call(server.url(), {}))
    assert type(error) is NetworkError


async def test_a_post_on_a_dropped_connection_is_not_repeated_by_itself(
    server: StandIn, request_: AiohttpRequest
) -> None:
    await request_.call(server.url(), {})
    server.answer = drop  # on the kept connection, where aiohttp would repeat a GET
    error = await error_of(request_.call(server.url(), {}))
    assert type(error) is NetworkError
    assert len(server.bodies) == 2


async def test_connections_are_kept_and_reused(server: StandIn, request_: AiohttpRequest) -> None:
    for _ in range(3):
        await request_.call(server.url(), {})
    assert len(server.connections) == 1


async def test_a_redirect_is_not_followed(server: StandIn, request_: AiohttpRequest) -> None:
    async def elsewhere(_: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/elsewhere")

    server.answer = elsewhere
    assert isinstance(await error_of(request_.call(server.url(), {})), ServerError)
    assert len(server.bodies) == 1


async def test_a_refused_connection_was_certainly_not_sent(request_: AiohttpRequest) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound but not listening: nobody else can take the port meanwhile
        port = unused.getsockname()[1]
        error = await error_of(request_.call(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe", {}))
    assert isinstance(error, NotSent)


async def test_a_failed_tls_handshake_was_certainly_not_sent(
    server: StandIn, request_: AiohttpRequest
) -> None:
    error = await error_of(request_.call(server.url().replace("http:", "https:"), {}))
    assert isinstance(error, NotSent)
    assert server.bodies == []


async def test_a_name_without_address_was_certainly_not_sent(
    request_: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    error = await error_of(request_.call(f"http://nowhere.invalid/bot{TOKEN}/getMe", {}))
    assert isinstance(error, NotSent)


async def test_a_server_that_does_not_accept_in_time_was_not_sent_to() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        with socket.socket() as first, socket.socket() as second:
            for filler in (first, second):
                filler.setblocking(False)
                filler.connect_ex(("127.0.0.1", port))
            async with AiohttpRequest(connect_timeout=0.05, pool_timeout=0.05) as request:
                error = await error_of(request.call(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe", {}))
    assert isinstance(error, NotSent)


async def test_a_call_that_found_no_free_connection_was_not_sent(server: StandIn) -> None:
    arrived, leave = asyncio.Event(), asyncio.Event()

    async def hold(request: web.Request) -> web.StreamResponse:
        arrived.set()
        await leave.wait()
        return await ok(request)

    server.answer = hold
    async with AiohttpRequest(1, pool_timeout=0.03) as request:
        first = asyncio.ensure_future(request.call(server.url(), {}))
        await arrived.wait()
        error = await error_of(request.call(server.url(), {}))
        leave.set()
        assert await first == {"message_id": 7}
    assert isinstance(error, NotSent)
    assert len(server.bodies) == 1


async def test_a_closed_request_object_sends_nothing_and_may_be_opened_again(server: StandIn) -> None:
    request = AiohttpRequest()
    assert isinstance(await error_of(request.call(server.url(), {})), NotSent)
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        assert await request.call(server.url(), {}) == {"message_id": 7}
        await request.shutdown()
        await request.shutdown()
    assert isinstance(await error_of(request.call(server.url(), {})), NotSent)


async def test_a_proxy_of_the_environment_is_used(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.root)
    async with AiohttpRequest() as request:
        assert await request.call(f"http://telegram.invalid/bot{TOKEN}/getMe", {}) == {"message_id": 7}


async def test_a_server_exempted_from_the_proxy_is_reached_directly(
    server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with AiohttpRequest() as request:
        assert await request.call(server.url(), {}) == {"message_id": 7}


async def test_a_proxy_is_given_its_name_and_password(
    server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def only_known(request: web.Request) -> web.StreamResponse:
        known = f"Basic {base64.b64encode(b'hop:secret').decode()}"
        return (
            await ok(request) if request.headers.get("Proxy-Authorization") == known else await drop(request)
        )

    server.answer = only_known
    monkeypatch.setenv("http_proxy", server.root.replace("//", "//hop:secret@"))
    async with AiohttpRequest() as request:
        assert await request.call(f"http://telegram.invalid/bot{TOKEN}/getMe", {}) == {"message_id": 7}


async def test_an_unreachable_proxy_was_certainly_not_sent_through(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused.getsockname()[1]}")
        async with AiohttpRequest() as request:
            error = await error_of(request.call(f"http://telegram.invalid/bot{TOKEN}/getMe", {}))
    assert isinstance(error, NotSent)


async def test_a_proxy_that_refuses_the_tunnel_was_not_sent_through(
    server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = answering(407, "who are you?", "text/plain")
    monkeypatch.setenv("https_proxy", server.root)
    async with AiohttpRequest() as request:
        error = await error_of(request.call(f"https://telegram.invalid/bot{TOKEN}/getMe", {}))
    assert isinstance(error, NotSent)
