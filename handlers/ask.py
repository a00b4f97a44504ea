"""Asking the platform a question."""

from handlers.context import Context
from storage.records import Event


async def begin(context: Context, event: Event | None) -> None:
    """X."""
