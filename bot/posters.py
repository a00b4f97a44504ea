"""Posters drawn when they are to be uploaded, off the event loop; each is drawn once."""

import asyncio

from handlers.notices import Attached

#: Posters are kept until Telegram has them; a few evenings are announced at a time.
_MOST_KEPT = 8


class Posters:
    """Draws posters, and keeps the last few while they are on their way to many."""

    def __init__(self) -> None:
        self._drawn: dict[str, asyncio.Future[bytes]] = {}

    async def draw(self, picture: Attached) -> bytes:
        """Give a poster as PNG; whoever wants the same one meanwhile waits for it."""
        if picture.poster is None:
            raise ValueError("this picture is Telegram's already")
        if picture.digest not in self._drawn:
            while len(self._drawn) >= _MOST_KEPT:
                del self._drawn[next(iter(self._drawn))]
            from handlers.evenings.poster_art import draw

            self._drawn[picture.digest] = asyncio.ensure_future(asyncio.to_thread(draw, picture.poster))
        # Shielded: who is cancelled must not take the poster from those who wait for it too.
        return await asyncio.shield(self._drawn[picture.digest])
