"""Telegram's HTML: text with tags in, plain text and message entities out.

Source: Bot API, "HTML style"; behaviour and error texts follow Telegram's own parser (tdlib, parse_html),
which counts error positions in bytes of UTF-8 and entity offsets in UTF-16 units.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.links import WrongLinkError, checked_link, linked_user
from sandbox.markup_links import utf16_length
from sandbox.parameters_objects import BadParameters

# What Telegram turns into a space, and what it takes away: line and direction marks, and lines over letters.
_TO_SPACE = [code for code in range(32) if chr(code) not in "\n\r"]
_TO_NOTHING = [0x0D, *range(0x2028, 0x202F), 0x030A, 0x0333, 0x033F]
CLEANED: dict[int, str] = {**dict.fromkeys(_TO_SPACE, " "), **dict.fromkeys(_TO_NOTHING, "")}
_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
TAGS = frozenset({*_SIMPLE, "a", "code", "pre", "blockquote", "tg-emoji", "tg-time"})
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(lt|gt|amp|quot)(?![A-Za-z]));?")
_PLAIN = re.compile(r"[^<&]+")
_SPACES = re.compile(r"[ \t\r\n\f\v]*")
_NAME_END = re.compile(r"[ \t\r\n\f\v>]")
_ATTRIBUTE_END = re.compile(r"[ \t\r\n\f\v=>/'\"]|\Z")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_AFTER_TOKEN = frozenset(" \t\r\n\f\v>")
_TIME_FORMAT = re.compile(r"[rR]|[wWdDtT]*")

Entity = dict[str, Any]


@dataclass(frozen=True)
class _Open:
    """A start tag waiting for its end tag."""

    tag: str
    attributes: dict[str, str]
    offset: int  # UTF-16 units of the text so far
    position: int  # characters of the text so far


@dataclass
class _Output:
    """The text so far, with its length in both counts."""

    parts: list[str] = field(default_factory=list)
    units: int = 0
    characters: int = 0
    entities: list[Entity] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.characters += len(text)
        self.units += utf16_length(text)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Turn Telegram's HTML into text and entities, not yet trimmed or sorted.

    Raises:
        BadParameters: "Bad Request: can't parse entities: …".
    """
    output = _Output()
    position = 0
    while position < len(source):
        if plain := _PLAIN.match(source, position):
            output.add(plain.group())
            position = plain.end()
        elif source[position] == "&":
            character, position = _decode(source, position)
            output.add(character.translate(CLEANED))
        elif source.startswith("/", position + 1):
            position = _close(source, position, output)
        else:
            position = _start(source, position, output)
    if output.open:
        raise _error(f'Can\'t find end tag corresponding to start tag "{output.open[-1].tag}"')
    for entity in output.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return "".join(output.parts), output.entities


def _error(reason: str) -> BadParameters:
    return BadParameters(f"Bad Request: can't parse entities: {reason}")


def _byte(source: str, position: int) -> int:
    """Convert a position in characters to one in bytes of UTF-8, for error texts."""
    return len(source[:position].encode())


def _decode(source: str, position: int) -> tuple[str, int]:
    """Read a character reference, or a mere ampersand; return it and where reading goes on."""
    match = _CHARACTER.match(source, position)
    if not match:
        return "&", position + 1
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name], match.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    # Telegram reads references of nine characters at most.
    if not 0 < code < 0x10FFFF or match.end() - position - match.group().endswith(";") >= 10:
        return "&", position + 1
    if 0xD800 <= code < 0xE000:
        raise BadParameters(
            "Bad Request: text contains invalid Unicode characters after decoding HTML entities, check for"
            " unmatched surrogate code units"
        )
    return chr(code), match.end()


def _start(source: str, begin: int, output: _Output) -> int:
    """Read a start tag; return where reading goes on."""
    end = _name_end(source, begin + 1)
    if end == len(source):
        raise _error(f"Unclosed start tag at byte offset {_byte(source, begin)}")
    tag = source[begin + 1 : end].lower()
    if tag not in TAGS:
        raise _error(f'Unsupported start tag "{tag}" at byte offset {_byte(source, begin)}')
    attributes, end = _attributes(source, begin, end, tag)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _error(f'Tag "span" must have class "tg-spoiler" at byte offset {_byte(source, begin)}')
    output.open.append(_Open(tag, attributes, output.units, output.characters))
    return end + 1


def _name_end(source: str, position: int) -> int:
    """Find the first space or ">", else the end of the source."""
    match = _NAME_END.search(source, position)
    return match.start() if match else len(source)


def _attributes(source: str, begin: int, position: int, tag: str) -> tuple[dict[str, str], int]:
    """Read a start tag's attributes; return them and the position of its ">"."""
    attributes: dict[str, str] = {}
    while True:
        position = _skip(_SPACES, source, position)
        if source.startswith(">", position):
            return attributes, position
        found = _ATTRIBUTE_END.search(source, position)
        end = found.start() if found else len(source)
        name = source[position:end]
        if not name:
            raise _error(f'Empty attribute name in the tag "{tag}" at byte offset {_byte(source, begin)}')
        position, value = _skip(_SPACES, source, end), ""
        if source.startswith("=", position):
            position = _skip(_SPACES, source, position + 1)
            if position < len(source):
                value, position = _value(source, position, begin)
        if position == len(source):
            raise _error(f'Unclosed start tag "{tag}" at byte offset {_byte(source, begin)}')
        attributes[name] = value


def _skip(pattern: re.Pattern[str], source: str, position: int) -> int:
    match = pattern.match(source, position)
    return match.end() if match else position


def _value(source: str, position: int, begin: int) -> tuple[str, int]:
    """Read an attribute's value, quoted or bare; return it and where reading goes on."""
    quote = source[position]
    if quote in "'\"":
        end = source.find(quote, position + 1)
        value = _CHARACTER.sub(lambda match: _decode(match.group(), 0)[0], source[position + 1 : end])
        after = end + 1
    else:
        after = _skip(_TOKEN, source, position)
        value, end = source[position:after].lower(), after
        if after < len(source) and source[after] not in _AFTER_TOKEN:
            raise _error(f"Unexpected end of name token at byte offset {_byte(source, position)}")
    if end < 0 or after == len(source):
        raise _error(f"Unclosed start tag at byte offset {_byte(source, begin)}")
    return value, after


def _close(source: str, begin: int, output: _Output) -> int:
    """Read an end tag and note the entity it ends; return where reading goes on."""
    offset = _byte(source, begin)
    if not output.open:
        raise _error(f"Unexpected end tag at byte offset {offset}")
    end = _name_end(source, begin + 2)
    name = source[begin + 2 : end].lower()
    end = _skip(_SPACES, source, end)
    if not source.startswith(">", end):
        raise _error(f"Unclosed end tag at byte offset {offset}")
    start = output.open.pop()
    if name and name != start.tag:
        raise _error(
            f'Unmatched end tag at byte offset {offset}, expected "</{start.tag}>", found "</{name}>"'
        )
    if output.units > start.offset:
        _note(start, output)
    return end + 1


def _note(start: _Open, output: _Output) -> None:
    """Add the entity of a pair of tags around a text, or turn pre around code into one."""
    span: Entity = {"offset": start.offset, "length": output.units - start.offset}
    last = output.entities[-1] if output.entities else None
    inner = last if last and all(last[key] == span[key] for key in span) else None
    language = start.attributes.get("class", "")
    language = language.removeprefix("language-") if language.startswith("language-") else ""
    if start.tag == "pre" and inner and inner["type"] == "code" and "language" in inner:
        inner["type"] = "pre"
    elif start.tag == "code" and inner and inner["type"] == "pre" and language:
        inner["language"] = language
    elif start.tag == "code" and language:
        # Kept for a <pre> around it; `parse_html` drops the language of code that stands alone.
        output.entities.append({"type": "code", **span, "language": language})
    elif entity := _entity(start, output):
        output.entities.append({"type": entity.pop("type"), **span, **entity})


def _entity(start: _Open, output: _Output) -> Entity | None:
    """Say what a tag means; None where Telegram drops it (a link to nowhere)."""
    if start.tag in _SIMPLE:
        return {"type": _SIMPLE[start.tag]}
    if start.tag == "a":
        return _link(start.attributes.get("href") or "".join(output.parts)[start.position :])
    if start.tag == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in start.attributes else "blockquote"}
    if start.tag == "tg-emoji":
        return _custom_emoji(start.attributes.get("emoji-id", ""))
    if start.tag == "tg-time":
        return _date_time(start.attributes)
    return {"type": start.tag}


def _link(url: str) -> Entity | None:
    if user := linked_user(url):
        return {"type": "text_mention", "user": {"id": user}}
    try:
        return {"type": "text_link", "url": checked_link(url)}
    except WrongLinkError:
        return None


def _custom_emoji(identifier: str) -> Entity:
    if not identifier.isascii() or not identifier.isdigit():
        raise _error("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": identifier}


def _date_time(attributes: dict[str, str]) -> Entity | None:
    unix, layout = attributes.get("unix", ""), attributes.get("format", "")
    if not _TIME_FORMAT.fullmatch(layout):
        raise _error("Invalid date format used")
    if not (unix.isascii() and unix.isdigit() and int(unix)):
        return None
    entity: Entity = {"type": "date_time", "unix_time": int(unix)}
    return {**entity, "date_time_format": layout} if layout else entity
