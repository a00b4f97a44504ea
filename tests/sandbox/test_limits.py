"""Telegram's flood limits."""

import pytest
import telegram
from telegram.error import RetryAfter

from sandbox import Person, Sandbox
from sandbox.errors import BotApiError
from sandbox.limits import Limits


class Watch:
    """Monotonic time that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def refused(limits: Limits, chat_id: int, method: str = "sendMessage") -> int | None:
    try:
        limits.check(method, chat_id)
    except BotApiError as error:
        return error.retry_after
    return None


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def limits(watch: Watch) -> Limits:
    limits = Limits(watch)
    limits.enabled = True
    return limits


def test_a_private_chat_takes_three_at_once_and_then_one_a_second(limits: Limits, watch: Watch) -> None:
    assert [refused(limits, 7) for _ in range(4)] == [None, None, None, 1]
    watch.now = 1.0
    assert [refused(limits, 7) for _ in range(2)] == [None, 1]


def test_a_group_takes_20_a_minute_edits_and_topics_included(limits: Limits, watch: Watch) -> None:
    methods = ["sendMessage", "editMessageText", "createForumTopic", "copyMessage"] * 5
    assert [refused(limits, -7, method) for method in methods] == [None] * 20
    watch.now = 10.0
    assert refused(limits, -7) == 50
    watch.now = 60.0
    assert refused(limits, -7) is None


def test_all_chats_together_take_30_a_second(limits: Limits, watch: Watch) -> None:
    assert [refused(limits, chat) for chat in range(1, 32)] == [None] * 30 + [1]
    watch.now = 1.0
    assert refused(limits, 31) is None


def test_what_shows_nothing_new_is_not_counted(limits: Limits) -> None:
    assert [refused(limits, 7, "sendChatAction") for _ in range(50)] == [None] * 50


def test_a_refused_call_does_not_count(limits: Limits, watch: Watch) -> None:
    for _ in range(50):
        refused(limits, 7)
    watch.now = 1.0
    assert refused(limits, 7) is None


async def test_limits_are_off_until_they_are_turned_on(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    for _ in range(5):
        await bot.send_message(ann.id, "Hello")
    sandbox.limits.enabled = True
    sandbox.limits.burst = 1
    await bot.send_message(ann.id, "Hello")
    with pytest.raises(RetryAfter):
        await bot.send_message(ann.id, "Hello")
