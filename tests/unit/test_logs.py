import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
import structlog

from bot.logs import configure_logs, redact
from bot.settings import Settings

TOKEN = "123456789:AAcanaryExampleExampleExampleExampl"
OTHER_TOKEN = "987654321:BBcanary-Example_Example-Example"
PASSWORD = 'pä"canary ss\\w/rd'
SECRETS = (TOKEN, PASSWORD)
Read = Callable[[], str]


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before, level, hook = root.handlers[:], root.level, sys.excepthook
    levels = {
        name: each.level for name, each in root.manager.loggerDict.items() if isinstance(each, logging.Logger)
    }
    yield
    root.handlers[:], sys.excepthook = before, hook
    root.setLevel(level)
    for name, each in root.manager.loggerDict.items():
        if isinstance(each, logging.Logger):
            each.setLevel(levels.get(name, logging.NOTSET))
    structlog.reset_defaults()


@pytest.fixture(params=["console", "json"])
def said(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Read:
    configure_logs("DEBUG", request.param, SECRETS)
    return lambda: capsys.readouterr().err


def raise_with(secret: str) -> None:
    here = secret
    raise ValueError(f"refused {here}") from ConnectionError(
        f"no way to https://api.telegram.org/bot{here}/getMe"
    )


class Telling:
    def __repr__(self) -> str:
        return f"Bot[token={TOKEN}, {PASSWORD}]"


@pytest.mark.parametrize("secret", [TOKEN, OTHER_TOKEN, PASSWORD])
@pytest.mark.parametrize("logger", ["bot.delivery", "telegram.ext", "sqlalchemy.engine", "uvicorn.error"])
def test_no_secret_is_printed_by_any_logger(said: Read, secret: str, logger: str) -> None:
    log = logging.getLogger(logger)
    log.warning("calling https://api.telegram.org/bot%s/sendMessage", secret)
    log.error("with %r and %s", Telling(), {"token": secret, "nested": [Telling()]})
    try:
        raise_with(secret)
    except ValueError:
        log.exception("a call failed")
    shown = said()
    assert shown.count("[redacted]") >= 4
    assert "canary" not in shown
    assert "a call failed" in shown
    assert "ConnectionError" in shown


@pytest.mark.parametrize("secret", [TOKEN, OTHER_TOKEN, PASSWORD])
def test_no_secret_is_printed_by_structured_logs(said: Read, secret: str) -> None:
    log = structlog.get_logger("bot.intake")
    with structlog.contextvars.bound_contextvars(address=f"https://x/bot{secret}/getMe"):
        log.info("polling", bot=Telling(), **{secret: secret})
    try:
        raise_with(secret)
    except ValueError:
        log.exception("polling failed", parameters=[secret])
    shown = said()
    assert "canary" not in shown
    assert shown.count("[redacted]") >= 4
    assert "polling failed" in shown


def test_local_variables_are_not_printed_with_a_traceback(said: Read) -> None:
    text = "what a member wrote"
    try:
        raise ZeroDivisionError(len(text))
    except ZeroDivisionError:
        structlog.get_logger("bot").exception("failed")
        logging.getLogger("bot").exception("failed")
    shown = said()
    assert shown.count("ZeroDivisionError: 19") == 2
    assert "what a member" not in shown.replace('text = "what a member wrote"', "")


def test_what_nobody_caught_is_logged_without_secrets(said: Read) -> None:
    try:
        raise_with(TOKEN)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    shown = said()
    assert "stopped by an unexpected error" in shown
    assert "ConnectionError" in shown
    assert "canary" not in shown


def test_an_interrupt_is_no_error(said: Read) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert said() == ""


def test_a_line_that_cannot_be_written_tells_where_and_not_what(said: Read) -> None:
    (handler,) = (each for each in logging.getLogger().handlers if type(each).__module__ == "bot.logs")
    values = {"name": "bot", "msg": "%d", "args": (TOKEN,), "module": "intake", "lineno": 7}
    handler.handle(logging.makeLogRecord(values))
    shown = said()
    assert "a log line of intake:7 could not be written" in shown
    assert "canary" not in shown


@pytest.mark.parametrize(
    "written",
    [
        f"/bot{TOKEN}/getMe",
        TOKEN.replace(":", "%3A"),
        PASSWORD,
        json.dumps({"x": PASSWORD}),
        repr({"x": PASSWORD + "'"}),
        "postgresql://hop:p%C3%A4%22canary%20ss%5Cw%2Frd@localhost/hop",
        "?p=p%C3%A4%22canary%20ss%5Cw/rd",
    ],
)
def test_a_secret_is_found_however_it_is_written(written: str) -> None:
    assert "canary" in written
    shown = redact(written, SECRETS)
    assert "canary" not in shown
    assert "[redacted]" in shown


def test_what_is_no_secret_stays() -> None:
    line = "2026-12-03 19:30 chat -1001234567890 message 123456789:12 https://api.telegram.org"
    assert redact(line, ("", "db")) == line


def test_a_secret_inside_another_leaves_no_tail() -> None:
    assert redact("x-canary-long", ("canary", "canary-long")) == "x-[redacted]"


def test_the_secrets_of_the_settings_are_taken_out(capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(database_url="postgresql+asyncpg://hop:can%23ary@localhost/hop")
    configure_logs("INFO", "console", settings.secrets())
    logging.getLogger("bot").error("no connection to %s with can#ary", settings.database_url)
    shown = capsys.readouterr().err
    assert shown.count("[redacted]") == 2
    assert "ary" not in shown


def test_json_lines_are_objects_with_time_level_and_logger(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", "json")
    structlog.get_logger("bot.delivery").info("sent", chat=5)
    logging.getLogger("bot.sweep").warning("late by %d s", 3)
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], first["chat"], first["level"], first["logger"]) == (
        "sent",
        5,
        "info",
        "bot.delivery",
    )
    assert (second["event"], second["level"], second["logger"]) == ("late by 3 s", "warning", "bot.sweep")
    assert first["timestamp"].endswith("Z")


def test_a_traceback_in_json_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", "json", SECRETS)
    try:
        raise_with(TOKEN)
    except ValueError:
        structlog.get_logger("bot").exception("failed")
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: refused [redacted]" in json.loads(line)["exception"]


@pytest.mark.parametrize(
    "library",
    [
        "aiohttp.client",
        "aiosqlite",
        "apscheduler.executors",
        "asyncio",
        "httpx",
        "sqlalchemy.engine",
        "telegram.Bot",
    ],
)
def test_libraries_that_print_contents_stay_at_warnings(said: Read, library: str) -> None:
    logging.getLogger(library).info("parameters: text='what a member wrote'")
    logging.getLogger(library).debug("parameters: text='what a member wrote'")
    assert said() == ""
    logging.getLogger(library).warning("trouble")
    assert "trouble" in said()


def test_what_uvicorn_set_up_for_itself_is_undone(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(logging.StreamHandler())
    logger.setLevel("CRITICAL")
    logger.propagate = False
    configure_logs("INFO", "console")
    logger.info("started")
    assert capsys.readouterr().err.count("started") == 1


def test_access_lines_with_their_addresses_are_left_out(said: Read) -> None:
    logging.getLogger("uvicorn.access").info("POST /webhook/secret-path 200")
    logging.getLogger("uvicorn.error").info("started")
    shown = said()
    assert "secret-path" not in shown
    assert "started" in shown


@pytest.mark.parametrize("format_", ["console", "json"])
def test_the_last_configuration_holds_and_each_line_is_said_once(
    format_: Literal["console", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("DEBUG", "console")
    configure_logs("ERROR", format_)
    logging.getLogger("bot").warning("quiet")
    logging.getLogger("bot").error("loud")
    structlog.get_logger("bot").error("clear")
    assert [
        word in line
        for word, line in zip(["loud", "clear"], capsys.readouterr().err.splitlines(), strict=True)
    ]
