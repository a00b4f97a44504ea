"""The settings: what each is, what it may be, and a plain sentence where it is not.

`load_settings` reads the environment and `.env`; `Settings(...)` itself reads neither, so that the demo and
the tests get exactly what they say. README.md and .env.example list the same settings; a test holds the three
equal.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.logs import TOKEN_PATTERN

_PREFIX = "HOPDRINKS_"
_FOR_TESTS = "HOPDRINKS_TEST_"

TELEGRAMS_OWN = "https://api.telegram.org"
_TELEGRAMS_PORTS = (443, 80, 88, 8443)

_MEND = {
    "bot_token": "Paste the token that @BotFather gave you, such as 123456789:AAE….",
    "bot_api_url": "Leave it out for Telegram's own, or write the root of a Bot API server, "
    "such as http://localhost:8081, without /bot and without the token.",
    "database_url": "Write sqlite+aiosqlite:///hopdrinks.db for a file, "
    "or postgresql+asyncpg://user:password@host/name for PostgreSQL.",
    "owner_ids": "Write numeric Telegram ids separated by commas, such as 123456789,987654321.",
    "staff_chat_id": "Write the group's numeric id, such as -1001234567890, or leave it out.",
    "default_locale": "Write fr or en.",
    "time_zone": "Write a name of the IANA time zone database, such as Europe/Paris.",
    "chapter": "Write the city's name, such as Tours.",
    "messages_per_second": "Write a whole number from 1 to 1000; Telegram allows 30.",
    "second_ok_from": "Write a whole number of recipients, such as 1000.",
    "public_url": "Write the https address at which the program is reached from outside, such as"
    " https://hopdrinks.example, or leave it out.",
    "listen": "Write an address and a port, such as 127.0.0.1:8080.",
    "webhook_secret": "Write 1 to 256 letters, digits, _ or -, such as those of `openssl rand -hex 32`,"
    " together with HOPDRINKS_PUBLIC_URL; or leave it out, and updates are fetched by polling.",
    "log_level": "Write DEBUG, INFO, WARNING, ERROR or CRITICAL.",
    "log_format": "Write console or json.",
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one setting; `wrong` never holds a secret's value."""

    name: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong} {self.mend}"


class SettingsError(Exception):
    """The settings cannot be used; its text has one line per problem, for people.

    Attributes:
        problems: what is wrong, in the order of the settings.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Settings(BaseSettings):
    """What the program is told from outside; each is the variable `HOPDRINKS_` + its name in capitals.

    Attributes:
        bot_token: @BotFather's; `token()` where it is needed, as not every command needs it.
        bot_api_url: the root of the Bot API, without `/bot` and without a slash at the end.
        database_url: SQLAlchemy's form of it; may hold a password and so stays out of representations.
        owner_ids: Telegram ids of those who may do everything.
        staff_chat_id: the group where representatives answer questions.
        default_locale: the language for whoever has not chosen one and whose Telegram speaks neither.
        time_zone: IANA name, of the first chapter.
        chapter: the first chapter's name; it is created at the first start.
        messages_per_second: how many may leave in all.
        second_ok_from: a broadcast to so many needs a second person's OK.
        public_url: where `listen` is reached from outside, without a slash at the end.
        listen: host and port of the program's own web server; see `serves`.
        webhook_secret: Telegram brings updates to `public_url` and shows this; polling without it.
        log_level: as `logging` names it.
        log_format: for people or for machines.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True
    )

    bot_token: SecretStr | None = None
    bot_api_url: str = TELEGRAMS_OWN
    database_url: str = Field(default="sqlite+aiosqlite:///hopdrinks.db", repr=False)
    # NoDecode: a comma list, not the JSON that pydantic-settings expects of a tuple.
    owner_ids: Annotated[tuple[Annotated[int, Field(gt=0)], ...], NoDecode] = ()
    staff_chat_id: int | None = None
    default_locale: Literal["fr", "en"] = "fr"
    time_zone: str = "Europe/Paris"
    chapter: str = Field(default="Tours", min_length=1, max_length=64)
    messages_per_second: int = Field(default=30, ge=1, le=1000)
    second_ok_from: int = Field(default=1_000, ge=1)
    public_url: str | None = None
    listen: str = "127.0.0.1:8080"
    webhook_secret: SecretStr | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings passes these four by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - see above
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - see above
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - see above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read nothing but the arguments; `load_settings` reads the rest."""
        return (init_settings,)

    @field_validator("bot_token")
    @classmethod
    def _token_has_its_shape(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not re.fullmatch(TOKEN_PATTERN, token.get_secret_value()):
            raise ValueError("does not look like a bot token.")
        return token

    @field_validator("bot_api_url")
    @classmethod
    def _api_url_is_a_root(cls, value: str) -> str:
        url = _web_address(value)
        if url is None or url.port == 0:
            raise ValueError("is not an http or https address.")
        if url.query or url.fragment or "/bot" in url.path:
            raise ValueError("is more than the root of a Bot API server.")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_is_one_of_two(cls, value: str) -> str:
        try:
            url = make_url(value)
        except (ArgumentError, ValueError):  # the latter for a port that is no number
            raise ValueError("is not a database address.") from None
        if url.drivername not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
            raise ValueError(_about_driver(url))
        if url.drivername == "sqlite+aiosqlite" and url.database in (None, "", ":memory:"):
            raise ValueError("names no file; a database in memory would be forgotten at each stop.")
        return value

    @field_validator("owner_ids", mode="before")
    @classmethod
    def _comma_list(cls, value: object) -> object:
        return (
            [part for part in value.replace(" ", "").split(",") if part] if isinstance(value, str) else value
        )

    @field_validator("time_zone")
    @classmethod
    def _time_zone_is_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is no known time zone.") from None
        return name

    @field_validator("public_url")
    @classmethod
    def _public_url_is_https(cls, value: str | None, others: ValidationInfo) -> str | None:
        if value is None:
            return None
        url = _web_address(value)
        if url is None or url.query or url.fragment or url.username is not None:
            raise ValueError("is not an https address.")
        # A Bot API server of one's own may bring updates over plain http, Telegram's does not.
        if url.scheme != "https" and others.data.get("bot_api_url") == TELEGRAMS_OWN:
            raise ValueError("begins with http:// where Telegram and calendars need https://.")
        return value.rstrip("/")

    @field_validator("listen")
    @classmethod
    def _listen_is_host_and_port(cls, value: str) -> str:
        url = _web_address(f"http://{value}")
        if url is None or url.port is None or url.netloc != value:
            raise ValueError("is not an address and a port.")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_can_be_set(cls, secret: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if secret is None:
            return None
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError("holds what Telegram does not take in a secret.")
        if "public_url" in others.data:
            address = others.data["public_url"]
            if address is None:
                raise ValueError("is set, but HOPDRINKS_PUBLIC_URL is not.")
            own_server = others.data.get("bot_api_url") != TELEGRAMS_OWN
            if not own_server and (urlsplit(address).port or 443) not in _TELEGRAMS_PORTS:
                raise ValueError("is set, but Telegram brings updates to ports 443, 80, 88 and 8443 alone.")
        return secret

    @field_validator("log_level", mode="before")
    @classmethod
    def _level_in_capitals(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value

    def token(self) -> str:
        """Return the bot token itself.

        Raises:
            SettingsError: there is none.
        """
        if self.bot_token is None:
            raise SettingsError([_problem("bot_token", "is not set.")])
        return self.bot_token.get_secret_value()

    @property
    def serves(self) -> bool:
        """Whether the program runs a web server: where one of its addresses is set."""
        return self.public_url is not None or "listen" in self.model_fields_set

    def listening(self) -> tuple[str, int]:
        """Return host and port of the web server."""
        url = urlsplit(f"http://{self.listen}")
        return url.hostname or "", url.port or 0

    def secrets(self) -> list[str]:
        """Return the values that must not be printed anywhere: token, secret, the database's password."""
        ours = [each.get_secret_value() for each in (self.bot_token, self.webhook_secret) if each]
        return [value for value in (*ours, make_url(self.database_url).password) if value]


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings from `.env` and the environment; the environment wins, an empty value is none.

    Args:
        environ: the environment's variables; those of the process by default.
        env_file: a file of `NAME=value` lines, which need not exist; other programs' names in it are ignored.

    Raises:
        SettingsError: a value cannot be used, or a variable `HOPDRINKS_…` is no setting.
    """
    found = _variables(environ, env_file)
    problems = _unknown(found)
    source = EnvSettingsSource(Settings)
    source.env_vars = {name: value for name, value in found.items() if value}
    try:
        settings = Settings(**source())
    except ValidationError as error:
        problems += [_problem(str(each["loc"][0]), _wrong(each["msg"])) for each in error.errors()]
    if problems:
        raise SettingsError(problems)
    return settings


def _web_address(value: str) -> SplitResult | None:
    """Take an http or https address apart; None where it is none."""
    try:
        url = urlsplit(value)
        # Both raise where the brackets do not close or the port is no number.
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != -1
    except ValueError:
        return None
    return url if usable else None


def _variables(environ: Mapping[str, str] | None, env_file: Path | None) -> dict[str, str | None]:
    """Return all variables by their names in small letters, as pydantic-settings compares them."""
    try:
        file = DotEnvSettingsSource(Settings, env_file=env_file)
    except (OSError, UnicodeDecodeError) as error:
        mend = "Make it a readable text file in UTF-8, or remove it."
        raise SettingsError(
            [Problem(str(env_file), f"cannot be read ({type(error).__name__}).", mend)]
        ) from None
    environment = EnvSettingsSource(Settings).env_vars if environ is None else environ
    filled = {name.lower(): value for name, value in environment.items() if value}
    empty = {name.lower(): value for name, value in environment.items() if not value}
    return {**empty, **file.env_vars, **filled}


def _unknown(names: Iterable[str]) -> list[Problem]:
    known = [_PREFIX + name.upper() for name in Settings.model_fields]
    ours = sorted(name.upper() for name in names)
    return [
        Problem(name, "is not a setting.", f"Did you mean {difflib.get_close_matches(name, known, 1, 0)[0]}?")
        for name in ours
        if name.startswith(_PREFIX) and not name.startswith(_FOR_TESTS) and name not in known
    ]


def _problem(field: str, wrong: str) -> Problem:
    return Problem(_PREFIX + field.upper(), wrong, _MEND[field])


def _wrong(message: str) -> str:
    """Make a sentence's end of pydantic's message, which follows the setting's name and a colon."""
    own = message.removeprefix("Value error, ")
    return own if own != message else f"{message.removeprefix('Input ').rstrip('.')}."


def _about_driver(url: URL) -> str:
    backend = {"postgres": "postgresql"}.get(url.get_backend_name(), url.get_backend_name())
    driver = {"postgresql": "postgresql+asyncpg://", "sqlite": "sqlite+aiosqlite:///"}.get(backend)
    if driver is None:
        return f"asks for {backend}, which is not supported."
    return f"begins with {url.drivername}:// where {driver} is needed."
