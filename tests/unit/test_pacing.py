"""How fast messages may leave: monotonic seconds are passed in, nobody waits."""

from collections import deque

import pytest

from bot.pacing import Bucket, Pacer, back_off

ALICE, BOB, CARL, GROUP = 7, 8, 9, -100


def leave_as_soon_as_possible(pacer: Pacer, chats: list[int], seconds: float, *, bulk: bool) -> list[float]:
    """Send one message after the other for some seconds, each to the next chat; give the instants."""
    now, left = 100.0, []
    queue = deque(chats)
    while now < 100.0 + seconds:
        wait = max(pacer.wait_for_any(now), pacer.wait_for_bulk(now) if bulk else 0.0)
        wait = max(wait, pacer.wait_for_chat(queue[0], now))
        if wait > 0:
            now += max(wait, 1e-6)  # a wait too short for a float to show would never end
            continue
        pacer.take(queue[0], now, bulk=bulk)
        queue.rotate(-1)
        left.append(now)
    return left


def most_in(instants: list[float], seconds: float) -> int:
    """Count the most instants in any window of so many seconds."""
    most, window = 0, deque[float]()
    for instant in instants:
        window.append(instant)
        while window[0] <= instant - seconds:
            window.popleft()
        most = max(most, len(window))
    return most


def test_what_nobody_waits_for_leaves_a_group_half_of_what_may_leave_at_once() -> None:
    pacer = Pacer(30)
    assert pacer.wait_to_spare(-1, 0.0) == 0.0
    for _ in range(2):
        pacer.take(-1, 0.0, bulk=False)
    assert pacer.wait_for_chat(-1, 0.0) == 0.0, "a member's message may leave"
    assert pacer.wait_to_spare(-1, 0.0) == pytest.approx(2.0)
    assert pacer.wait_to_spare(-1, 2.1) == 0.0
    for _ in range(3):
        pacer.take(1, 0.0, bulk=False)
    assert pacer.wait_to_spare(1, 0.0) == 0.0, "a private chat has no such reserve"


def test_a_bucket_gives_its_capacity_at_once_and_then_its_rate() -> None:
    bucket = Bucket(2.0, 3.0)
    for _ in range(3):
        assert bucket.wait(10.0) == 0
        bucket.take(10.0)
    assert bucket.wait(10.0) == pytest.approx(0.5)
    assert bucket.wait(10.25) == pytest.approx(0.25)
    assert bucket.wait(10.5) == 0


def test_a_bucket_that_rested_long_is_full_and_not_fuller() -> None:
    bucket = Bucket(1.0, 2.0)
    bucket.take(10.0)
    assert not bucket.is_full(10.5)
    assert bucket.is_full(1000.0)
    bucket.take(1000.0)
    bucket.take(1000.0)
    assert bucket.wait(1000.0) == pytest.approx(1.0)


def test_a_monotonic_time_that_stands_still_gives_no_tokens() -> None:
    bucket = Bucket(1.0, 1.0)
    bucket.take(10.0)
    assert [bucket.wait(10.0) for _ in range(3)] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("pace", [1, 10, 30, 100, 1000])
def test_in_any_second_no_more_leaves_than_allowed_and_nearly_all_of_it_does(pace: int) -> None:
    chats = list(range(1, 20_000))
    left = leave_as_soon_as_possible(Pacer(pace), chats, 10.0, bulk=False)
    assert most_in(left, 1.0) <= pace
    assert len(left) >= 0.9 * pace * 10


def test_bulk_takes_five_sixths_and_leaves_the_rest_to_who_waits() -> None:
    pacer = Pacer(30)
    left = leave_as_soon_as_possible(pacer, list(range(1, 2000)), 10.0, bulk=True)
    assert most_in(left, 1.0) <= 25
    assert len(left) >= 0.9 * 25 * 10


def test_a_private_chat_gets_a_short_burst_and_then_one_a_second() -> None:
    left = leave_as_soon_as_possible(Pacer(1000), [ALICE], 10.0, bulk=False)
    assert left[:3] == [100.0] * 3
    assert len(left) == 3 + 9


def test_a_group_never_gets_more_than_20_in_a_minute() -> None:
    left = leave_as_soon_as_possible(Pacer(1000), [GROUP], 300.0, bulk=False)
    assert most_in(left, 60.0) <= 20
    assert len(left) >= 60


def test_one_busy_chat_does_not_slow_another() -> None:
    pacer = Pacer(1000)
    for _ in range(3):
        pacer.take(ALICE, 100.0, bulk=False)
    assert pacer.wait_for_chat(ALICE, 100.0) > 0
    assert pacer.wait_for_chat(BOB, 100.0) == 0


def test_calls_without_a_chat_have_no_limit_of_their_own() -> None:
    pacer = Pacer(1000)
    for number in range(10):
        pacer.take(0, 100.0 + number, bulk=False)
        assert pacer.wait_for_chat(0, 100.0 + number) == 0


def test_a_refused_chat_rests_as_long_as_telegram_says_and_the_others_go_on() -> None:
    pacer = Pacer(30)
    pacer.refused(ALICE, 7.0, 100.0)
    assert pacer.wait_for_chat(ALICE, 100.0) == pytest.approx(7.0)
    assert pacer.wait_for_chat(ALICE, 107.0) == 0
    assert pacer.wait_for_any(100.0) == 0
    assert pacer.wait_for_chat(BOB, 100.0) == 0


def test_three_chats_refused_within_ten_seconds_pause_everything() -> None:
    pacer = Pacer(30)
    pacer.refused(ALICE, 5.0, 100.0)
    pacer.refused(BOB, 5.0, 104.0)
    assert pacer.wait_for_any(104.0) == 0
    pacer.refused(CARL, 5.0, 109.0)
    assert pacer.wait_for_any(109.0) == pytest.approx(5.0)
    assert pacer.wait_for_any(114.0) == 0


def test_one_chat_refused_three_times_is_no_reason_to_pause_the_others() -> None:
    pacer = Pacer(30)
    for at in (100.0, 101.0, 102.0):
        pacer.refused(ALICE, 5.0, at)
    assert pacer.wait_for_any(102.0) == 0


def test_three_chats_refused_far_apart_are_three_chats() -> None:
    pacer = Pacer(30)
    for chat, at in ((ALICE, 100.0), (BOB, 106.0), (CARL, 112.0)):
        pacer.refused(chat, 1.0, at)
    assert pacer.wait_for_any(112.0) == 0


def test_a_shorter_pause_never_shortens_a_longer_one() -> None:
    pacer = Pacer(30)
    pacer.pause_chat(ALICE, 60.0, 100.0)
    pacer.pause_chat(ALICE, 1.0, 101.0)
    assert pacer.wait_for_chat(ALICE, 101.0) == pytest.approx(59.0)
    pacer.pause_all(60.0, 100.0)
    pacer.pause_all(1.0, 101.0)
    assert pacer.wait_for_any(101.0) == pytest.approx(59.0)


def test_forgetting_idle_chats_forgets_no_limit_that_still_holds() -> None:
    pacer = Pacer(1000)
    for _ in range(3):
        pacer.take(ALICE, 100.0, bulk=False)
    pacer.pause_chat(BOB, 50.0, 100.0)
    pacer.forget_idle(101.0)
    assert pacer.wait_for_chat(BOB, 101.0) == pytest.approx(49.0)
    pacer.take(ALICE, 101.0, bulk=False)
    assert pacer.wait_for_chat(ALICE, 101.0) > 0
    pacer.forget_idle(1000.0)
    assert pacer.wait_for_chat(ALICE, 1000.0) == pacer.wait_for_chat(BOB, 1000.0) == 0


def test_waiting_doubles_up_to_five_minutes() -> None:
    assert [back_off(failures) for failures in (1, 2, 3, 4, 9, 10, 10_000)] == [1, 2, 4, 8, 256, 300, 300]


def test_chats_that_have_been_quiet_are_forgotten_while_others_are_written_to() -> None:
    pacer = Pacer(1000)
    for chat in range(1, 500):
        pacer.take(chat, 100.0, bulk=False)
        pacer.pause_chat(chat, 1.0, 100.0)
    pacer.take(ALICE, 1000.0, bulk=False)
    assert list(vars(pacer)["_chats"]) == [ALICE]
    assert vars(pacer)["_paused"] == {}


def test_a_card_rests_between_two_edits_while_others_may_be_edited() -> None:
    pacer = Pacer(30)
    assert pacer.wait_for_posting("posting:1", 100.0) == 0
    pacer.edited("posting:1", 100.0)
    assert pacer.wait_for_posting("posting:1", 101.0) == pytest.approx(2.0)
    assert pacer.wait_for_posting("posting:2", 101.0) == 0
    assert pacer.wait_for_posting("posting:1", 103.0) == 0
    pacer.forget_idle(104.0)
    assert pacer.wait_for_posting("posting:1", 104.0) == 0


def test_what_edits_no_card_never_waits_for_one() -> None:
    pacer = Pacer(30)
    pacer.edited("", 100.0)
    assert pacer.wait_for_posting("", 100.0) == 0


def test_what_does_not_leave_after_all_costs_nobody_anything() -> None:
    pacer = Pacer(30)
    for _ in range(5):
        pacer.take(GROUP, 0.0, bulk=False)
    assert pacer.wait_for_chat(GROUP, 0.0) > 0
    pacer.give_back(GROUP, 0.0, bulk=False)
    assert pacer.wait_for_chat(GROUP, 0.0) == 0.0
    for _ in range(9):
        pacer.give_back(GROUP, 0.0, bulk=True)
    for _ in range(5):
        assert pacer.wait_for_chat(GROUP, 0.0) == 0.0
        pacer.take(GROUP, 0.0, bulk=False)
    assert pacer.wait_for_chat(GROUP, 0.0) > 0, "never more than was there"


def test_an_album_counts_in_a_group_as_what_it_holds_and_a_hundred_messages_as_ten() -> None:
    waits = []
    for items in (1, 4, 10, 100):
        pacer = Pacer(30)
        pacer.take(GROUP, 0.0, bulk=False)
        pacer.take_items(GROUP, items, 0.0)
        waits.append(pacer.wait_for_chat(GROUP, 0.0))
    assert waits == [0.0, 0.0, pytest.approx(24.0), pytest.approx(24.0)]
    pacer = Pacer(30)
    pacer.take(ALICE, 0.0, bulk=False)
    pacer.take_items(ALICE, 10, 0.0)
    assert pacer.wait_for_chat(ALICE, 0.0) == 0.0, "a private chat has a limit of its own"
