"""Brings entities into the order and shape Telegram gives them back in.

Source: tdlib, fix_entities and merge_new_entities. Three families: the splittable (bold and the like)
are joined where they touch, cut where another entity begins or ends, and vanish inside code; quotes do not
overlap each other; all others overlap nothing but the first two.
"""

from itertools import pairwise
from typing import Any

from sandbox.markup_links import found_entities

Entity = dict[str, Any]

_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_PLAIN_INSIDE = frozenset({"code", "pre", "date_time"})
# The outer first where two cover the same text; kinds that are not named come together in the middle.
_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}


def settle(text: str, entities: list[Entity]) -> list[Entity]:
    """Sort, join, cut and drop entities as Telegram does, and add those it finds by itself.

    Args:
        text: the message's text, trimmed.
        entities: what the bot asked for, within the text, with a length of one at least.
    """
    entities = _sorted(entities)
    quotes = _apart([e for e in entities if e["type"] in _QUOTES])
    others = _apart([e for e in entities if e["type"] not in _QUOTES and e["type"] not in _SPLITTABLE])
    found = [e for e in found_entities(text) if not any(_overlap(e, other) for other in others)]
    solid = quotes + [e for e in others + found if not any(_crosses(e, quote) for quote in quotes)]
    soft = [e for e in entities if e["type"] in _SPLITTABLE]
    return _sorted(solid + [piece for kind in _SPLITTABLE for piece in _pieces(kind, soft, solid)])


def _sorted(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: (e["offset"], -e["length"], _PRIORITY.get(e["type"], 50)))


def _end(entity: Entity) -> int:
    return int(entity["offset"]) + int(entity["length"])


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))


def _crosses(entity: Entity, quote: Entity) -> bool:
    """Tell whether an entity is partly inside a quote and partly outside."""
    inside = quote["offset"] <= entity["offset"] and _end(entity) <= _end(quote)
    return _overlap(entity, quote) and not inside


def _apart(entities: list[Entity]) -> list[Entity]:
    """Keep the first of those that overlap or are nested; sorted in, sorted out."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity["offset"] >= _end(kept[-1]):
            kept.append(entity)
    return kept


def _pieces(kind: str, soft: list[Entity], solid: list[Entity]) -> list[Entity]:
    """Join what is of one kind, then cut it at the borders of other entities, leaving out what is in code."""
    borders = sorted({border for entity in solid for border in (entity["offset"], _end(entity))})
    plain = [entity for entity in solid if entity["type"] in _PLAIN_INSIDE]
    pieces = []
    for begin, end in _joined([entity for entity in soft if entity["type"] == kind]):
        points = [begin, *(border for border in borders if begin < border < end), end]
        for start, stop in pairwise(points):
            piece = {"type": kind, "offset": start, "length": stop - start}
            if not any(_overlap(piece, entity) for entity in plain):
                pieces.append(piece)
    return pieces


def _joined(entities: list[Entity]) -> list[tuple[int, int]]:
    """Return begin and end of each stretch that these entities cover together; sorted in, sorted out."""
    stretches: list[tuple[int, int]] = []
    for entity in entities:
        begin, end = int(entity["offset"]), _end(entity)
        if stretches and begin <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((begin, end))
    return stretches
