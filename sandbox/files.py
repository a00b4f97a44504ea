"""The files of the sandbox: what people and the bot uploaded, kept in memory."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import bad_request

# getFile hands out 20 MB at most (Bot API, getFile).
DOWNLOAD_LIMIT = 20 * 1024 * 1024


@dataclass(eq=False)
class StoredFile:
    """One file with the ids under which Telegram knows it.

    Attributes:
        id: `file_id`, for the bot and for the people's side alike.
        unique_id: `file_unique_id`, the same for the same content.
        path: `file_path` of getFile.
        kind: photo, document, voice, video, audio or sticker; set when it is sent.
    """

    id: str
    unique_id: str
    data: bytes = field(repr=False)
    name: str | None
    mime: str
    path: str
    kind: str | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    def fields(self) -> dict[str, Any]:
        """Returns the fields every file type of the Bot API shares."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class FileStore:
    """All files by `file_id` and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, data: bytes, name: str | None = None, mime: str | None = None) -> StoredFile:
        """Keeps a file and gives it its ids."""
        number = len(self._by_path) + 1
        digest = hashlib.sha256(data).hexdigest()
        kind = mime or (mimetypes.guess_type(name)[0] if name else None) or "application/octet-stream"
        extension = "." + name.rsplit(".", 1)[1] if name and "." in name else ""
        stored = StoredFile(
            id=f"BQACAgQAAx{number:08d}{digest[:22]}",
            unique_id=f"AgAD{digest[:12]}",
            data=data,
            name=name,
            mime=kind,
            path=f"files/file_{number}{extension if extension.isascii() and extension[1:].isalnum() else ''}",
        )
        self._by_id[stored.id] = stored
        self._by_path[stored.path] = stored
        return stored

    def forget(self, file_id: str) -> None:
        """Knows an id no more, as another bot's or one of long ago."""
        del self._by_id[file_id]

    def find(self, file_id: str) -> StoredFile | None:
        """Returns the file with that id, if there is one."""
        return self._by_id.get(file_id)

    def every(self) -> list[StoredFile]:
        """Returns all files that are known by their ids."""
        return list(self._by_id.values())

    def at(self, path: str) -> StoredFile | None:
        """Returns the file at that path, if there is one."""
        return self._by_path.get(path)

    def get(self, reference: str) -> StoredFile:
        """Returns the file a method's parameter refers to.

        Raises:
            BotApiError: with Telegram's words; an address on the Internet is refused too, for the
                sandbox has no network.
        """
        if reference.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self._by_id.get(reference)
        if stored is None:
            raise bad_request("wrong remote file identifier specified: Wrong padding in the string")
        if not stored.data:
            raise bad_request("file must be non-empty")
        return stored


def image_size(data: bytes) -> tuple[int, int] | None:
    """Reads width and height from a PNG, GIF or JPEG header; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        # SOF0-SOF15 carry the size; C4, C8 and CC in that range are other segments.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height = int.from_bytes(data[position + 5 : position + 7], "big")
            return int.from_bytes(data[position + 7 : position + 9], "big"), height
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return None
