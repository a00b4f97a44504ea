"""Copies of the database file kept beside it: before every migration, and of what a restore replaced."""

from pathlib import Path

from storage.sqlite_file import copy_file

#: A migration that turns out wrong is noticed within a few of them.
_KEPT = 3
_RESTORED = "restore-"


def take_snapshot(file: Path, revision: str) -> Path:
    """Keep a copy as it is before a migration to `revision`, `<name>.before-<revision>.db`; keep three.

    Raises:
        UnusableFileError: the database is damaged.
        OSError: the copy cannot be written.
    """
    kept = beside(file, f"before-{revision}")
    fresh = kept.with_suffix(".db.new")
    fresh.unlink(missing_ok=True)
    copy_file(file, fresh)
    fresh.replace(kept)
    for old in _snapshots(file)[_KEPT:]:
        old.unlink(missing_ok=True)
    return kept


def newest_snapshot(file: Path) -> Path | None:
    """Give the newest copy that was taken before a migration."""
    return next(iter(_snapshots(file)), None)


def beside(file: Path, word: str) -> Path:
    """Give the path of another file of the same database: hopdrinks.db → hopdrinks.<word>.db."""
    return file.with_name(f"{file.name.removesuffix('.db')}.{word}.db")


def _snapshots(file: Path) -> list[Path]:
    """List the copies before migrations, the newest first."""
    stem = file.name.removesuffix(".db") + ".before-"
    found = [
        other
        for other in file.parent.glob("*.db")
        if other.name.startswith(stem) and not other.name.startswith(stem + _RESTORED)
    ]
    return sorted(found, key=lambda other: (other.stat().st_mtime_ns, other.name), reverse=True)
