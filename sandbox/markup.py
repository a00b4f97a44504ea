"""Turns what a bot wrote (HTML, or plain text with entities) into the text and entities people see.

Source: Bot API, "Formatting options". Offsets and lengths count UTF-16 units, as everywhere in the Bot API.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.links import WrongLinkError, checked_link
from sandbox.markup_entities import settle
from sandbox.markup_html import CLEANED, parse_html
from sandbox.markup_links import utf16_length
from sandbox.parameters_objects import BadParameters, MessageEntity

__all__ = [
    "CAPTION_LENGTH",
    "TEXT_LENGTH",
    "BadParameters",
    "FormattedText",
    "parse",
    "parse_caption",
    "utf16_length",
]

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024

Entity = dict[str, Any]

_BLANK = " \n"
# Invisible characters and wide spaces: a text of nothing else is empty.
_INVISIBLE = (
    " \n\u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c"
    "\u200d\u200e\u200f\u202f\u205f\u2800\u3000\ufeff\ufffc"
)
_FOUND_BY_TELEGRAM = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)


@dataclass(frozen=True)
class FormattedText:
    """A text as people see it, and its entities, sorted, as the Bot API's MessageEntity objects."""

    text: str
    entities: list[Entity] = field(default_factory=list)


def parse(
    text: str, parse_mode: str | None = None, entities: Sequence[MessageEntity] | None = None
) -> FormattedText:
    """Read the text of a message.

    Args:
        text: what the bot wrote; trimmed and cleaned of control characters as Telegram does.
        parse_mode: "HTML" (any case) or None; other modes are not in this sandbox.
        entities: entities given instead of a parse mode; ignored with one.

    Raises:
        BadParameters: nothing is left, it is longer than 4096 UTF-16 units, or the markup is wrong.
    """
    if not text:
        raise BadParameters("Bad Request: message text is empty")
    formatted = _format(text, parse_mode, entities)
    if not formatted.text:
        raise BadParameters("Bad Request: text must be non-empty")
    if utf16_length(formatted.text) > TEXT_LENGTH:
        raise BadParameters("Bad Request: message is too long")
    return formatted


def parse_caption(
    caption: str | None, parse_mode: str | None = None, entities: Sequence[MessageEntity] | None = None
) -> FormattedText:
    """Read the words under a file, which may be none.

    Args:
        caption: as `text` of `parse`; None is an empty caption.
        parse_mode: as in `parse`.
        entities: as in `parse`.

    Raises:
        BadParameters: it is longer than 1024 UTF-16 units, or the markup is wrong.
    """
    formatted = _format(caption or "", parse_mode, entities)
    if utf16_length(formatted.text) > CAPTION_LENGTH:
        raise BadParameters("Bad Request: message caption is too long")
    return formatted


def _format(text: str, parse_mode: str | None, given: Sequence[MessageEntity] | None) -> FormattedText:
    """Read markup or given entities, trim, and add what Telegram finds by itself."""
    mode = (parse_mode or "").lower()
    if mode in ("markdown", "markdownv2"):
        raise BadParameters(f"Bad Request: parse_mode {parse_mode} is not in this sandbox")
    if mode not in ("", "none", "html"):
        raise BadParameters("Bad Request: unsupported parse_mode")
    if mode == "html":
        plain, entities = parse_html(text.translate(CLEANED))
    else:
        plain, entities = text.translate(CLEANED), _given_entities(text, given or ())
    trimmed, entities = _trim(plain, entities)
    if not trimmed.strip(_INVISIBLE):
        return FormattedText("")
    return FormattedText(trimmed, settle(trimmed, entities))


def _given_entities(text: str, given: Sequence[MessageEntity]) -> list[Entity]:
    """Check entities that came beside a plain text and move them to where they stand in the cleaned text."""
    units = text.encode("utf-16-le", "surrogatepass")
    entities = []
    for entity in given:
        if entity.type in _FOUND_BY_TELEGRAM or entity.length <= 0:
            continue
        start = _cleaned_units(units, entity, entity.offset)
        end = _cleaned_units(units, entity, entity.offset + entity.length)
        values = {**entity.model_dump(exclude_none=True), "offset": start, "length": end - start}
        if entity.type == "text_link":
            values["url"] = _checked_url(entity.url or "")
        entities.append(values)
    return entities


def _checked_url(url: str) -> str:
    """Check the link of an entity that was given beside a text."""
    try:
        return checked_link(url)
    except WrongLinkError as problem:
        raise BadParameters(f"Bad Request: entity URL '{url}' is invalid: {problem}") from None


def _cleaned_units(units: bytes, entity: MessageEntity, offset: int) -> int:
    """Convert an offset in the text as sent to one in the cleaned text, both in UTF-16 units."""
    start = f"Bad Request: entity beginning at UTF-16 offset {entity.offset}"
    if not 0 <= 2 * offset <= len(units):
        raise BadParameters(
            f"{start} ends after the end of the text at UTF-16 offset {entity.offset + entity.length}"
        )
    try:
        return utf16_length(units[: 2 * offset].decode("utf-16-le").translate(CLEANED))
    except UnicodeDecodeError:
        raise BadParameters(f"{start} begins or ends in a middle of a UTF-16 symbol") from None


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Take spaces and line ends off both ends; on the left only those before the first entity."""
    kept = text.rstrip(_BLANK)
    end = utf16_length(kept)
    inside = [e for e in entities if e["offset"] < end]
    first = min((e["offset"] for e in inside), default=end)
    # What is blank is one unit a character, so the two counts agree.
    start = min(len(kept) - len(kept.lstrip(_BLANK)), first)
    return kept[start:], [
        {**e, "offset": e["offset"] - start, "length": min(e["length"], end - e["offset"])} for e in inside
    ]
