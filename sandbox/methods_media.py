"""Bot API: sendPhoto, sendDocument, sendVoice and getFile."""

from __future__ import annotations

from sandbox.bot_views import message_view
from sandbox.errors import bad_request
from sandbox.files import DOWNLOAD_LIMIT, StoredFile
from sandbox.media import captioned, media_content
from sandbox.methods_messages import send
from sandbox.parameters_chats import GetFile
from sandbox.parameters_edits import SendMediaGroup
from sandbox.parameters_messages import CaptionedMessage, NewMessage, SendDocument, SendPhoto, SendVoice
from sandbox.world import World


def send_photo(world: World, wanted: SendPhoto) -> object:
    """Sends a picture."""
    return _send_file(world, wanted, "photo", world.files.get(wanted.photo))


def send_document(world: World, wanted: SendDocument) -> object:
    """Sends a file of any kind."""
    return _send_file(world, wanted, "document", world.files.get(wanted.document))


def send_voice(world: World, wanted: SendVoice) -> object:
    """Sends a voice note."""
    return _send_file(world, wanted, "voice", world.files.get(wanted.voice), wanted.duration or 0)


def send_media_group(world: World, wanted: SendMediaGroup) -> object:
    """Sends files as one album; documents and music keep to themselves."""
    kinds = {media.type for media in wanted.media}
    if "animation" in kinds or (kinds & {"document", "audio"} and len(kinds) > 1):
        raise bad_request("can't use the media of the specified type in the album")
    album = str(world.next_revision())
    common = wanted.model_dump(exclude={"media"})
    sent = []
    for media in wanted.media:
        file = world.files.get(media.media)
        content = media_content(media.type, file) | {"media_group_id": album}
        content |= captioned(media.caption, media.parse_mode, media.caption_entities)
        sent.append(message_view(send(world, NewMessage.model_validate(common), content, file)))
    return sent


def get_file(world: World, wanted: GetFile) -> object:
    """Tells where a file can be downloaded."""
    stored = world.files.find(wanted.file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return stored.fields() | {"file_path": stored.path}


def _send_file(
    world: World, wanted: CaptionedMessage, kind: str, file: StoredFile, duration: int = 0
) -> object:
    content = media_content(kind, file, duration=duration)
    content |= captioned(wanted.caption, wanted.parse_mode, wanted.caption_entities)
    return message_view(send(world, wanted, content, file))


METHODS = {
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVoice": send_voice,
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
