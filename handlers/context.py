"""What a handler is given: the transaction it runs in, who acts, their language, and ways to answer.

Nothing here speaks to Telegram. What a handler says is a row of the outbox, in the same transaction as what
it did; answers to taps are collected and go out right after the commit.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Chat, Message, Update, User
from telegram.ext import Application, CallbackContext, ExtBot

from handlers.facts import Facts
from handlers.language import Language, Languages
from handlers.view import View
from hopdrinks.notices.base import Notice
from hopdrinks.notices.calls import Call
from hopdrinks.notices.evenings import CardRefresh
from hopdrinks.notices.waiting import Listing
from hopdrinks.outbox import owe
from hopdrinks.people import members, roles
from hopdrinks.people.roles import Action, Place
from hopdrinks.staff import surface
from storage.records import Chapter, Member, Source


@dataclass(frozen=True)
class TapAnswer:
    """An answer to a tap (answerCallbackQuery), at most 200 characters; it is lost in a crash, and may be."""

    query_id: str
    text: str
    alert: bool


@dataclass(frozen=True)
class InlineAnswer:
    """An answer to an inline query (answerInlineQuery); lost in a crash, as whoever asks types on anyway."""

    query_id: str
    #: InlineQueryResult objects, 50 at most.
    results: tuple[dict[str, Any], ...]
    #: InlineQueryResultsButton: shown above the results.
    button: dict[str, str] | None = None


#: What is answered right after the commit and never stored.
QueryAnswer: TypeAlias = TapAnswer | InlineAnswer


@dataclass
class Turn:
    """One update's turn: its transaction, its instant, and the answers to queries that it gathers."""

    connection: AsyncConnection
    now: datetime
    answers: list[QueryAnswer] = field(default_factory=list)


@dataclass
class Services:
    """What outlives an update, in `bot_data`; the application sets `turn` before each."""

    languages: Languages = field(default_factory=lambda: Languages("fr"))
    bot_id: int = 0
    bot_username: str = ""
    #: Where the program can be reached from outside, without a slash at the end; None: nowhere.
    public_url: str | None = None
    turn: Turn | None = None


class Context(CallbackContext[ExtBot[None], Any, Any, Services]):
    """The callback context of every handler."""

    turn: Turn
    language: Language
    facts: Facts
    _member: Member | None = None
    _user: User | None = None
    _chat: Chat | None = None
    _query_id: str | None = None
    _inline_message_id: str | None = None
    _message_id: int | None = None
    _has_text: bool = False
    _tapped: Message | None = None
    _picture: str | None = None

    @classmethod
    def from_update(cls, update: object, application: Any) -> "Context":  # noqa: ANN401 - PTB's own signature
        """Make a context; `refresh_data` completes it."""
        context: Context = super().from_update(update, application)
        if isinstance(update, Update):
            context._user = update.effective_user
            context._chat = update.effective_chat
            query = update.callback_query
            context._query_id = None if query is None else query.id
            context._inline_message_id = None if query is None else query.inline_message_id
            message = update.effective_message
            context._message_id = None if message is None else message.message_id
            context._tapped = message if isinstance(message, Message) else None
            context._has_text = message is not None and bool(getattr(message, "text", None))
            photo = getattr(message, "photo", None)
            context._picture = photo[-1].file_unique_id if photo else None
        return context

    async def refresh_data(self) -> None:
        """Know who acts and in which language, before the first handler runs."""
        turn = self.bot_data.turn
        if turn is None:
            raise RuntimeError("an update is handled outside of a turn")
        self.turn = turn
        self.facts = Facts(turn.connection, turn.now)
        user, chat = self._user, self._chat
        if user is not None and not user.is_bot:
            self._member = await members.meet(
                turn.connection,
                member_id=user.id,
                first_name=user.first_name,
                last_name=user.last_name,
                username=user.username,
                language_code=user.language_code,
                in_private=chat is not None and chat.type == Chat.PRIVATE,
                now=turn.now,
            )
        member = self._member
        languages = self.bot_data.languages
        wishes = () if member is None else (member.locale, member.language_code)
        self.language = languages.choose(*wishes)

    @property
    def connection(self) -> AsyncConnection:
        """The transaction of this update."""
        return self.turn.connection

    @property
    def now(self) -> datetime:
        """The instant of this update, aware UTC."""
        return self.turn.now

    @property
    def member(self) -> Member:
        """Who acts. Only for updates that come from a person."""
        if self._member is None:
            raise RuntimeError("this update comes from nobody")
        return self._member

    @property
    def chat_id(self) -> int:
        """The chat it happens in; that of an inline card is not told: answered in private."""
        return self.member.id if self._chat is None else self._chat.id

    @property
    def is_private(self) -> bool:
        """Whether it happens between the member and the bot alone."""
        return self._chat is not None and self._chat.type == Chat.PRIVATE

    @property
    def inline_message_id(self) -> str | None:
        """Telegram's id of the inline message whose button was tapped."""
        return self._inline_message_id

    @property
    def source(self) -> Source:
        """Where an answer is given by this update."""
        if self._inline_message_id is not None:
            return "inline"
        if self.is_private or self._chat is None:
            return "private"
        return "channel" if self._chat.type == Chat.CHANNEL else "group"

    @property
    def message_id(self) -> int:
        """The message written, or the one whose button was tapped; 0 where Telegram does not say."""
        return self._message_id or 0

    @property
    def can_be_edited(self) -> bool:
        """Whether another text can be put in place of that message's, or of the one beneath its picture."""
        return self._has_text or self._picture is not None

    def shows_still(self, since: datetime, *words: str) -> bool:
        """Tell whether that message shows some words, or is at least no older than an instant."""
        if self._tapped is None or (self._tapped.edit_date or self._tapped.date) >= since:
            return True
        shown = self._tapped.text or self._tapped.caption or ""
        return all(word in shown for word in words)

    @property
    def is_beneath_picture(self) -> bool:
        """Whether that message shows a picture."""
        return self._picture is not None

    def language_in(self, chapter: Chapter) -> Language:
        """Give the language of what a chapter's people read together."""
        return self.bot_data.languages.get(chapter.locale)

    async def allowed(self, action: Action, chapter_id: int | None, event_id: int | None = None) -> bool:
        """Tell whether who acts may do something here; asked on every command and every tap.

        Nobody in person acts where an administrator hides behind the group, or a channel speaks.
        """
        if self._member is None:
            return False
        actor = await roles.get_actor(self.connection, self._member.id)
        return roles.allow(actor, action, chapter_id, event_id, place=await self._place())

    async def _place(self) -> Place:
        if self.is_private:
            return "private"
        if self._chat is None:
            return "inline"
        return "staff" if self._chat.id == await surface.find_staff_chat_id(self.connection) else "group"

    def toast(self, text: str = "", *, alert: bool = False) -> None:
        """Answer a tap; the first answer counts."""
        answered = any(answer.query_id == self._query_id for answer in self.turn.answers)
        if self._query_id is not None and not answered:
            self.turn.answers.append(TapAnswer(self._query_id, text[:200], alert))

    def answer_inline(
        self, query_id: str, results: Sequence[dict[str, Any]], button: dict[str, str] | None = None
    ) -> None:
        """Answer an inline query."""
        self.turn.answers.append(InlineAnswer(query_id, tuple(results), button))

    async def send(self, view: View, *, chat_id: int | None = None, reply_to: int | None = None) -> None:
        """Send a message to who acts, in the chat it happens in or another."""
        await self.owe(view.sending(reply_to=reply_to), chat_id)

    async def list_words(
        self, view: View, question_ids: Collection[int], *, reply_to: int | None = None
    ) -> None:
        """Send a message that repeats what was said in questions: it goes where their words go."""
        call = view.sending(reply_to=reply_to)
        listing = Listing(
            method=call.method, parameters=call.parameters, question_ids=tuple(sorted(question_ids))
        )
        await self.owe(listing)

    async def show(self, view: View) -> None:
        """Put a view in place of the message whose button was tapped, or send it where words were typed."""
        if self._query_id is None or not self.message_id or (self._picture and not view.fits_beneath):
            await self.send(view)
            return
        edit = view.captioning if self._picture else view.editing
        call = edit(self.message_id)
        await owe(self.connection, call, self.chat_id, self.now, reliability="repeatable")

    async def refresh_card(self, event_id: int) -> None:
        """Bring the member's own card, whose button was tapped, up to date."""
        if self.message_id:
            notice = CardRefresh(
                event_id=event_id,
                member_id=self.member.id,
                message_id=self.message_id,
                picture=self._picture,
            )
            await owe(self.connection, notice, self.chat_id, self.now)

    async def owe(self, notice: Notice | Call, chat_id: int | None = None) -> None:
        """Owe a notice to a chat, by default the one it happens in."""
        await owe(self.connection, notice, self.chat_id if chat_id is None else chat_id, self.now)


#: The application these contexts belong to: no job queue, no user or chat data.
ConciergeApplication: TypeAlias = Application[ExtBot[None], Context, Any, Any, Services, Any]
