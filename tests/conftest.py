"""Fixtures for every suite: both databases, and the whole program on a stage with the sandbox."""

import gc
import os
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from migrated import prepare_database
from sqlalchemy import make_url
from stage import Stage, raise_stage

from storage.database import Database

POSTGRES_URL = os.environ.get("HOPDRINKS_TEST_POSTGRES_URL")
REQUIRE_ALL = os.environ.get("HOPDRINKS_TEST_REQUIRE_ALL") == "1"

_RELAXED = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("default", deadline=None, suppress_health_check=_RELAXED)
settings.register_profile("thorough", deadline=None, suppress_health_check=_RELAXED, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure() -> None:
    """Keep the tests' files in memory where there is room: on a disk SQLite waits for it at every commit."""
    memory = Path("/dev/shm")  # noqa: S108 - pytest makes directories of its own in it
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_finish() -> None:
    """Have garbage collection pass over all that was imported: looking through it again frees nothing."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once per reason what was skipped, instead of once per test."""
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} skipped: {reason.removeprefix('Skipped: ')}", yellow=True)


def skip_or_fail(reason: str) -> None:
    """Skip with the reason in plain sight; in CI, where everything is there, that is a failure."""
    if REQUIRE_ALL:
        pytest.fail(f"nothing may be skipped here, but: {reason}")
    pytest.skip(reason)


def chromium_path() -> str:
    """Give the browser's path, or skip."""
    path = os.environ.get("HOPDRINKS_TEST_CHROMIUM") or shutil.which("chromium")
    if path is None:
        skip_or_fail("no Chromium: install Debian's chromium or set HOPDRINKS_TEST_CHROMIUM")
        raise AssertionError  # not reached
    return path


def postgres_url() -> str:
    """Give the URL of this process's own database, yet to be made, or skip where there is no server."""
    if POSTGRES_URL is None:
        skip_or_fail(
            "no PostgreSQL: set HOPDRINKS_TEST_POSTGRES_URL, or run scripts/postgres-for-tests make test"
        )
        raise AssertionError  # not reached
    url = make_url(POSTGRES_URL)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    return url.set(database=f"{url.database}_{worker}").render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database that `prepare_database` is to make, once on each kind."""
    return postgres_url() if request.param == "postgres" else f"sqlite+aiosqlite:///{tmp_path}/test.db"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Give a migrated, empty database, once on each kind."""
    await prepare_database(database_url)
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Give the whole program on SQLite beside a sandbox with people; see `stage.Stage`."""
    async with raise_stage(f"sqlite+aiosqlite:///{tmp_path}/stage.db") as raised:
        yield raised


@pytest.fixture
async def postgres_stage() -> AsyncIterator[Stage]:
    """Give the same stage on PostgreSQL."""
    async with raise_stage(postgres_url()) as raised:
        yield raised


@pytest.fixture
async def any_stage(database_url: str) -> AsyncIterator[Stage]:
    """Give the same stage, once on each kind of database."""
    async with raise_stage(database_url) as raised:
        yield raised
