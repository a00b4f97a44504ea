"""x."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection


async def expire(connection: AsyncConnection, now: datetime) -> None:
    """X."""
