"""The driver between SQLAlchemy and SQLite's thread."""

import sqlite3
import threading
from pathlib import Path

import pytest

from storage import sqlite_driver


async def test_a_file_that_cannot_be_opened_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = threading.enumerate()
    with pytest.raises(sqlite3.OperationalError):
        await sqlite_driver.connect(tmp_path / "missing" / "hop.db")
    assert threading.enumerate() == before
