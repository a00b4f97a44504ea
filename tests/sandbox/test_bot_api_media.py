"""Pictures, documents, voice notes and their download."""

import struct
import zlib

import pytest
import telegram
from telegram import InputFile, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from sandbox import Person, Sandbox


def png(width: int = 2, height: int = 3) -> bytes:
    """A real PNG, all black."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\0" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_a_photo_arrives_with_its_size_and_caption(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_photo(ann.id, png(40, 30), caption="<i>Here</i>", parse_mode="HTML")
    assert (sent.photo[-1].width, sent.photo[-1].height) == (40, 30)
    seen = ann.last()
    assert (seen.kind, seen.caption) == ("photo", "Here")
    assert seen.file is not None
    assert seen.file.data == png(40, 30)


async def test_a_document_keeps_its_name_and_type_and_can_be_downloaded(
    bot: telegram.Bot, ann: Person
) -> None:
    calendar = InputFile(b"BEGIN:VCALENDAR", filename="jeudi é.ics")
    sent = await bot.send_document(ann.id, calendar, caption="Thursday")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("jeudi é.ics", "text/calendar")
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"BEGIN:VCALENDAR"


async def test_a_voice_note_a_person_sent_can_be_downloaded_and_sent_on(
    bot: telegram.Bot, ann: Person
) -> None:
    ann.upload("voice", b"OggS-not-really")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.voice is not None
    file = await bot.get_file(update.message.voice.file_id)
    assert bytes(await file.download_as_bytearray()) == b"OggS-not-really"
    await bot.send_voice(ann.id, update.message.voice.file_id, duration=3)
    assert ann.last().kind == "voice"


async def test_what_is_no_picture_is_refused_as_photo(bot: telegram.Bot, ann: Person) -> None:
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(ann.id, b"words")
    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await bot.send_photo(ann.id, png(100, 1))


async def test_an_empty_file_an_unknown_file_and_an_address_are_refused(
    bot: telegram.Bot, ann: Person
) -> None:
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(ann.id, InputFile(b"", filename="empty.txt"))
    with pytest.raises(BadRequest, match=r"(?i)wrong remote file identifier"):
        await bot.send_document(ann.id, "no-such-file")
    with pytest.raises(BadRequest, match=r"(?i)failed to get HTTP URL content"):
        await bot.send_photo(ann.id, "https://example.org/a.png")
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("no-such-file")


async def test_a_file_above_20_mb_cannot_be_downloaded(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    message = ann.upload("document", b"x" * (20 * 1024 * 1024 + 1), file_name="big.bin")
    assert message.file is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(message.file.id)


async def test_a_caption_has_1024_units_at_most(bot: telegram.Bot, ann: Person) -> None:
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(ann.id, png(), caption="x" * 1025)


async def test_captions_and_files_can_be_edited(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_photo(ann.id, png(), caption="one")
    await bot.edit_message_caption(ann.id, sent.message_id, caption="two")
    assert ann.last().caption == "two"
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_caption(ann.id, sent.message_id, caption="two")
    other = InputMediaPhoto(png(9, 9), caption="three")
    edited = await bot.edit_message_media(other, ann.id, sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert edited.photo[-1].width == 9
    assert (ann.last().kind, ann.last().caption) == ("photo", "three")
    await bot.edit_message_media(InputMediaDocument(b"text", filename="a.txt"), ann.id, sent.message_id)
    assert (ann.last().kind, ann.last().caption) == ("document", None)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", ann.id, sent.message_id)


async def test_a_file_is_served_only_to_who_has_the_token(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_document(ann.id, InputFile(b"secret", filename="a.txt"))
    assert sent.document is not None
    file = await bot.get_file(sent.document.file_id)
    assert file.file_path is not None
    stranger = telegram.Bot("999999999:" + "x" * 35)
    async with stranger.request as request:
        with pytest.raises(telegram.error.InvalidToken):
            await request.retrieve(file.file_path.replace(bot.token, stranger.token))
        with pytest.raises(telegram.error.InvalidToken):
            await request.retrieve(file.file_path + ".nope")


async def test_an_album_arrives_as_messages_of_one_group_and_mixes_no_documents(
    bot: telegram.Bot, ann: Person
) -> None:
    photo = ann.upload("photo", png())
    file_id = photo.content["photo"][-1]["file_id"]
    first, second = (
        InputMediaPhoto(file_id, caption="<b>Both</b>", parse_mode="HTML"),
        InputMediaPhoto(file_id),
    )
    sent = await bot.send_media_group(ann.id, [first, second])
    assert len({one.media_group_id for one in sent}) == 1
    seen = ann.messages()[-2:]
    assert [(one.kind, one.words) for one in seen] == [("photo", "Both"), ("photo", "")]
    with pytest.raises(BadRequest):
        await bot.send_media_group(ann.id, [first, InputMediaDocument(file_id)])
    with pytest.raises(BadRequest):
        await bot.send_media_group(ann.id, [first])
