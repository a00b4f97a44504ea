"""What is a reply where the staff are, and what only looks like one."""

from typing import Any

import pytest
from telegram import Message

from handlers.staff.place import author_of, is_by_staff, true_reply

STAFF = {"id": -1001, "type": "supergroup", "title": "Staff", "is_forum": True}
ROOT = {"message_id": 7, "date": 1, "chat": STAFF, "forum_topic_created": {"name": "Alice", "icon_color": 1}}
COPY = {"message_id": 9, "date": 1, "chat": STAFF, "text": "Where?"}
ROBIN = {"id": 5, "is_bot": False, "first_name": "Robin"}
NOBODY = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
CHANNEL = {"id": -1009, "type": "channel", "title": "News"}


def message(**fields: Any) -> Message:
    raw = {"message_id": 20, "date": 1, "chat": STAFF, "from": ROBIN, "text": "words"}
    return Message.de_json(raw | fields, None)


def test_words_in_a_topic_carry_its_root_and_answer_nothing() -> None:
    in_topic = {"is_topic_message": True, "message_thread_id": 7}
    assert true_reply(message(reply_to_message=ROOT, **in_topic)) is None
    bare_root = {name: value for name, value in ROOT.items() if name != "forum_topic_created"}
    assert true_reply(message(reply_to_message=bare_root, **in_topic)) is None
    replied = true_reply(message(reply_to_message=COPY, **in_topic))
    assert replied is not None
    assert replied.message_id == 9


def test_outside_of_topics_a_chain_of_replies_has_a_thread_id_too() -> None:
    replied = true_reply(message(reply_to_message=COPY, message_thread_id=9))
    assert replied is not None
    assert true_reply(message()) is None


@pytest.mark.parametrize(
    ("fields", "by_staff", "author"),
    [
        ({}, True, 5),
        ({"from": NOBODY, "sender_chat": STAFF}, True, None),
        ({"from": ROBIN, "sender_chat": CHANNEL}, False, None),
        ({"from": NOBODY | {"id": 777}}, False, 777),
    ],
    ids=["person", "anonymous administrator", "linked channel", "another bot"],
)
def test_people_and_administrators_without_a_name_are_staff_and_nobody_else(
    fields: dict[str, Any], by_staff: bool, author: int | None
) -> None:
    said = message(**fields)
    assert is_by_staff(said) is by_staff
    assert author_of(said) == author
