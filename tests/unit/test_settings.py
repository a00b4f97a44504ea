import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:AAExampleExampleExampleExampleExamp"
NAMES = {f"HOPDRINKS_{name.upper()}" for name in Settings.model_fields}


def load(env_file: Path | None = None, **variables: str) -> Settings:
    return load_settings({f"HOPDRINKS_{name.upper()}": value for name, value in variables.items()}, env_file)


def complaint(env_file: Path | None = None, **variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(env_file, **variables)
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_without_any_setting_the_defaults_hold() -> None:
    settings = load()
    assert settings.bot_token is None
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.database_url == "sqlite+aiosqlite:///hopdrinks.db"
    assert settings.owner_ids == ()
    assert settings.staff_chat_id is None
    assert (settings.default_locale, settings.time_zone, settings.chapter) == ("fr", "Europe/Paris", "Tours")
    assert (settings.messages_per_second, settings.log_level, settings.log_format) == (30, "INFO", "console")


def test_every_setting_is_read_from_the_environment() -> None:
    settings = load(
        bot_token=TOKEN,
        bot_api_url="http://localhost:8081/",
        database_url="postgresql+asyncpg://hop@localhost/hop",
        owner_ids=" 5, 6 ,7,",
        staff_chat_id="-1001234567890",
        default_locale="en",
        time_zone="Europe/Brussels",
        chapter="Lyon",
        messages_per_second="20",
        public_url="https://hop.example/bot/",
        listen="[::1]:9000",
        webhook_secret="s-E_cret",
        log_level="debug",
        log_format="json",
    )
    assert (settings.public_url, settings.listening(), settings.serves) == (
        "https://hop.example/bot",
        ("::1", 9000),
        True,
    )
    assert settings.webhook_secret is not None
    assert "s-E_cret" not in repr(settings)
    assert "s-E_cret" in settings.secrets()
    assert settings.token() == TOKEN
    assert settings.bot_api_url == "http://localhost:8081"
    assert settings.database_url == "postgresql+asyncpg://hop@localhost/hop"
    assert settings.owner_ids == (5, 6, 7)
    assert settings.staff_chat_id == -1001234567890
    assert (settings.default_locale, settings.time_zone, settings.chapter) == (
        "en",
        "Europe/Brussels",
        "Lyon",
    )
    assert (settings.messages_per_second, settings.log_level, settings.log_format) == (20, "DEBUG", "json")


def test_the_process_environment_and_the_working_directory_are_read_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("HOPDRINKS_CHAPTER=Tours\nHOPDRINKS_TIME_ZONE=Europe/Brussels\n")
    monkeypatch.setenv("HOPDRINKS_CHAPTER", "Lyon")
    settings = load_settings()
    assert (settings.chapter, settings.time_zone) == ("Lyon", "Europe/Brussels")


def test_an_empty_value_is_none_and_lets_the_file_speak(env_file: Path) -> None:
    env_file.write_text("HOPDRINKS_CHAPTER=Lyon\nHOPDRINKS_STAFF_CHAT_ID=\n")
    settings = load(env_file, chapter="", bot_token="")
    assert (settings.chapter, settings.staff_chat_id, settings.bot_token) == ("Lyon", None, None)


def test_settings_made_by_hand_do_not_look_at_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOPDRINKS_CHAPTER", "Lyon")
    assert Settings().chapter == "Tours"


def test_other_programs_names_in_the_file_are_ignored(env_file: Path) -> None:
    env_file.write_text("POSTGRES_PASSWORD=x\nexport EDITOR=vi\nHOPDRINKS_CHAPTER=Lyon\n")
    assert load(env_file).chapter == "Lyon"


def test_variables_for_tests_are_ignored(env_file: Path) -> None:
    env_file.write_text("HOPDRINKS_TEST_POSTGRES_URL=x\n")
    assert load(env_file, test_chromium="/x").chapter == "Tours"


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("HOPDRINKS_TIMEZONE", "HOPDRINKS_TIME_ZONE"),
        ("HOPDRINKS_TOKEN", "HOPDRINKS_BOT_TOKEN"),
        ("HOPDRINKS_OWNERS", "HOPDRINKS_OWNER_IDS"),
        ("hopdrinks_loglevel", "HOPDRINKS_LOG_LEVEL"),
    ],
)
@pytest.mark.parametrize("value", ["something", ""])
def test_an_unknown_setting_is_an_error_that_names_the_nearest(
    wrong: str, nearest: str, value: str, env_file: Path
) -> None:
    expected = f"{wrong.upper()}: is not a setting. Did you mean {nearest}?"
    with pytest.raises(SettingsError) as in_environment:
        load_settings({wrong: value}, None)
    env_file.write_text(f"{wrong}={value}\n")
    with pytest.raises(SettingsError) as in_file:
        load_settings({}, env_file)
    assert str(in_environment.value) == str(in_file.value) == expected


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("bot_token", "123:short", "does not look like a bot token"),
        ("bot_api_url", "ftp://localhost", "is not an http or https address"),
        ("bot_api_url", "localhost:8081", "is not an http or https address"),
        ("bot_api_url", "http://[::1", "is not an http or https address"),
        ("bot_api_url", "http://localhost:port", "is not an http or https address"),
        ("bot_api_url", "https://api.telegram.org/bot", "is more than the root"),
        ("database_url", "hopdrinks.db", "is not a database address"),
        ("database_url", "postgresql+asyncpg://u:pw@host:port/x", "is not a database address"),
        ("database_url", "postgresql://localhost/hop", "where postgresql+asyncpg:// is needed"),
        ("database_url", "postgres://localhost/hop", "where postgresql+asyncpg:// is needed"),
        ("database_url", "postgresql+psycopg2://localhost/hop", "where postgresql+asyncpg:// is needed"),
        ("database_url", "sqlite:///hop.db", "where sqlite+aiosqlite:/// is needed"),
        ("database_url", "mysql://localhost/hop", "asks for mysql, which is not supported"),
        ("database_url", "sqlite+aiosqlite://", "names no file"),
        ("database_url", "sqlite+aiosqlite:///:memory:", "names no file"),
        ("owner_ids", "5,alice", "should be a valid integer"),
        ("owner_ids", "-5", "should be greater than 0"),
        ("staff_chat_id", "@staff", "should be a valid integer"),
        ("default_locale", "de", "should be 'fr' or 'en'"),
        ("time_zone", "Europe/Tours", "is no known time zone"),
        ("time_zone", "../secrets", "is no known time zone"),
        ("chapter", "   ", "should have at least 1 character"),
        ("chapter", "x" * 65, "should have at most 64 characters"),
        ("messages_per_second", "0", "should be greater than or equal to 1"),
        ("messages_per_second", "1001", "should be less than or equal to 1000"),
        ("messages_per_second", "many", "should be a valid integer"),
        ("log_level", "loud", "should be 'DEBUG'"),
        ("log_format", "xml", "should be 'console' or 'json'"),
    ],
)
def test_a_wrong_value_is_told_with_its_name_what_is_wrong_and_how_to_mend_it(
    name: str, value: str, wrong: str
) -> None:
    said = complaint(None, **{name: value})
    assert said.startswith(f"HOPDRINKS_{name.upper()}: ")
    assert wrong in said
    assert re.search(r"\. (Write|Paste|Leave) .+\.$", said)


@pytest.mark.parametrize("value", ["Europe/Paris", "UTC", "America/Argentina/Buenos_Aires"])
def test_time_zones_of_the_iana_database_are_known(value: str) -> None:
    assert load(time_zone=value).time_zone == value


def test_all_problems_are_told_at_once() -> None:
    said = complaint(tokn="x", time_zone="Mars", log_format="xml").splitlines()
    assert [line.split(":")[0] for line in said] == [
        "HOPDRINKS_TOKN",
        "HOPDRINKS_TIME_ZONE",
        "HOPDRINKS_LOG_FORMAT",
    ]


def test_a_secret_is_in_no_complaint_and_in_no_representation() -> None:
    said = complaint(bot_token="123:canary-token", database_url="postgres://hop:canary-password@localhost/x")
    settings = load(bot_token=TOKEN, database_url="postgresql+asyncpg://hop:canary%20pw@localhost/x")
    shown = f"{said} {settings} {settings!r}"
    assert "canary" not in shown
    assert TOKEN not in shown
    assert settings.secrets() == [TOKEN, "canary pw"]


def test_a_missing_token_is_told_where_it_is_needed() -> None:
    assert load().secrets() == []
    with pytest.raises(SettingsError, match=r"^HOPDRINKS_BOT_TOKEN: is not set\. Paste the token"):
        load().token()


def test_a_file_that_is_no_text_is_told_by_name(env_file: Path) -> None:
    env_file.write_bytes(b"HOPDRINKS_CHAPTER=\xff\xfe")
    assert f"{env_file}: cannot be read" in complaint(env_file)


def test_a_missing_file_is_no_error(env_file: Path) -> None:
    assert load(env_file).chapter == "Tours"


def test_a_web_server_runs_where_one_of_its_addresses_is_set() -> None:
    assert not load().serves
    assert load(listen="127.0.0.1:8080").serves
    assert load(public_url="https://hop.example").serves
    own = load(public_url="http://127.0.0.1:8080", bot_api_url="http://127.0.0.1:8081", webhook_secret="x")
    assert own.public_url == "http://127.0.0.1:8080", "a Bot API server of one's own may do without TLS"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"public_url": "hop.example"}, "HOPDRINKS_PUBLIC_URL: is not an https address. Write the https"),
        ({"public_url": "https://hop.example/?x"}, "HOPDRINKS_PUBLIC_URL: is not an https address."),
        ({"public_url": "http://hop.example"}, "HOPDRINKS_PUBLIC_URL: begins with http://"),
        ({"listen": "8080"}, "HOPDRINKS_LISTEN: is not an address and a port. Write an address and a port"),
        ({"listen": "localhost:99999"}, "HOPDRINKS_LISTEN: is not an address and a port."),
        ({"listen": "localhost:80/x"}, "HOPDRINKS_LISTEN: is not an address and a port."),
        ({"webhook_secret": "hush"}, "HOPDRINKS_WEBHOOK_SECRET: is set, but HOPDRINKS_PUBLIC_URL is not."),
        (
            {"public_url": "https://hop.example", "webhook_secret": "hush hush"},
            "HOPDRINKS_WEBHOOK_SECRET: holds what Telegram does not take in a secret. Write 1 to 256",
        ),
        (
            {"public_url": "https://hop.example", "webhook_secret": "é" * 3},
            "holds what Telegram does not take",
        ),
        (
            {"public_url": "https://hop.example", "webhook_secret": "x" * 257},
            "holds what Telegram does not take",
        ),
        (
            {"public_url": "https://hop.example:8080", "webhook_secret": "hush"},
            "HOPDRINKS_WEBHOOK_SECRET: is set, but Telegram brings updates to ports 443, 80",
        ),
    ],
)
def test_addresses_and_secret_are_told_what_is_wrong_with_them(variables: dict[str, str], said: str) -> None:
    complained = complaint(**variables)
    assert said in complained
    assert "hush hush" not in complained


def test_settings_env_example_and_readme_list_the_same_names() -> None:
    example = re.findall(r"^#?(HOPDRINKS_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    readme = (ROOT / "README.md").read_text()
    table = readme.split("<!-- settings -->")[1].split("<!-- /settings -->")[0]
    rows = re.findall(r"^\| `(HOPDRINKS_[A-Z_]+)` \|", table, re.MULTILINE)
    in_order = [f"HOPDRINKS_{name.upper()}" for name in Settings.model_fields]
    assert example == in_order
    assert rows == in_order


def test_the_example_as_it_stands_gives_the_defaults() -> None:
    assert load(ROOT / ".env.example") == load()


def test_the_examples_values_are_the_defaults() -> None:
    uncommented = re.sub(r"^#(?=HOPDRINKS_)", "", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    values = dict(re.findall(r"^(HOPDRINKS_\w+)=(.*)$", uncommented, re.MULTILINE))
    assert load_settings(values, None) == load()
