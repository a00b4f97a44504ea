"""What the people's side takes over HTTP: one small model per body."""

from __future__ import annotations

import json
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from sandbox.errors import PersonError
from sandbox.faults import FaultKind


class Deed(BaseModel):
    """A body that names nothing it should not."""

    model_config = ConfigDict(extra="forbid")


D = TypeVar("D", bound=Deed)


class Placed(Deed):
    """Something that goes into a chat; `chat_id` left out is the private chat."""

    chat_id: int | None = None
    topic_id: int | None = None
    reply_to: int | None = None


class Text(Placed):
    """A typed message."""

    text: str


class Upload(Placed):
    """The fields beside an uploaded file."""

    kind: str
    caption: str | None = None
    media_group_id: str | None = None


class Location(Placed):
    """A position, in degrees."""

    lat: float
    lon: float


class Venue(Location):
    """A place."""

    title: str
    address: str


class Contact(Placed):
    """Somebody's telephone number."""

    phone_number: str
    first_name: str
    last_name: str | None = None


class Start(Deed):
    """START, or a deep link's payload."""

    payload: str = ""


class OfMessage(Deed):
    """Something done to a message."""

    chat_id: int
    message_id: int


class Edit(OfMessage):
    """Other words for one's own message."""

    text: str


class Reaction(OfMessage):
    """A reaction, or none."""

    emoji: str | None = None


class Tap(OfMessage):
    """A button by its place, counted from 0."""

    row: int
    column: int


class Typed(Deed):
    """What stands in the text field: "@bot words"; `chat_id` left out is the private chat."""

    chat_id: int | None = None
    text: str


class Choice(Placed):
    """One of the results on offer."""

    query_id: str
    result_id: str


class OfChat(Deed):
    """A group or channel."""

    chat_id: int


class NewTopic(OfChat):
    """A topic to open."""

    name: str


class BotPlace(OfChat):
    """The bot's place in a group or channel."""

    status: Literal["member", "administrator", "kicked"]
    rights: dict[str, bool] | None = None


class Nothing(Deed):
    """A deed without details."""


class NewPerson(Deed):
    """Somebody new."""

    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "fr"
    note: str = ""


class NewChat(Deed):
    """A new group, supergroup or channel; of the bot's rights None is all."""

    title: str
    kind: Literal["group", "supergroup", "channel"] = "supergroup"
    member_ids: list[int] = Field(default_factory=list)
    owner_id: int | None = None
    is_forum: bool = False
    bot: Literal["member", "administrator"] | None = None
    bot_rights: dict[str, bool] | None = None


class ClockMove(Deed):
    """One of the moves on offer."""

    move: str


class NewFault(Deed):
    """A fault to play; see sandbox.faults.Fault."""

    kind: FaultKind
    method: str = "*"
    chat_id: int | str | None = None
    times: int = 1
    retry_after: int = 3
    seconds: float = 1.0
    after: bool = False


class OddUpdate(Deed):
    """A hand-made update to deliver, or how many of the last to deliver again."""

    inject: dict[str, Any] | None = None
    repeat: int = 0


async def read_json(model: type[D], request: Request) -> D:
    """Reads a JSON body into its model; raises PersonError."""
    body = await request.body()
    try:
        values = json.loads(body) if body else {}
    except ValueError:
        raise PersonError("the body is no JSON") from None
    return read(model, values)


def read(model: type[D], values: object) -> D:
    """Reads values into their model; raises PersonError that names the first wrong field."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the body"
        raise PersonError(f"{field}: {first['msg']}") from None
