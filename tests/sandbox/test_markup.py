"""HTML and given entities become the text and entities that Telegram would show."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from sandbox.links import WrongLinkError, checked_link, linked_user
from sandbox.markup import BadParameters, FormattedText, parse, parse_caption, utf16_length
from sandbox.markup_html import parse_html
from sandbox.parameters_objects import MessageEntity

TAGS = ("b", "i", "u", "s", "code", "pre", "tg-spoiler", "blockquote")
WORDS = ("😀", " ", "\n", "x", "/go", "@alice", "t.me/y", "\u00a0", "\u202e", "&amp;")
ELEMENTS = (*((f"<{tag}>", f"</{tag}>") for tag in TAGS), ('<a href="t.me/x">', "</a>"))


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = st.tuples(st.sampled_from(ELEMENTS), inner).map(lambda both: both[0][0] + both[1] + both[0][1])
    return st.lists(inner | wrapped, max_size=5).map("".join)


SOURCES = st.recursive(st.sampled_from(WORDS), nested)


def html(source: str) -> FormattedText:
    return parse(source, "HTML")


def kinds(formatted: FormattedText) -> list[tuple[str, str]]:
    """Name each entity and the words it covers, cut out in UTF-16 units."""
    return [(entity["type"], covered(formatted.text, entity)) for entity in formatted.entities]


def covered(text: str, entity: dict[str, Any]) -> str:
    units = text.encode("utf-16-le")
    begin = 2 * entity["offset"]
    return units[begin : begin + 2 * entity["length"]].decode("utf-16-le")


def refusal(source: str, parse_mode: str | None = "HTML") -> str:
    with pytest.raises(BadParameters) as refused:
        parse(source, parse_mode)
    return refused.value.description


@given(st.text())
def test_any_escaped_text_reads_back_as_itself(text: str) -> None:
    parsed, entities = parse_html(str(escape(text)))
    assert parsed == text
    assert entities == []


@given(st.lists(st.tuples(st.sampled_from(TAGS), st.text(alphabet="aé😀 &<", min_size=1)), min_size=1))
def test_offsets_count_utf_16_units_and_slice_right(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts)
    parsed, entities = parse_html(source)
    assert parsed == "".join(text for _, text in parts)
    assert [covered(parsed, entity) for entity in entities] == [text for _, text in parts]


@given(SOURCES)
def test_however_tags_are_nested_the_entities_are_sound(source: str) -> None:
    formatted = parse_caption(source, "HTML")
    length = utf16_length(formatted.text)
    places = [(entity["offset"], -entity["length"]) for entity in formatted.entities]
    assert places == sorted(places)
    assert all(e["offset"] >= 0 and 0 < e["length"] <= length - e["offset"] for e in formatted.entities)
    # An entity that cut an emoji in two would leave half a surrogate pair, which does not decode.
    assert all(covered(formatted.text, entity) for entity in formatted.entities)


@given(st.text(max_size=50))
def test_plain_text_keeps_its_visible_characters(text: str) -> None:
    visible = [character for character in text if character.isalnum()]
    try:
        shown = parse(text).text
    except BadParameters:
        assert not visible
        return
    assert [character for character in shown if character.isalnum()] == visible


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b><strong>b</strong>", "ab", [("bold", "ab")]),
        ("<i>a</i> <em>b</em>", "a b", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u> <ins>b</ins>", "a b", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s> <strike>b</strike> <del>c</del>", "a b c", [("strikethrough", x) for x in "abc"]),
        (
            '<tg-spoiler>a</tg-spoiler> <span class="tg-spoiler">b</span>',
            "a b",
            [("spoiler", "a"), ("spoiler", "b")],
        ),
        ("<b>é😀 <i>x</i></b>!", "é😀 x!", [("bold", "é😀 x"), ("italic", "x")]),
        ("<B>a</b>", "a", [("bold", "a")]),
        ("<b>a</>", "a", [("bold", "a")]),
        ("<b></b>a", "a", []),
        ("<b>a<b>b</b></b>", "ab", [("bold", "ab")]),
        ("<code>a <b>b</b></code>", "a b", [("code", "a b")]),
        ("<b>a <code>b</code> c</b>", "a b c", [("bold", "a "), ("code", "b"), ("bold", " c")]),
        (
            '<b>a <a href="t.me/x">b</a></b>',
            "a b",
            [("bold", "a "), ("text_link", "b"), ("bold", "b")],
        ),
        ("<blockquote>a\n<b>b</b></blockquote>", "a\nb", [("blockquote", "a\nb"), ("bold", "b")]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", "a")]),
        ("&lt;b&gt; &amp;amp; &quot;&#39;&#x1F600;", "<b> &amp; \"'😀", []),
        ("&nbsp; &ltx & &#0; &#1114112;", "&nbsp; &ltx & &#0; &#1114112;", []),
        ("  <b> a </b>  ", " a", [("bold", " a")]),
        ("a\tb\r\nc\u202ed", "a b\ncd", []),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, str]]) -> None:
    formatted = html(source)
    assert formatted.text == text
    assert kinds(formatted) == entities


def test_links_code_emoji_and_times_carry_their_values() -> None:
    formatted = html(
        '<a href="https://T.me/X?a=1&amp;b=2">l</a> <a href="tg://user?id=12">m</a> <a>t.me/y</a> '
        '<pre><code class="language-python">p</code></pre> <code class="language-c">c</code> <pre>q</pre> '
        '<tg-emoji emoji-id="53">👍</tg-emoji> <tg-time unix="1796320800" format="wDT">jeudi</tg-time>'
    )
    values = [
        {key: value for key, value in entity.items() if key not in ("offset", "length")}
        for entity in formatted.entities
    ]
    assert values == [
        {"type": "text_link", "url": "https://t.me/X?a=1&b=2"},
        {"type": "text_mention", "user": {"id": 12}},
        {"type": "text_link", "url": "http://t.me/y"},
        {"type": "pre", "language": "python"},
        {"type": "code"},
        {"type": "pre"},
        {"type": "custom_emoji", "custom_emoji_id": "53"},
        {"type": "date_time", "unix_time": 1796320800, "date_time_format": "wDT"},
    ]


def test_a_link_to_nowhere_is_dropped_in_silence() -> None:
    assert html('<a href="nowhere">x</a>') == FormattedText("x")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("é <x>a</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <3", "Unclosed start tag at byte offset 2"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x>a</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x", "Unclosed start tag at byte offset 0"),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-time unix="1" format="x">a</tg-time>', "Invalid date format used"),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    assert refusal(source) == f"Bad Request: can't parse entities: {reason}"


def test_half_a_surrogate_pair_is_refused() -> None:
    assert "unmatched surrogate code units" in refusal("&#xD83D;")


@pytest.mark.parametrize("blank", [" \n ", "\u200b", "\u00a0\u202f", "<b> </b>", "\u2800"])
def test_a_text_of_nothing_visible_is_refused(blank: str) -> None:
    assert refusal(blank) == "Bad Request: text must be non-empty"


def test_an_empty_text_is_refused() -> None:
    assert refusal("") == "Bad Request: message text is empty"


def test_length_counts_utf_16_units_after_entities() -> None:
    assert utf16_length("aé😀") == 4
    assert len(html(f"<b>{'&amp;' * 4096}</b>").text) == 4096
    assert parse("😀" * 2048).text == "😀" * 2048
    assert refusal("a" * 4097) == "Bad Request: message is too long"
    assert refusal("😀" * 2048 + "a") == "Bad Request: message is too long"


def test_a_caption_is_shorter_and_may_be_empty() -> None:
    assert parse_caption(None) == FormattedText("")
    assert parse_caption(" <b>a</b> ", "html").text == "a"
    assert len(parse_caption("a" * 1024).text) == 1024
    with pytest.raises(BadParameters, match=r"^Bad Request: message caption is too long$"):
        parse_caption("a" * 1025)


def test_other_parse_modes_are_refused_clearly() -> None:
    assert refusal("*a*", "MarkdownV2") == "Bad Request: parse_mode MarkdownV2 is not in this sandbox"
    assert refusal("a", "BBCode") == "Bad Request: unsupported parse_mode"
    assert parse("<b>", "none").text == "<b>"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start@hop_bot now", [("bot_command", "/start@hop_bot")]),
        ("a /next, /mine.", [("bot_command", "/next"), ("bot_command", "/mine")]),
        ("and/or 3/4 </b>", []),
        ("@alice, mail a@example.org", [("mention", "@alice")]),
        (
            "See https://example.org/a?b=c. Or t.me/x!",
            [("url", "https://example.org/a?b=c"), ("url", "t.me/x")],
        ),
        ("😀 #Tours #12", [("hashtag", "#Tours")]),
        ("19:30 e.g. M. Dupont", []),
    ],
)
def test_telegram_finds_commands_mentions_links_and_hashtags(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(parse(text)) == found


def test_nothing_is_found_inside_code_and_links() -> None:
    formatted = html('<code>/start</code> <a href="t.me/x">@alice</a> <b>/next</b>')
    assert kinds(formatted) == [
        ("code", "/start"),
        ("text_link", "@alice"),
        ("bot_command", "/next"),
        ("bold", "/next"),
    ]


def test_given_entities_move_with_the_trimmed_and_cleaned_text() -> None:
    given_entities = [
        MessageEntity(type="bold", offset=5, length=4),
        MessageEntity(type="text_link", offset=10, length=1, url="t.me/x"),
        MessageEntity(type="mention", offset=5, length=4),
        MessageEntity(type="pre", offset=12, length=1, language="c"),
    ]
    formatted = parse("  \r\n a😀b c d ", None, given_entities)
    assert formatted.text == "a😀b c d"
    assert kinds(formatted) == [("bold", "a😀b"), ("text_link", "c"), ("pre", "d")]
    assert formatted.entities[1]["url"] == "http://t.me/x"
    assert formatted.entities[2]["language"] == "c"


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        (
            MessageEntity(type="bold", offset=0, length=9),
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
        ),
        (
            MessageEntity(type="bold", offset=1, length=1),
            "entity beginning at UTF-16 offset 1 begins or ends in a middle of a UTF-16 symbol",
        ),
        (
            MessageEntity(type="text_link", offset=0, length=2, url="x"),
            "entity URL 'x' is invalid: Wrong HTTP URL",
        ),
    ],
)
def test_impossible_given_entities_are_refused(entity: MessageEntity, reason: str) -> None:
    with pytest.raises(BadParameters) as refused:
        parse("😀b", None, [entity])
    assert refused.value.description == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("link", "stored"),
    [
        ("example.org", "http://example.org/"),
        ("HTTPS://Example.org?a=b c", "https://example.org/?a=b%20c"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("tg:resolve?domain=x", "tg://resolve?domain=x"),
        ("ton://transfer/x", "ton://transfer/x"),
    ],
)
def test_a_link_is_stored_as_telegram_stores_it(link: str, stored: str) -> None:
    assert checked_link(link) == stored


@pytest.mark.parametrize(
    "link", ["", "x", "javascript:alert(1)", "ftp://a.b", "tg://a b", "http://a.b:0/", "a.b:c"]
)
def test_what_is_no_link_is_refused(link: str) -> None:
    with pytest.raises(WrongLinkError):
        checked_link(link)


def test_a_user_is_named_by_a_tg_link_alone() -> None:
    assert linked_user("tg://user?id=12") == 12
    assert linked_user("TG:user/?x=1&id=12#y") == 12
    assert linked_user("tg://user?id=0") is None
    assert linked_user("https://t.me/user?id=12") is None
