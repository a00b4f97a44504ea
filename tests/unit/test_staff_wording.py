"""Short replies to the staff say what is so, and no more."""

from datetime import UTC, datetime

import pytest

from handlers.language import Language, Languages
from handlers.staff.views import assign, desk, tags
from storage.records import Member

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOLDER = Member(
    id=1, name="Robin", username=None, language_code=None, locale=None, reach="reachable",
    reach_since=NOW, reminders="both", stopped_at=None,
)  # fmt: skip


@pytest.fixture
def french() -> Language:
    return Languages("fr").get("fr")


def test_who_types_too_many_words_for_a_question_without_any_takes_none_away(french: Language) -> None:
    assert "retirez" not in tags.too_many(french, []).text
    assert "retirez" in tags.too_many(french, ["lieu", "prix", "horaire"]).text


def test_a_lifted_block_promises_nothing_where_nothing_was_kept(french: Language) -> None:
    assert "arrive" not in desk.unblocked(french, 0).text
    assert "arrive" in desk.unblocked(french, 1).text


def test_a_name_that_ends_with_an_initial_ends_the_sentence(french: Language) -> None:
    said = assign.given(french, HOLDER, "Odile", "Nadia B.").text
    assert said.endswith("Nadia B.")
    assert not said.endswith("..")


def test_a_colleague_is_busy_right_now_or_was_some_seconds_ago(french: Language) -> None:
    assert "en ce moment" in desk.held(french, 1, "Robin", 0, newer=False).text
    assert "il y a 5 s" in desk.held(french, 1, "Robin", 5, newer=False).text
