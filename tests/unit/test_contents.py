"""What a message says: when two say the same, and when one only says thank you."""

import pytest
from telegram import Message

from handlers.contents import read_written
from hopdrinks.questions.contents import Content


@pytest.mark.parametrize(
    "words",
    ["merci", "Merci beaucoup !", "MERCI 🙏", "👍", "ok, parfait", "D'accord, merci à vous", "Thanks a lot!",
     "thank you so much", "Bonne soirée !", "got it, thanks", "Super, merci pour votre aide"],
)  # fmt: skip
def test_thanks_in_both_languages_are_thanks(words: str) -> None:
    assert Content(kind="text", text=words).is_courtesy


@pytest.mark.parametrize(
    "words",
    ["merci ?", "Merci, et le parking", "ok for Thursday", "No thanks", "all of you", "a", "Je viens",
     "thanks " * 20],
)  # fmt: skip
def test_anything_else_is_more_than_thanks(words: str) -> None:
    assert not Content(kind="text", text=words).is_courtesy


def test_a_sticker_is_thanks_and_a_picture_is_not() -> None:
    assert Content(kind="sticker", file_id="s", file_unique_id="s").is_courtesy
    assert not Content(kind="photo", text="merci", file_id="p", file_unique_id="p").is_courtesy


def test_another_id_of_the_same_file_is_the_same_content_and_a_bold_word_is_not() -> None:
    photo = Content(kind="photo", text="map", file_id="f1", file_unique_id="u")
    assert photo.fingerprint == photo.model_copy(update={"file_id": "f2"}).fingerprint
    bold = ({"type": "bold", "offset": 0, "length": 3},)
    assert photo.fingerprint != photo.model_copy(update={"entities": bold}).fingerprint
    assert photo.fingerprint != photo.model_copy(update={"text": "plan"}).fingerprint


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"text": "Where is it?"}, False),
        ({"text": "**bold**", "entities": [{"type": "bold", "offset": 0, "length": 4}]}, False),
        ({"text": "b.example", "entities": [{"type": "url", "offset": 0, "length": 9}]}, True),
        (
            {
                "text": "here",
                "entities": [{"type": "text_link", "offset": 0, "length": 4, "url": "https://b.example"}],
            },
            True,
        ),
        (
            {
                "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
                "caption": "b.example",
                "caption_entities": [{"type": "url", "offset": 0, "length": 9}],
            },
            True,
        ),
        (
            {
                "text": "Earn!",
                "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"},
            },
            True,
        ),
    ],
)
def test_links_and_what_is_forwarded_may_be_spam(more: dict[str, object], expected: bool) -> None:
    sent = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, **more}
    message = Message.de_json(sent)
    assert read_written(message).may_be_spam is expected


@pytest.mark.parametrize(("is_manual", "quoted"), [(True, "rue du"), (None, "")])
def test_what_somebody_chose_to_quote_is_kept_and_is_nothing_they_say(
    is_manual: bool | None, quoted: str
) -> None:
    raw = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "This?"}
    quote = {"text": "rue du", "position": 2, "is_manual": is_manual}
    message = Message.de_json(raw | {"quote": quote})
    content = read_written(message).content
    assert content is not None
    assert content.quoted == quoted
    assert content.fingerprint == Content(kind="text", text="This?").fingerprint
