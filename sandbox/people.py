"""People: what somebody with a Telegram client can do, for tests and for the page."""

from __future__ import annotations

import re
from typing import Any

from sandbox import inline_mode, speaking, tapping
from sandbox.accounts import Account
from sandbox.callbacks import CallbackAnswer
from sandbox.chats import Chat, Topic
from sandbox.errors import PersonError
from sandbox.inline_queries import InlineResult, InlineResults
from sandbox.membership import block, join, leave, unblock
from sandbox.messages import Message
from sandbox.world import World

_START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Person(Account):
    """Somebody with a Telegram client.

    Where `chat` is left out, the private chat with the bot is meant. `topic` is the id of a forum
    topic; without it a message goes to General. What a client would not let them do raises PersonError.

    Attributes:
        note: who this is in the story, for the page; by language code where it is in several.
        home: the chat their column of the page shows first; None is the private one.
        on_page: whether they have a column at all; a crowd has none.
    """

    def __init__(
        self,
        world: World,
        *,
        note: str | dict[str, str] = "",
        on_page: bool = True,
        **account: Any,  # noqa: ANN401  Account's fields
    ) -> None:
        super().__init__(**account)
        self.note = note
        self.home: Chat | None = None
        self.on_page = on_page
        self._world = world

    @property
    def private_chat(self) -> Chat:
        """The chat with the bot."""
        return self._world.chats[self.id]

    @property
    def has_started(self) -> bool:
        """Whether they ever wrote to the bot."""
        return self.id in self._world.started

    @property
    def has_blocked(self) -> bool:
        """Whether the bot is blocked."""
        return self.id in self._world.blocked

    def send(
        self,
        text: str,
        chat: Chat | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Writes a message."""
        content = speaking.text_content(text)
        return speaking.say(self._world, self, content, chat or self.private_chat, topic, reply_to)

    def start(self, payload: str = "") -> Message:
        """Presses START, or opens t.me/<bot>?start=<payload>; lifts a block, as the client does."""
        if not _START_PAYLOAD.fullmatch(payload):
            raise PersonError("a start payload is at most 64 of A-Z a-z 0-9 _ -")
        self.unblock()
        return self.send(f"/start {payload}".strip())

    def upload(
        self,
        kind: str,
        data: bytes,
        *,
        file_name: str | None = None,
        mime: str | None = None,
        caption: str | None = None,
        chat: Chat | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
        media_group_id: str | None = None,
    ) -> Message:
        """Sends a photo, document, voice, sticker, video or audio."""
        file = self._world.files.add(data, file_name, mime)
        content = speaking.file_content(kind, file, caption, media_group_id)
        return speaking.say(self._world, self, content, chat or self.private_chat, topic, reply_to, file)

    def send_location(
        self,
        lat: float,
        lon: float,
        chat: Chat | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Sends a position, in degrees."""
        content = {"location": {"latitude": lat, "longitude": lon}}
        return speaking.say(self._world, self, content, chat or self.private_chat, topic, reply_to)

    def send_venue(
        self,
        lat: float,
        lon: float,
        title: str,
        address: str,
        chat: Chat | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Sends a place with its name and address."""
        location = {"latitude": lat, "longitude": lon}
        venue = {"location": location, "title": title, "address": address}
        content: dict[str, Any] = {"venue": venue, "location": location}
        return speaking.say(self._world, self, content, chat or self.private_chat, topic, reply_to)

    def send_contact(
        self,
        phone_number: str,
        first_name: str,
        last_name: str | None = None,
        user_id: int | None = None,
        chat: Chat | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Sends somebody's telephone number; `user_id` when it is a Telegram user's."""
        fields = {
            "phone_number": phone_number,
            "first_name": first_name,
            "last_name": last_name,
            "user_id": user_id,
        }
        content = {"contact": {key: value for key, value in fields.items() if value is not None}}
        return speaking.say(self._world, self, content, chat or self.private_chat, topic, reply_to)

    def edit(self, message: Message, text: str) -> None:
        """Changes the text or caption of one's own message."""
        speaking.edit(self._world, self, message, text)

    def delete(self, message: Message) -> None:
        """Deletes a message for everybody; the bot is never told, as in Telegram."""
        speaking.delete(self._world, self, message)

    def react(self, message: Message, emoji: str | None) -> None:
        """Reacts to a message; None takes the reaction away."""
        speaking.react(self._world, self, message, emoji)

    def press(self, message: Message, button: str, *, forged: bool = False) -> str:
        """Presses an inline button and does not wait; returns the callback query's id.

        Args:
            message: the message with the button.
            button: its label or callback data.
            forged: send `button` as callback data even though the message has no such button, as a
                modified client can.
        """
        data = button if forged else tapping.find_button(message, button).get("callback_data")
        if data is None:
            raise PersonError(f"the button {button!r} asks the bot nothing: use tap")
        return tapping.press(self._world, self, message, data).id

    async def tap(self, message: Message, button: str, timeout: float = 10.0) -> CallbackAnswer:
        """Presses an inline button and waits for what the bot answers.

        A button with a link or a text to copy needs no bot: the answer's `url` or `text` holds it; a
        link to the bot with a start payload is followed.

        Args:
            message: the message with the button.
            button: its label or callback data.
            timeout: seconds of real time; the answer after that is one with `answered=False`.
        """
        return await tapping.tap(self._world, self, message, button, timeout, self.start)

    async def inline(self, typed: str, chat: Chat | None = None, timeout: float = 10.0) -> InlineResults:
        """Types "@bot words" in a chat and waits for what the bot offers.

        The timeout is in seconds of real time; the answer after that is one with `answered=False`.
        """
        return await inline_mode.ask(self._world, self, typed, chat or self.private_chat, timeout)

    def choose(
        self,
        result: InlineResult,
        chat: Chat | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Posts something the bot offered."""
        return inline_mode.choose(self._world, self, result, chat or self.private_chat, topic, reply_to)

    def create_topic(self, chat: Chat, name: str) -> Topic:
        """Opens a topic, as an administrator may."""
        return speaking.create_topic(self._world, self, chat, name)

    def edit_topic(self, chat: Chat, topic: int, name: str | None = None, icon: str | None = None) -> None:
        """Renames a topic or gives it another icon, as an administrator may."""
        speaking.edit_topic(self._world, self, chat, topic, name, icon)

    def close_topic(self, chat: Chat, topic: int) -> None:
        """Closes a topic, as an administrator may."""
        speaking.close_topic(self._world, self, chat, topic, True)

    def reopen_topic(self, chat: Chat, topic: int) -> None:
        """Opens a closed topic again, as an administrator may."""
        speaking.close_topic(self._world, self, chat, topic, False)

    def delete_topic(self, chat: Chat, topic: int) -> None:
        """Deletes a topic with all its messages, as an administrator may; the bot is never told."""
        speaking.delete_topic(self._world, self, chat, topic)

    def block(self) -> None:
        """Blocks the bot."""
        block(self._world, self)

    def unblock(self) -> None:
        """Lifts the block, if there is one."""
        unblock(self._world, self)

    def join(self, chat: Chat) -> None:
        """Joins a group or channel."""
        join(self._world, chat, self)

    def leave(self, chat: Chat) -> None:
        """Leaves a group or channel."""
        leave(self._world, chat, self)

    def deactivate(self) -> None:
        """Deletes the account: the bot can no longer write to it."""
        self._world.deactivated.add(self.id)

    def messages(self, chat: Chat | None = None, topic: int | None = None) -> list[Message]:
        """Returns the chat as this person sees it, oldest first; `topic` picks one topic."""
        where = chat or self.private_chat
        speaking.require_member(self, where)
        return [message for message in where.messages.values() if topic is None or message.topic_id == topic]

    def last(self, chat: Chat | None = None, topic: int | None = None) -> Message:
        """Returns the newest message of the chat; raises LookupError when it is empty."""
        messages = self.messages(chat, topic)
        if not messages:
            raise LookupError(f"{self.first_name} sees no message in {(chat or self.private_chat).name}")
        return messages[-1]

    async def wait_message(
        self,
        containing: str = "",
        chat: Chat | None = None,
        after: Message | None = None,
        topic: int | None = None,
        timeout: float = 10.0,
    ) -> Message:
        """Waits for a message of somebody else whose text or caption contains those words.

        Of several it is the one written or edited last; with `after` only those written or edited
        since that one was written count. The timeout is in seconds of real time.

        Raises:
            TimeoutError: it did not come; the text shows what the person saw instead.
        """

        def newest() -> Message | None:
            since = after.created if after else 0
            found = [
                message
                for message in self.messages(chat, topic)
                if message.sender is not self and message.revision > since and containing in message.words
            ]
            return max(found, key=lambda message: message.revision, default=None)

        try:
            return await self._world.changes.wait_until(newest, timeout)
        except TimeoutError:
            seen = "\n".join(f"  {message!r}" for message in self.messages(chat, topic)[-30:])
            waited = f"{self.first_name} waited {timeout} s for {containing!r}"
            where = (chat or self.private_chat).name
            raise TimeoutError(f"{waited} in {where} and saw:\n{seen}") from None

    def __repr__(self) -> str:
        return f"<Person {self.first_name} {self.id}>"
