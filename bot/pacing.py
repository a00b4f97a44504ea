"""How fast messages may leave: in all, in bulk, per chat; and who must pause after a refusal.

All times are monotonic seconds. Telegram states no exact limits; these are the ones its FAQ gives.
"""

from collections import deque
from dataclasses import dataclass

#: What may leave at once after a rest, as a part of a second's; the rate is lower by as much, so that no
#: second, whichever one looks at, holds more than the limit.
_BURST = 0.07
#: Of what leaves in all, at most this part is bulk: somebody who waits is served in between.
_BULK_SHARE = 25 / 30
#: This many chats that are refused within this many seconds mean that all are.
_REFUSED_CHATS, _REFUSED_WITHIN = 3, 10.0
_LONGEST_BACK_OFF = 300.0
#: So many pictures Telegram's albums hold.
_MOST_ITEMS = 10
#: What is known of chats is looked through this often, so that memory stays flat.
_TIDY_EVERY = 60.0


@dataclass(frozen=True)
class ChatPace:
    """What may leave for one chat: so many a second, and so many at once after a rest."""

    #: One a second; Telegram allows short bursts, and a tapped card changes at once.
    private: tuple[float, float] = (1.0, 3.0)
    #: Never more than 20 in a minute, whichever minute one looks at.
    group: tuple[float, float] = (15 / 60, 5.0)
    #: A card that many see is edited at most once in so many seconds.
    posting_seconds: float = 3.0


class Bucket:
    """Tokens that come back at a rate (per second), up to a capacity."""

    def __init__(self, rate: float, capacity: float) -> None:
        self._rate = rate
        self._capacity = capacity
        self._tokens = capacity
        self._at = 0.0

    def wait(self, now: float) -> float:
        """Tell in how many seconds a token is there; 0 for now."""
        self._refill(now)
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self._rate

    def wait_for_more_than_half(self, now: float) -> float:
        """Tell in how many seconds so many tokens are there that half of them stay when one is taken."""
        self._refill(now)
        return max(0.0, (min(self._capacity / 2 + 1, self._capacity) - self._tokens) / self._rate)

    def count(self, now: float) -> int:
        """Tell how many tokens are there."""
        self._refill(now)
        return int(self._tokens)

    def take(self, now: float) -> None:
        """Take a token that is there."""
        self._refill(now)
        self._tokens -= 1

    def give_back(self, now: float) -> None:
        """Give a token back that was not needed."""
        self._refill(now)
        self._tokens = min(self._capacity, self._tokens + 1)

    def take_more(self, tokens: float, now: float) -> None:
        """Take tokens that need not be there yet: whatever comes next waits for them."""
        self._refill(now)
        self._tokens -= tokens

    def is_full(self, now: float) -> bool:
        """Tell whether nothing was taken for so long that the bucket may be forgotten."""
        self._refill(now)
        return self._tokens >= self._capacity

    def _refill(self, now: float) -> None:
        if now > self._at:
            self._tokens = min(self._capacity, self._tokens + (now - self._at) * self._rate)
            self._at = now


class Pacer:
    """Says when something may leave for a chat, and learns from refusals."""

    def __init__(self, messages_per_second: int, chat_pace: ChatPace | None = None) -> None:
        self._chat_pace = chat_pace or ChatPace()
        # The smallest pace is one a second: a burst is at least one, and no rate may come to nothing for it.
        burst = max(1.0, messages_per_second * _BURST)
        self._all = Bucket(messages_per_second * (1 - _BURST), burst)
        self._bulk = Bucket(messages_per_second * _BULK_SHARE - burst + 1, burst)
        self._chats: dict[int, Bucket] = {}
        self._paused: dict[int, float] = {}
        self._resting: dict[str, float] = {}
        self._all_paused_until = 0.0
        self._refused: deque[tuple[float, int]] = deque()
        self._tidied = 0.0

    def wait_for_any(self, now: float) -> float:
        """Tell in how many seconds anything at all may leave."""
        return max(self._all_paused_until - now, self._all.wait(now), 0.0)

    def room(self, now: float) -> int:
        """Tell how many may leave at this moment, at most."""
        return self._all.count(now)

    def wait_for_bulk(self, now: float) -> float:
        """Tell in how many seconds bulk may leave, as far as bulk is concerned."""
        return self._bulk.wait(now)

    def wait_for_chat(self, chat_id: int, now: float) -> float:
        """Tell in how many seconds something may leave for this chat, as far as the chat is concerned."""
        pause = self._paused.get(chat_id, 0.0) - now
        bucket = self._chats.get(chat_id)
        return max(pause, 0.0 if bucket is None else bucket.wait(now), 0.0)

    def wait_to_spare(self, chat_id: int, now: float) -> float:
        """Tell in how many seconds a group can spare something that nobody waits for.

        Half of what may leave at once is kept for what somebody waits for and may come at any moment.
        """
        bucket = self._chats.get(chat_id)
        return 0.0 if bucket is None or chat_id > 0 else bucket.wait_for_more_than_half(now)

    def wait_for_posting(self, posting: str, now: float) -> float:
        """Tell in how many seconds a card that many see may be edited again; `posting` names it."""
        return max(self._resting.get(posting, 0.0) - now, 0.0)

    def edited(self, posting: str, now: float) -> None:
        """Let a card rest that is being edited; "" is none."""
        if posting:
            self._resting[posting] = now + self._chat_pace.posting_seconds

    def take(self, chat_id: int, now: float, *, bulk: bool) -> None:
        """Count something as leaving for a chat."""
        if now - self._tidied > _TIDY_EVERY:
            self.forget_idle(now)
        self._all.take(now)
        if bulk:
            self._bulk.take(now)
        if chat_id != 0:  # 0 is no chat: the bot's own profile and commands
            bucket = self._chats.get(chat_id)
            if bucket is None:
                pace = self._chat_pace.private if chat_id > 0 else self._chat_pace.group
                bucket = self._chats[chat_id] = Bucket(*pace)
            bucket.take(now)

    def give_back(self, chat_id: int, now: float, *, bulk: bool) -> None:
        """Count something that did not leave after all as never having left."""
        self._all.give_back(now)
        if bulk:
            self._bulk.give_back(now)
        if chat_id in self._chats:
            self._chats[chat_id].give_back(now)

    def take_items(self, chat_id: int, items: int, now: float) -> None:
        """Count an album or a batch that leaves for a group as what it holds, up to an album's most.

        Nobody knows whether Telegram counts the items. More of a batch than that is not counted: one who
        writes a hundred messages would hold everybody else back for minutes.
        """
        bucket = self._chats.get(chat_id)
        if chat_id < 0 and bucket is not None:
            bucket.take_more(min(items, _MOST_ITEMS) - 1, now)

    def pause_chat(self, chat_id: int, seconds: float, now: float) -> None:
        """Let a chat rest, after Telegram refused it or a call for it failed."""
        self._paused[chat_id] = max(self._paused.get(chat_id, 0.0), now + seconds)

    def pause_all(self, seconds: float, now: float) -> None:
        """Let everything rest."""
        self._all_paused_until = max(self._all_paused_until, now + seconds)

    def refused(self, chat_id: int, retry_after: float, now: float) -> None:
        """Learn from a 429: the chat pauses, and everything does when several chats are refused at once."""
        self.pause_chat(chat_id, retry_after, now)
        self._refused.append((now, chat_id))
        while self._refused and self._refused[0][0] < now - _REFUSED_WITHIN:
            self._refused.popleft()
        if len({chat for _, chat in self._refused}) >= _REFUSED_CHATS:
            self.pause_all(retry_after, now)

    def forget_idle(self, now: float) -> None:
        """Drop what is known of chats that have been quiet."""
        self._tidied = now
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if not bucket.is_full(now)}
        self._paused = {chat: until for chat, until in self._paused.items() if until > now}
        self._resting = {posting: until for posting, until in self._resting.items() if until > now}


def back_off(failures: int) -> float:
    """Give the seconds to wait after so many failures in a row: 1, 2, 4 … 300."""
    return min(_LONGEST_BACK_OFF, 2.0 ** min(failures - 1, 16))
