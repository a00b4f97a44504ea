"""Composing calls that carry a picture: sent by its id where Telegram has it, else drawn and uploaded."""

from handlers.evenings import recipients
from handlers.notices import PART, Attached, Composed, Desk
from handlers.view import View
from hopdrinks.evenings.pictures import Photo, Picture
from hopdrinks.notices.base import Notice


async def sending(desk: Desk, notice: Notice, view: View, *, silent: bool = False) -> Composed:
    """Compose the call that sends a view, with its picture where it has one; silent ones wake nobody."""
    if view.picture is None:
        return recipients.sending(notice, view, silent=silent)
    attached = await _attach(desk, view.picture)
    sound = {"disable_notification": True} if silent else {}
    parameters = {"photo": _reference(attached)} | view.beneath() | sound
    return Composed(notice, "sendPhoto", parameters, view.digest, attached)


async def editing(
    desk: Desk, notice: Notice, view: View, message_id: int | str, *, shows: str | None
) -> Composed:
    """Compose the call that puts a view in place of a message; `shows` is its picture's digest by now.

    A text can be given a picture, but no picture can be made a text: where a message shows one, the view
    must have one too.
    """
    if view.picture is None or isinstance(message_id, str):
        return recipients.editing(notice, view, message_id)
    if view.picture.digest == shows:
        call = view.captioning(message_id)
        # Not attached, but what it shows is known.
        return Composed(notice, call.method, call.parameters, view.digest, Attached(shows))
    attached = await _attach(desk, view.picture)
    shown = view.beneath()
    media = {"type": "photo", "media": _reference(attached)}
    media |= {name: shown.pop(name) for name in ("caption", "parse_mode")}
    parameters = {"message_id": message_id, "media": media} | shown
    return Composed(notice, "editMessageMedia", parameters, view.digest, attached)


async def _attach(desk: Desk, picture: Picture) -> Attached:
    if isinstance(picture, Photo):
        return Attached(picture.digest, file_id=picture.file_id)
    kept = await desk.facts.find_picture(picture.digest)
    if kept is not None:
        return Attached(picture.digest, file_id=kept.file_id)
    return Attached(picture.digest, poster=picture)


def _reference(attached: Attached) -> str:
    return attached.file_id or f"attach://{PART}"
