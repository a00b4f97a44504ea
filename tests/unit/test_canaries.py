"""The check that runs after every story: it finds what left the staff chat, and nothing else."""

from datetime import UTC, datetime

import pytest
from canaries import leaks

from sandbox import Chat, Message, Person, Sandbox

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTE = "She was late last time."


class Room:
    """A sandbox with a member, a staff group, and a bot that a test speaks for."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        self.sandbox.add_bot(token=TOKEN, first_name="Concierge", username="hopdrinks_bot")
        self.alice: Person = self.sandbox.add_person("Alice")
        self.robin: Person = self.sandbox.add_person("Robin")
        self.staff: Chat = self.sandbox.add_group(
            "Staff", members=[self.robin], kind="supergroup", bot="administrator", owner=self.robin
        )
        self.alice.start()
        self.card = self.says("Alice asks", self.staff)

    def says(self, words: str, chat: Chat) -> Message:
        world = self.sandbox.world
        return world.post(chat, world.the_bot, {"text": words}, by_bot=True)

    def leaks(self, *meant: Message) -> list[str]:
        return leaks(self.sandbox, self.staff, meant)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_word_among_the_staff_that_a_member_reads_is_found(room: Room) -> None:
    room.robin.send(NOTE, room.staff)
    assert room.leaks() == []
    room.says(f"Robin says: {NOTE}", room.alice.private_chat)
    assert len(room.leaks()) == 1


def test_so_is_a_note_by_command_a_reply_to_a_colleague_and_the_word_itself_said_anywhere(room: Room) -> None:
    first = room.robin.send(f"/note {NOTE}", room.staff, reply_to=room.card)
    room.robin.send("I had noticed that.", room.staff, reply_to=first)
    for words in (NOTE, "I had noticed that.", "a canary"):
        room.says(words, room.alice.private_chat)
    assert len(room.leaks()) == 3


def test_what_was_edited_or_deleted_since_is_found_among_the_calls(room: Room) -> None:
    room.robin.send(NOTE, room.staff)
    raw = {"chat_id": room.alice.id, "text": NOTE}
    room.sandbox.log.note("sendMessage", NOW, None, raw, None)
    assert len(room.leaks()) == 1


def test_a_note_that_was_copied_is_found_though_the_copy_is_gone(room: Room) -> None:
    note = room.robin.send(NOTE, room.staff)
    raw = {"chat_id": room.alice.id, "from_chat_id": room.staff.id}
    room.sandbox.log.note("copyMessage", NOW, None, raw | {"message_id": note.id}, None)
    room.sandbox.log.note("copyMessages", NOW, None, raw | {"message_ids": [note.id]}, None)
    assert len(room.leaks()) == 2


def test_a_note_in_a_toast_is_found(room: Room) -> None:
    room.robin.send(NOTE, room.staff)
    room.sandbox.log.note("answerCallbackQuery", NOW, None, {"callback_query_id": "1", "text": NOTE}, None)
    assert len(room.leaks()) == 1


def test_an_answer_and_what_stays_among_the_staff_are_no_leaks(room: Room) -> None:
    answer = room.robin.send("The door is on the left.", room.staff, reply_to=room.card)
    room.says(answer.words, room.alice.private_chat)
    room.robin.send(NOTE, room.staff)
    room.says(f"Noted: {NOTE}", room.staff)
    room.says(f"Noted: {NOTE}", room.robin.private_chat)
    room.sandbox.log.note("sendMessage", NOW, None, {"chat_id": room.staff.id, "text": NOTE}, None)
    assert room.leaks() == []


def test_what_a_story_means_to_leave_is_no_leak(room: Room) -> None:
    told = room.robin.send("From the whole team.", room.staff)
    room.says(told.words, room.alice.private_chat)
    assert len(room.leaks()) == 1
    assert room.leaks(told) == []
