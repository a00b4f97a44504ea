"""What the program says of itself, and what it never says.

Every log line of the process, ours and the libraries', passes one formatter, and the formatter takes out
every secret the program was given and whatever looks like a bot token: in messages, addresses,
representations and tracebacks alike.

Member names and texts of messages are not logged at all: log ids, counts and kinds. No formatter can know
them, so whatever raises with such contents in its text must hide them (SQLAlchemy's `hide_parameters`,
pydantic's `hide_input_in_errors`), and libraries that print them when they are talkative are kept at
warnings, whatever level is asked for.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Literal
from urllib.parse import quote

import structlog

TOKEN_PATTERN = r"\d{6,12}:[A-Za-z0-9_-]{30,}"  # noqa: S105 - the shape of a token, not a token
"""What a bot token looks like. No word boundary in front: in an address the digits follow `/bot` directly."""

_TOKEN = re.compile(rf"(?<!\d){TOKEN_PATTERN.replace(':', '(?::|%3[Aa])')}")
_REDACTED = "[redacted]"
# Shorter "secrets" (a database password of "db") would black out half of every line and protect nothing.
_SHORTEST_SECRET = 4

# At INFO or DEBUG these print requests, parameters and rows: names, texts and addresses with the token.
_TALKATIVE = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "telegram",
)
_UVICORN = ("uvicorn", "uvicorn.access", "uvicorn.error", "uvicorn.asgi")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without bot tokens and without the `secrets`, plain or as JSON, Python or an address."""
    return _without(_written_forms(secrets), text)


def configure_logs(level: str, format: Literal["console", "json"], secrets: Iterable[str] = ()) -> None:  # noqa: A002 - as the setting is called
    """Send all logs of the process to standard error, one line or object each, without `secrets`.

    May be called again: the last call holds. Whoever starts uvicorn passes it `log_config=None`, so that it
    does not install handlers of its own beside this one.

    Args:
        level: the least severe level shown, as `logging` names it.
        format: `console` for people, `json` for machines; timestamps are ISO 8601 in UTC in both.
        secrets: the values to take out wherever they appear; see `bot.settings.Settings.secrets`.
    """
    # Exceptions are formatted plainly: structlog's and rich's own tracebacks print local variables.
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _StandardError()
    handler.setFormatter(_RedactingFormatter(_last_steps(format), shared, secrets))
    root = logging.getLogger()
    for old in [known for known in root.handlers if isinstance(known, _StandardError)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    _quiet_libraries(root.level)
    sys.excepthook = _log_uncaught


def _without(forms: Iterable[str], text: str) -> str:
    for form in forms:
        text = text.replace(form, _REDACTED)
    return _TOKEN.sub(_REDACTED, text)


def _written_forms(secrets: Iterable[str]) -> list[str]:
    """List how each secret may stand in a line, longest first: none may leave the tail of another."""
    forms = {
        form
        for secret in secrets
        if len(secret) >= _SHORTEST_SECRET
        for form in (secret, repr(secret)[1:-1], quote(secret), quote(secret, safe=""))
    }
    forms |= {json.dumps(form)[1:-1] for form in forms}
    return sorted(forms, key=len, reverse=True)


def _last_steps(format: Literal["console", "json"]) -> list[structlog.types.Processor]:  # noqa: A002 - as the setting is called
    if format == "json":
        return [
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ]
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        ),
    ]


def _quiet_libraries(level: int) -> None:
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    for name in _UVICORN:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.NOTSET)
    # One line per request, with its address: a webhook's secret path would stand there.
    logging.getLogger("uvicorn.access").setLevel(max(level, logging.WARNING))


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what nobody caught; Python's own hook would print a traceback past the formatter."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("stopped by an unexpected error", exc_info=(kind, error, trace))


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line, so nothing that was rendered into it can slip past."""

    def __init__(
        self,
        processors: list[structlog.types.Processor],
        foreign_pre_chain: list[structlog.types.Processor],
        secrets: Iterable[str],
    ) -> None:
        super().__init__(processors=processors, foreign_pre_chain=foreign_pre_chain)
        self._forms = _written_forms(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return _without(self._forms, super().format(record))


class _CurrentStderr:
    """Writes to whatever `sys.stderr` is at that moment, so that a replaced stream is honoured."""

    def write(self, text: str) -> None:
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class _StandardError(logging.StreamHandler[_CurrentStderr]):
    """The one handler of the process."""

    def __init__(self) -> None:
        super().__init__(_CurrentStderr())

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say where a line failed; logging's own way prints its arguments past the formatter."""
        sys.stderr.write(f"a log line of {record.module}:{record.lineno} could not be written\n")
