"""Requests to the Bot API over aiohttp, which say for certain when nothing was sent.

python-telegram-bot's own client (httpx) costs three times the CPU per call and slows down further with many
calls at once. Telegram has no idempotency key, so the difference between "not sent" and "perhaps sent"
decides what may be repeated; this module draws it. No error carries the address, which carries the token.
"""

import json
import os
from collections.abc import Mapping
from typing import TypeAlias, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

# Otherwise each flood control warns that `RetryAfter.retry_after` will be a timedelta one day.
os.environ.setdefault("PTB_TIMEDELTA", "true")

#: A file of a request: its name, content and MIME type.
FilePart: TypeAlias = tuple[str, bytes, str]

# Raised while a connection is sought, before a byte of the request is written: no free connection in time, no
# address for the name, no connection, no TLS, no way through the proxy.
_BEFORE_SENDING = (
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


class NotSent(NetworkError):  # noqa: N818 - says what happened, as the library's TimedOut and RetryAfter do
    """The request certainly did not reach Telegram; sending it again cannot double anything."""

    __slots__ = ()


class ServerError(NetworkError):
    """Something answered, but not the Bot API: a 5xx, or a page of a proxy; what it did meanwhile is unknown.

    Attributes:
        status: the HTTP status.
    """

    __slots__ = ("status",)

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{message} (HTTP {status})")
        self.status = status

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return NetworkError, (self.message,)


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's request class over one aiohttp session, and the raw call beside it.

    Proxies of the environment (`HTTPS_PROXY`, `NO_PROXY`) are honoured. A request is written once: aiohttp
    repeats by itself only idempotent methods on a dropped connection, and the Bot API is called by POST.
    """

    def __init__(
        self,
        connections: int = 256,
        *,
        read_timeout: float = 30,
        write_timeout: float = 20,
        connect_timeout: float = 5,
        pool_timeout: float = 30,
    ) -> None:
        """Prepare, without connecting.

        Args:
            connections: how many may be open at once; a further call waits `pool_timeout` for one.
            read_timeout: seconds of silence from the server after the request was written.
            write_timeout: seconds for writing the request, an upload included.
            connect_timeout: seconds for opening a connection.
            pool_timeout: seconds for waiting until a connection is free.
        """
        self._connections = connections
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds of silence after which an answer is no longer waited for."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session; does nothing when it is open."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )
            self._proxies.clear()

    async def shutdown(self) -> None:
        """Close the session and its connections; calls in flight end as ambiguous."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(
        self,
        url: str,
        parameters: Mapping[str, object],
        *,
        files: Mapping[str, FilePart] | None = None,
        read_timeout: float = 30,
    ) -> object:
        """Call a Bot API method and return its decoded `result`.

        Args:
            url: the root, `/bot`, the token, `/` and the method's name.
            parameters: what the method takes, in anything JSON can write; sent as a JSON object.
            files: what is uploaded with it, as a form; a parameter means one by `attach://` and its key.
            read_timeout: seconds to wait for the answer; longer than `timeout` for a long poll.

        Raises:
            NotSent: it certainly did not reach Telegram.
            TimedOut: no answer in time; it may have been done.
            ServerError: a 5xx or no answer of the Bot API; it may have been done.
            NetworkError: the connection broke; it may have been done.
            RetryAfter: flood control; not done.
            ChatMigrated: the group became a supergroup; not done.
            Forbidden: not done.
            BadRequest: not done.
            Conflict: not done.
            InvalidToken: 401 or 404; not done.
        """
        # RequestData is final and built from the library's private parameters; `post` only hands it through
        # to `do_request` below, which reads nothing of it but what _JsonBody has.
        body = cast("RequestData", _FormBody(parameters, files) if files else _JsonBody(parameters))
        try:
            return await self.post(url, body, read_timeout=read_timeout)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # The library takes for granted what is in the answer: a result, parameters of the right types.
            shape = type(error).__name__
        msg = f"The answer is not one of the Bot API ({shape})"
        raise NetworkError(msg)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one HTTP request and return status and body; called by `post` and `retrieve`.

        Timeouts are in seconds, None for none, the constructor's when left out.

        Raises:
            NotSent, TimedOut, ServerError, NetworkError: as `call` says.
        """
        timeout = self._timeout(read_timeout, write_timeout, connect_timeout, pool_timeout)
        if self._session is None:
            msg = "The request object is not open"
            raise NotSent(msg)
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                headers=_headers(request_data),
                timeout=timeout,
                proxy=self._proxy(url),
                allow_redirects=False,  # a POST would be followed as a GET, and the token carried elsewhere
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = _failure(error)
        else:
            _require_bot_api(method, status, payload)
            return status, payload
        # Outside the except block: aiohttp's errors hold the address, and would hang on as the context.
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """Decode an answer; unlike the library's, without logging what could not be decoded.

        Raises:
            NetworkError: it is no JSON object; the call may have been done.
        """
        try:
            answer = json.loads(payload.decode(errors="replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            msg = "The answer is no JSON object"
            raise NetworkError(msg)
        return answer

    def _proxy(self, url: str) -> str | None:
        """Return the environment's proxy for `url`, looked up once per server and session.

        aiohttp's own `trust_env` asks two threads for it on every request, which doubles the CPU of a call.
        """
        root = url[: url.find("/", len("https://"))]
        if root not in self._proxies:
            server = urlsplit(root)
            bypassed = proxy_bypass(server.netloc.rpartition("@")[2])
            self._proxies[root] = None if bypassed else getproxies().get(server.scheme)
        return self._proxies[root]

    def _timeout(self, read: object, write: object, connect: object, pool: object) -> aiohttp.ClientTimeout:
        read_seconds = _seconds(read, self._read_timeout)
        write_seconds = _seconds(write, self._write_timeout)
        connect_seconds = _seconds(connect, self._connect_timeout)
        pool_seconds = _seconds(pool, self._pool_timeout)
        # aiohttp's "connect" includes the wait for a free connection. The total bounds what has no timeout of
        # its own, writing; it is larger than connect, because ended by it a connect would look ambiguous.
        before = _sum(pool_seconds, connect_seconds)
        return aiohttp.ClientTimeout(
            total=_sum(before, write_seconds, read_seconds),
            connect=before,
            sock_connect=connect_seconds,
            sock_read=read_seconds,
        )


class _JsonBody:
    """The parts of a RequestData that `AiohttpRequest.do_request` reads, for plain parameters."""

    contains_files = False

    def __init__(self, parameters: Mapping[str, object]) -> None:
        try:
            self.json_payload = json.dumps(dict(parameters)).encode()
        except (TypeError, ValueError) as error:
            msg = f"The parameters cannot be written as JSON: {error}"
            raise BadRequest(msg) from None


class _FormBody:
    """The same for parameters that go with files: a form, in which whatever is no text is JSON."""

    contains_files = True

    def __init__(self, parameters: Mapping[str, object], files: Mapping[str, FilePart]) -> None:
        try:
            self.json_parameters = {
                name: _sendable(value) if isinstance(value, str) else json.dumps(value)
                for name, value in parameters.items()
                if value is not None
            }
        except (TypeError, ValueError) as error:
            msg = f"The parameters cannot be written as JSON: {error}"
            raise BadRequest(msg) from None
        self.multipart_data = dict(files)


def _sendable(text: str) -> str:
    """Put a question mark for each lone surrogate, which a form, unlike JSON, cannot spell."""
    return text.encode(errors="replace").decode()


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_payload
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return form


def _headers(data: RequestData | None) -> dict[str, str]:
    return {} if data is None or data.contains_files else {"Content-Type": "application/json"}


def _failure(error: Exception) -> NetworkError:
    """Translate an error of aiohttp, leaving its text out: it may hold the address."""
    name = type(error).__name__
    if isinstance(error, _BEFORE_SENDING):
        why = error.os_error.strerror if isinstance(error, aiohttp.ClientConnectorError) else None
        return NotSent(f"Not sent: {why or name}")
    if isinstance(error, TimeoutError):
        return TimedOut(f"No answer in time ({name})")
    return NetworkError(f"The connection broke ({name})")


def _require_bot_api(method: str, status: int, payload: bytes) -> None:
    """Refuse what the Bot API cannot have said: a proxy's 403 must not make a member unreachable."""
    if status >= 500:
        raise ServerError(status, "Server error")
    if method != "POST":
        return
    try:
        # A refusal is believed only when whole; of a success the first character tells, `post` reads it.
        if status >= 400 or not payload.lstrip().startswith(b"{"):
            AiohttpRequest.parse_json_payload(payload)
    except NetworkError:
        raise ServerError(status, "The answer is not one of the Bot API") from None


def _seconds(given: object, default: float | None) -> float | None:
    if given is None or isinstance(given, (int, float)):
        return given
    return default


def _sum(*seconds: float | None) -> float | None:
    known = [each for each in seconds if each is not None]
    return sum(known) if len(known) == len(seconds) else None
