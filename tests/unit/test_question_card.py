"""What a question's card says and offers, as the question goes on and ends."""

from datetime import UTC, datetime

import pytest

from handlers.language import Languages
from handlers.questions.views.question_card import Asked, card
from storage.question_records import Question, QuestionState
from storage.records import Member

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FRENCH, ENGLISH = Languages("fr").get("fr"), Languages("fr").get("en")
ALICE = Member(
    id=1,
    name="Alice",
    username="alice",
    language_code="fr",
    locale=None,
    reach="never_started",
    reach_since=NOW,
    reminders="both",
    stopped_at=None,
)


def asked(state: QuestionState) -> Asked:
    """Have Alice ask in a group something that Robin took."""
    question = Question(
        id=5,
        member_id=1,
        event_id=None,
        state=state,
        card_chat_id=-1001,
        card_message_id=7,
        asked_at=NOW,
        answered_at=None,
    )
    return Asked(question, ALICE, "fr", holder="Robin", group="Freelances")


@pytest.mark.parametrize("state", ["open", "answered"])
def test_a_card_says_how_to_answer_for_as_long_as_its_question_goes_on(state: QuestionState) -> None:
    assert "<b>Répondez</b>" in card(FRENCH, asked(state)).text
    text = card(ENGLISH, asked(state)).text
    assert "<b>Reply</b>" in text
    assert "the answer goes there" in text
    assert "🙋 Robin" in text


def test_the_card_of_a_closed_question_says_who_asked_and_that_it_is_closed_and_no_more() -> None:
    view = card(ENGLISH, asked("closed"))
    assert view.text == "❓ <b>Alice</b>\n@alice · reads French\nasked in Freelances\n\n⚪ Closed"
    assert [[button.data for button in row] for row in view.rows] == [["reopen:5"]]
    assert "Répondez" not in card(FRENCH, asked("closed")).text
