"""A SQLite database as a file: whether it is sound, and a copy of it while others write.

These block; call them from a thread where a loop runs.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal

_HEADER = b"SQLite format 3\x00"
#: The first bytes of a file are its header; SQLite takes an empty file for an empty database.
_BUSY_SECONDS = 5.0


class UnusableFileError(Exception):
    """The file is no SQLite database, or a damaged one; the text says which, as the end of a sentence."""


def check_file(file: Path, thoroughness: Literal["quick", "full"] = "quick") -> None:
    """See whether a database file is sound; `full` also compares indexes with tables and follows references.

    Raises:
        UnusableFileError: it is not.
        OSError: it cannot be read.
    """
    with file.open("rb") as opened:
        header = opened.read(len(_HEADER))
    if header not in (b"", _HEADER):
        raise UnusableFileError("is not a SQLite database.")
    pragma = "quick_check" if thoroughness == "quick" else "integrity_check"
    try:
        with closing(_connect(file)) as connection:
            found = connection.execute(f"PRAGMA {pragma}(3)").fetchall()
            if found != [("ok",)]:
                raise UnusableFileError(f"is damaged ({found[0][0]}).")
            if thoroughness == "full" and connection.execute("PRAGMA foreign_key_check").fetchone():
                raise UnusableFileError("holds rows that point at nothing.")
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise UnusableFileError(f"is damaged ({error}).") from error


def copy_file(file: Path, target: Path) -> None:
    """Write a compact copy of a database, as one transaction sees it, for its owner's eyes alone.

    Others may go on writing meanwhile. A copy that fails leaves nothing behind.

    Raises:
        FileExistsError: `target` is there already.
        UnusableFileError: the database is damaged.
        OSError: it cannot be read, or the copy not written.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(_connect(file)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        _sync(target)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, sqlite3.OperationalError):
            raise OSError(str(error)) from error
        if isinstance(error, sqlite3.DatabaseError):
            raise UnusableFileError(f"is damaged ({error}).") from error
        raise


def fold_in_log(file: Path) -> None:
    """Bring what stands in the write-ahead log into the file itself, as far as the database can be read.

    Raises:
        sqlite3.Error: it cannot.
    """
    with closing(_connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sync(file: Path) -> None:
    """See the file onto the disk: SQLite leaves that to the system for a copy."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _connect(file: Path) -> sqlite3.Connection:
    """Open an existing file; a missing one is not made."""
    address = f"{file.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
