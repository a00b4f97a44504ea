"""An evening's picture: an organiser's photo, or a poster that says what the card says."""

import hashlib
from datetime import datetime
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import events, pictures, roles
from storage.records import KeptPicture

#: Counts what changes how posters look: one drawn before is not taken for one drawn now.
_DRAWN_AS = 1


class Poster(BaseModel):
    """What stands on a poster, worded in its chapter's language. Equal posters are the same picture."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    #: The chapter's slug, which its colour follows.
    slug: str
    city: str
    tagline: str
    weekday: str
    day: str
    month: str
    hour: str
    place: str
    address: str
    #: Nobody needs an account.
    welcome: str
    #: Stands across it where the evening will not be held; else empty.
    cancelled: str = ""

    @property
    def digest(self) -> str:
        """Give a fingerprint of how it looks."""
        return _digest(f"poster {_DRAWN_AS} {self.model_dump_json()}")


class Photo(BaseModel):
    """A picture that Telegram has already, by its id there."""

    model_config = ConfigDict(frozen=True)

    file_id: str

    @property
    def digest(self) -> str:
        """Give a fingerprint."""
        return _digest(f"photo {self.file_id}")


Picture: TypeAlias = Poster | Photo


def _digest(content: str) -> str:
    return hashlib.blake2s(content.encode(), digest_size=16).hexdigest()


async def keep(connection: AsyncConnection, picture: KeptPicture, now: datetime) -> None:
    """Remember what Telegram calls a picture that was just sent."""
    await pictures.put_picture(connection, picture, now)


async def lose(
    connection: AsyncConnection, digest: str, file_id: str, event_id: int | None, now: datetime
) -> None:
    """Know that an id means nothing to Telegram: a poster is uploaded anew, a photo gives way to one."""
    await pictures.forget_picture(connection, digest, file_id)
    event = None if event_id is None else await events.lock_event(connection, event_id)
    if event is None or event.picture != "photo" or event.picture_file_id != file_id:
        return
    values = {"picture": "poster", "picture_file_id": None}
    await events.update_event(connection, event.id, values, now)
    await roles.add_audit(
        connection,
        actor_id=None,
        action="event.photo_lost",
        subject=f"event:{event.id}",
        detail="",
        now=now,
    )
