"""The world of a sandbox: the bot, the people, their chats, and how a message comes into being."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sandbox.accounts import Account, Bot
from sandbox.callbacks import CallbackQueries
from sandbox.changes import Changes
from sandbox.chats import Chat, Member, Topic
from sandbox.clock import Clock
from sandbox.commands import CommandLists
from sandbox.errors import PersonError
from sandbox.files import FileStore, StoredFile
from sandbox.inline_queries import InlineQueries
from sandbox.messages import Message
from sandbox.profile import Profile
from sandbox.updates import UpdateQueue
from sandbox.webhook import Webhook

TOKEN = re.compile(r"[0-9]{6,12}:[A-Za-z0-9_-]{30,}")

# People's ids are larger than 32 bits, as real ones may be; groups' and channels' have Telegram's shape.
_FIRST_PERSON = 6_100_000_001
_FIRST_UPDATE = 100_000_000
_FIRST_GROUP = 4_100_000_001
_FIRST_SUPERGROUP = 2_200_000_001
_SUPERGROUP_BASE = -1_000_000_000_000


class World:
    """Everything there is, in memory, on one event loop."""

    def __init__(self, clock: Clock, first_id: int = 1) -> None:
        self.clock = clock
        self.bot: Bot | None = None
        self.people: dict[int, Account] = {}
        self.started: set[int] = set()
        self.blocked: set[int] = set()
        self.deactivated: set[int] = set()
        self.chats: dict[int, Chat] = {}
        self.usernames: dict[str, int] = {}
        self.changes = Changes()
        self.updates = UpdateQueue(clock, self.changes, _FIRST_UPDATE + first_id)
        self.webhook = Webhook(self.updates, clock, self.changes)
        self.files = FileStore()
        self.queries = CallbackQueries(clock)
        self.inline_queries = InlineQueries(clock)
        self.inline_messages: dict[str, Message] = {}
        self.commands = CommandLists()
        self.profile = Profile()
        self.revision = 0
        # The bot's private chats and basic groups share one row of message ids.
        self._shared_last_id = first_id - 1
        self._first_id = first_id

    @property
    def the_bot(self) -> Bot:
        """The bot; raises PersonError as long as there is none."""
        if self.bot is None:
            raise PersonError("this sandbox has no bot yet: call add_bot first")
        return self.bot

    def add_bot(self, token: str, first_name: str, username: str) -> Bot:
        """Creates the bot.

        Raises:
            ValueError: there is one already, or the token has not Telegram's shape.
        """
        if self.bot is not None:
            raise ValueError("a sandbox has one bot, and this one has it")
        if not TOKEN.fullmatch(token):
            raise ValueError("a bot token is digits, a colon and at least 30 of A-Z a-z 0-9 _ -")
        bot_id = int(token.split(":", 1)[0])
        self.bot = Bot(id=bot_id, first_name=first_name, username=username, is_bot=True, token=token)
        return self.bot

    def next_person_id(self) -> int:
        """Returns an id no person has."""
        return _FIRST_PERSON + len(self.people)

    def add_person(self, person: Account) -> None:
        """Takes a person in, with a private chat with the bot that is still empty."""
        self.people[person.id] = person
        self.chats[person.id] = Chat(id=person.id, kind="private", person=person)
        if person.username:
            self.usernames[person.username.lower()] = person.id

    def add_chat(self, title: str, kind: str, *, is_forum: bool, username: str | None = None) -> Chat:
        """Creates an empty group, supergroup or channel."""
        number = len(self.chats)
        if kind == "group":
            chat_id = -(_FIRST_GROUP + number)
        else:
            chat_id = _SUPERGROUP_BASE - (_FIRST_SUPERGROUP + number)
        chat = Chat(id=chat_id, kind=kind, title=title, is_forum=is_forum, username=username)
        # The first message of a supergroup or channel says that it was created.
        chat.last_id = self._first_id
        self.chats[chat_id] = chat
        if username:
            self.usernames[username.lower()] = chat_id
        return chat

    def join(self, chat: Chat, account: Account, status: str, rights: dict[str, bool]) -> None:
        """Sets somebody's place in a chat, without a word about it."""
        chat.members[account.id] = Member(account, status, rights)

    def next_message_id(self, chat: Chat) -> int:
        """Returns the id the next message of that chat gets."""
        if chat.kind in {"private", "group"}:
            self._shared_last_id += 1
            return self._shared_last_id
        chat.last_id += 1
        return chat.last_id

    def next_revision(self) -> int:
        """Counts a change of the world."""
        self.revision += 1
        return self.revision

    def post(
        self,
        chat: Chat,
        sender: Account | None,
        content: dict[str, Any],
        *,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        markup: dict[str, Any] | None = None,
        file: StoredFile | None = None,
        forward_origin: dict[str, Any] | None = None,
        is_service: bool = False,
        by_bot: bool = False,
        via_bot: Account | None = None,
        inline_id: str | None = None,
        opens_topic: bool = False,
    ) -> Message:
        """Puts a message into a chat; telling the bot is the caller's business."""
        revision = self.next_revision()
        message = Message(
            id=self.next_message_id(chat),
            chat=chat,
            sender=sender,
            date=self.clock.now(),
            content=content,
            created=revision,
            revision=revision,
            reply_to=reply_to,
            markup=markup,
            file=file,
            forward_origin=forward_origin,
            is_service=is_service,
            by_bot=by_bot,
            via_bot=via_bot,
            inline_id=inline_id,
        )
        _thread(message, topic, opens_topic=opens_topic)
        chat.messages[message.id] = message
        self.changes.publish(lambda: self.event("message", message))
        return message

    def touch(self, message: Message, event: str) -> None:
        """Says that a message has changed: "edit", "reaction" or "pin"."""
        message.revision = self.next_revision()
        self.changes.publish(lambda: self.event(event, message))

    def remove(self, message: Message) -> None:
        """Deletes a message for everybody."""
        chat = message.chat
        message.deleted = True
        chat.messages.pop(message.id, None)
        if message.pinned:
            chat.pins.remove(message.id)
        self.next_revision()
        self.changes.publish(lambda: {"type": "delete", "chat_id": chat.id, "message_id": message.id})

    def announce(self, kind: str) -> None:
        """Says that "chats", "people", "commands" or the "clock" changed."""
        self.next_revision()
        self.changes.publish(lambda: {"type": kind})

    # How the people's side shows a message; set by the composition, for it knows that side.
    message_view: Callable[[Message], dict[str, Any]]

    def event(self, kind: str, message: Message) -> dict[str, Any]:
        """Builds the page's event about a message."""
        return {
            "type": kind,
            "chat_id": message.chat.id,
            "message_id": message.id,
            "message": self.message_view(message),
        }


def _thread(message: Message, topic: Topic | None, *, opens_topic: bool) -> None:
    """Puts a message into its topic, or, in a supergroup without topics, its chain of answers."""
    chat, reply_to = message.chat, message.reply_to
    if opens_topic:
        message.topic_id = message.thread_id = message.id
    elif topic is not None:
        message.topic_id = message.thread_id = topic.id
        topic.messages.append(message)
    elif reply_to is not None and chat.kind == "supergroup" and not chat.is_forum:
        message.thread_id = reply_to.thread_id or reply_to.id
