"""The sandbox as tests and hosts hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from secrets import token_hex
from typing import Any, Literal, TypeVar

from starlette.applications import Starlette

from sandbox import membership
from sandbox.accounts import Bot
from sandbox.app import build_app
from sandbox.calls import Call, CallLog
from sandbox.chats import Chat
from sandbox.clock import Clock, SystemClock
from sandbox.errors import PersonError
from sandbox.faults import Faults
from sandbox.limits import Limits
from sandbox.people import Person
from sandbox.people_views import message_view
from sandbox.serving import serve
from sandbox.world import World

T = TypeVar("T")
GroupKind = Literal["group", "supergroup", "channel"]
BotStatus = Literal["member", "administrator"]


class Sandbox:
    """A stand-in for Telegram with one bot, people, and chats, in memory on one event loop.

    Attributes:
        world: everything there is.
        run_id: a random word that tells the page this run from an earlier one at the same address.
        people: everybody by id.
        faults: bad days on request.
        limits: Telegram's flood limits; off by default.
        answer_delay: seconds between a call's effect and its answer; getUpdates is never delayed.
        app: the Starlette app with the Bot API, the people's side and the page.
    """

    def __init__(self, clock: Clock | None = None, first_id: int = 1) -> None:
        """Makes an empty sandbox.

        Args:
            clock: the time; one that can be moved is offered on the page.
            first_id: where ids of messages and updates begin; higher than before for a bot that
                remembers an earlier sandbox.
        """
        self.world = World(clock or SystemClock(), first_id)
        self.world.message_view = message_view
        self.faults = Faults()
        self.limits = Limits()
        self.answer_delay = 0.0
        self.log = CallLog()
        self.run_id = token_hex(8)
        self.people: dict[int, Person] = {}
        self.app: Starlette = build_app(self)

    @property
    def bot(self) -> Bot:
        """The bot."""
        return self.world.the_bot

    @property
    def calls(self) -> list[Call]:
        """What the bot called, oldest first; getUpdates only where it was refused."""
        return self.log.calls

    def clear_calls(self) -> None:
        """Forgets the calls so far."""
        self.log.calls.clear()

    def add_bot(
        self,
        token: str,
        first_name: str,
        username: str,
        *,
        can_read_all_group_messages: bool = False,
        supports_inline_queries: bool = False,
        inline_feedback: bool = False,
        has_topics_enabled: bool = False,
    ) -> Bot:
        """Creates the bot under test; privacy mode is on, all else off unless said otherwise."""
        bot = self.world.add_bot(token, first_name, username)
        bot.can_read_all_group_messages = can_read_all_group_messages
        bot.supports_inline_queries = supports_inline_queries
        bot.inline_feedback = inline_feedback
        bot.has_topics_enabled = has_topics_enabled
        return bot

    def add_person(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "fr",
        note: str | dict[str, str] = "",
        *,
        on_page: bool = True,
    ) -> Person:
        """Creates a person who has not yet started the bot; off the page only a script acts for them."""
        person = Person(
            self.world,
            note=note,
            on_page=on_page,
            id=self.world.next_person_id(),
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        self.world.add_person(person)
        self.people[person.id] = person
        self.world.announce("people")
        return person

    def add_group(
        self,
        title: str,
        members: Iterable[Person] = (),
        kind: GroupKind = "supergroup",
        *,
        is_forum: bool = False,
        bot: BotStatus | None = None,
        bot_rights: Mapping[str, bool] | None = None,
        owner: Person | None = None,
        username: str | None = None,
    ) -> Chat:
        """Creates a group, supergroup or channel as if it had always been there: nobody is told.

        The owner need not be among the members. The bot is in it where its place is given; of its
        rights as administrator None is all. A public one has a username, without @.
        """
        if is_forum and kind != "supergroup":
            raise PersonError("only a supergroup has topics")
        chat = self.world.add_chat(title, kind, is_forum=is_forum, username=username)
        if owner is not None:
            self.world.join(chat, owner, "creator", {})
        for person in members:
            if person is not owner:
                self.world.join(chat, person, "member", {})
        if bot is not None:
            rights = chat.rights(bot_rights) if bot == "administrator" else {}
            self.world.join(chat, self.bot, bot, rights)
        self.world.announce("chats")
        return chat

    def add_bot_to(
        self, chat: Chat, by: Person, as_: BotStatus = "member", rights: Mapping[str, bool] | None = None
    ) -> None:
        """Adds the bot to a group or channel; it is told."""
        membership.set_bot(self.world, chat, by, as_, rights)

    def set_bot_rights(
        self,
        chat: Chat,
        by: Person,
        rights: Mapping[str, bool] | None = None,
        as_: BotStatus = "administrator",
    ) -> None:
        """Makes the bot an administrator with those rights (None: all), or a mere member; it is told."""
        membership.set_bot(self.world, chat, by, as_, rights)

    def remove_bot(self, chat: Chat, by: Person) -> None:
        """Throws the bot out; it is told."""
        membership.set_bot(self.world, chat, by, "kicked")

    def make_administrator(
        self, chat: Chat, person: Person, rights: Mapping[str, bool] | None = None
    ) -> None:
        """Makes somebody an administrator as if they had always been: nobody is told."""
        self.world.join(chat, person, "administrator", chat.rights(rights))

    def migrate(self, group: Chat) -> Chat:
        """Turns a basic group into a supergroup and returns that."""
        return membership.migrate(self.world, group)

    def set_forum(self, chat: Chat, is_forum: bool) -> None:
        """Turns topics on or off in a supergroup; Telegram tells bots nothing about it."""
        if chat.kind != "supergroup":
            raise PersonError("only a supergroup has topics")
        chat.is_forum = is_forum
        self.world.announce("chats")

    def inject_update(self, raw: Mapping[str, Any]) -> None:
        """Hands the bot a hand-made update, however malformed; without update_id it gets the next one."""
        self.world.updates.inject(raw)

    def repeat_updates(self, count: int) -> None:
        """Hands the bot the last `count` updates once more, confirmed or not."""
        self.world.updates.repeat(count)

    async def wait_until(self, predicate: Callable[[], T | None], timeout: float = 10.0) -> T:
        """Returns the first true value of the predicate, tried after each change of the world.

        Raises:
            TimeoutError: nothing true within `timeout` seconds of real time.
        """
        return await self.world.changes.wait_until(predicate, timeout)

    def serve(self, port: int = 0) -> AbstractAsyncContextManager[str]:
        """Serves the app on 127.0.0.1; gives the address, which is also the Bot API's root."""
        self.world.updates.open()
        self.world.webhook.open()
        return serve(self.app, port, self._stop)

    def _stop(self) -> None:
        self.world.updates.close()
        self.world.webhook.close()
        self.world.changes.close()
