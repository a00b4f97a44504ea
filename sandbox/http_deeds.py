"""What people do over HTTP: the POST half of /people/{person}."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.chats import Chat
from sandbox.errors import PersonError
from sandbox.http_bodies import (
    BotPlace,
    Choice,
    Contact,
    D,
    Edit,
    Location,
    NewTopic,
    Nothing,
    OfChat,
    OfMessage,
    Placed,
    Reaction,
    Start,
    Tap,
    Text,
    Typed,
    Upload,
    Venue,
    read,
    read_json,
)
from sandbox.http_people import NotThereError, find_chat, find_person
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.people_views import chat_view, message_view, results_view
from sandbox.tapping import start_payload

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

_DONE = {"ok": True}


class Deeds:
    """What one person does; each method takes the body and returns what the page gets."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        """Returns the routes, without /people in front."""
        deeds = [
            self._deed("send", Text, self.send),
            self._deed("start", Start, lambda person, deed: message_view(person.start(deed.payload))),
            self._deed("location", Location, self.location),
            self._deed("venue", Venue, self.venue),
            self._deed("contact", Contact, self.contact),
            self._deed("edit", Edit, self.edit),
            self._deed("delete", OfMessage, self.delete),
            self._deed("react", Reaction, self.react),
            self._deed("tap", Tap, self.tap),
            self._deed("choose", Choice, self.choose),
            self._deed("migrate", OfChat, self.migrate),
            self._deed("block", Nothing, self.block),
            self._deed("unblock", Nothing, self.unblock),
            self._deed("join", OfChat, self.join),
            self._deed("leave", OfChat, self.leave),
            self._deed("topic", NewTopic, self.topic),
            self._deed("bot", BotPlace, self.bot),
        ]
        return [
            Route("/{person:int}/upload", self.upload, methods=["POST"]),
            Route("/{person:int}/inline", self.inline, methods=["POST"]),
            *deeds,
        ]

    def send(self, person: Person, deed: Text) -> object:
        """Writes a message."""
        return message_view(person.send(deed.text, *self._place(person, deed)))

    def location(self, person: Person, deed: Location) -> object:
        """Sends a position."""
        return message_view(person.send_location(deed.lat, deed.lon, *self._place(person, deed)))

    def venue(self, person: Person, deed: Venue) -> object:
        """Sends a place."""
        where = self._place(person, deed)
        return message_view(person.send_venue(deed.lat, deed.lon, deed.title, deed.address, *where))

    def contact(self, person: Person, deed: Contact) -> object:
        """Sends a contact."""
        chat, topic, reply_to = self._place(person, deed)
        sent = person.send_contact(
            deed.phone_number,
            deed.first_name,
            deed.last_name,
            chat=chat,
            topic=topic,
            reply_to=reply_to,
        )
        return message_view(sent)

    def edit(self, person: Person, deed: Edit) -> object:
        """Changes one's own message."""
        message = self._message(deed)
        person.edit(message, deed.text)
        return message_view(message)

    def delete(self, person: Person, deed: OfMessage) -> object:
        """Deletes a message for everybody."""
        person.delete(self._message(deed))
        return _DONE

    def react(self, person: Person, deed: Reaction) -> object:
        """Reacts to a message."""
        message = self._message(deed)
        person.react(message, deed.emoji)
        return message_view(message)

    def tap(self, person: Person, deed: Tap) -> object:
        """Presses a button; the bot's answer comes as an event with the query's id."""
        message = self._message(deed)
        try:
            button = message.inline_keyboard[deed.row][deed.column]
        except IndexError:
            raise NotThereError("this button is no longer there") from None
        if "callback_data" in button:
            return {"query_id": person.press(message, button["callback_data"])}
        if "url" in button:
            payload = start_payload(self._sandbox.world, button["url"])
            if payload is None:
                return {"url": button["url"]}
            person.start(payload)
            return {"started": True}
        if "copy_text" in button:
            return {"copy_text": button["copy_text"]["text"]}
        raise PersonError("this page cannot press such a button")

    async def inline(self, request: Request) -> Response:
        """Types the bot's name and some words, and gives what it offers."""
        person = find_person(self._sandbox, request.path_params["person"])
        deed = await read_json(Typed, request)
        chat = self._chat(person.id if deed.chat_id is None else deed.chat_id)
        return JSONResponse(results_view(await person.inline(deed.text, chat)))

    def choose(self, person: Person, deed: Choice) -> object:
        """Posts what the bot offered."""
        result = self._sandbox.world.inline_queries.result(deed.query_id, deed.result_id)
        if result is None:
            raise NotThereError("this is no longer on offer")
        return message_view(person.choose(result, *self._place(person, deed)))

    def migrate(self, person: Person, deed: OfChat) -> object:
        """Makes a basic group a supergroup, as its owner may."""
        chat = self._chat(deed.chat_id)
        if chat.status_of(person) != "creator":
            raise PersonError(f"only the owner can make {chat.name} a supergroup")
        return chat_view(self._sandbox, self._sandbox.migrate(chat))

    def block(self, person: Person, _: Nothing) -> object:
        """Blocks the bot."""
        person.block()
        return _DONE

    def unblock(self, person: Person, _: Nothing) -> object:
        """Lifts the block."""
        person.unblock()
        return _DONE

    def join(self, person: Person, deed: OfChat) -> object:
        """Joins a group or channel."""
        person.join(self._chat(deed.chat_id))
        return _DONE

    def leave(self, person: Person, deed: OfChat) -> object:
        """Leaves a group or channel."""
        person.leave(self._chat(deed.chat_id))
        return _DONE

    def topic(self, person: Person, deed: NewTopic) -> object:
        """Opens a topic."""
        topic = person.create_topic(self._chat(deed.chat_id), deed.name)
        return {"id": topic.id, "name": topic.name}

    def bot(self, person: Person, deed: BotPlace) -> object:
        """Adds the bot to a group, changes its rights there or throws it out."""
        chat = self._chat(deed.chat_id)
        if deed.status == "kicked":
            self._sandbox.remove_bot(chat, person)
        else:
            self._sandbox.add_bot_to(chat, person, deed.status, deed.rights)
        return _DONE

    async def upload(self, request: Request) -> Response:
        """Sends a file: multipart with `file`, `kind` and where it goes."""
        person = find_person(self._sandbox, request.path_params["person"])
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise PersonError("there is no file in the request")
            fields = {key: value for key, value in form.items() if isinstance(value, str) and value}
            deed = read(Upload, fields)
            data = await file.read()
            name, mime = file.filename, file.content_type
        chat, topic, reply_to = self._place(person, deed)
        sent = person.upload(
            deed.kind,
            data,
            file_name=name,
            mime=mime,
            caption=deed.caption,
            chat=chat,
            topic=topic,
            reply_to=reply_to,
            media_group_id=deed.media_group_id,
        )
        return JSONResponse(message_view(sent))

    def _deed(self, name: str, model: type[D], do: Callable[[Person, D], object]) -> Route:
        async def endpoint(request: Request) -> Response:
            person = find_person(self._sandbox, request.path_params["person"])
            return JSONResponse(do(person, await read_json(model, request)))

        return Route(f"/{{person:int}}/{name}", endpoint, methods=["POST"])

    def _chat(self, chat_id: int) -> Chat:
        return find_chat(self._sandbox, chat_id)

    def _message(self, deed: OfMessage) -> Message:
        message = self._chat(deed.chat_id).messages.get(deed.message_id)
        if message is None:
            raise NotThereError("this message is no longer there")
        return message

    def _place(self, person: Person, deed: Placed) -> tuple[Chat, int | None, Message | None]:
        chat = self._chat(person.id if deed.chat_id is None else deed.chat_id)
        reply_to = None
        if deed.reply_to is not None:
            reply_to = self._message(OfMessage(chat_id=chat.id, message_id=deed.reply_to))
        return chat, deed.topic_id, reply_to
