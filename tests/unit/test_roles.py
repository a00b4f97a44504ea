"""Who may do what: every role against every action, here and elsewhere."""

from typing import get_args

import pytest

from hopdrinks.roles import Action, Actor, allow
from storage.records import Role

TOURS, PARIS = 1, 2

#: The whole matrix, as the design words it; what is not listed is refused.
MAY: dict[Role, set[Action]] = {
    "owner": set(get_args(Action)),
    "organiser": {"manage_events", "choose_chats", "resend"},
    "representative": {"answer_questions", "resend"},
    "door": set(),
}
PAIRS = [(role, action) for role in get_args(Role) for action in get_args(Action)]


def holding(role: Role, chapter_id: int | None) -> Actor:
    return Actor(member_id=1, roles=((role, chapter_id),))


@pytest.mark.parametrize(("role", "action"), PAIRS)
def test_a_role_may_in_its_chapter_what_the_matrix_says(role: Role, action: Action) -> None:
    assert allow(holding(role, TOURS), action, TOURS) == (action in MAY[role])


@pytest.mark.parametrize(("role", "action"), PAIRS)
def test_a_role_held_everywhere_counts_in_every_chapter(role: Role, action: Action) -> None:
    for chapter_id in (TOURS, PARIS, None):
        assert allow(holding(role, None), action, chapter_id) == (action in MAY[role])


@pytest.mark.parametrize(("role", "action"), PAIRS)
def test_a_role_of_one_chapter_counts_in_no_other(role: Role, action: Action) -> None:
    for chapter_id in (PARIS, None):
        assert allow(holding(role, TOURS), action, chapter_id) == (role == "owner")


@pytest.mark.parametrize("action", get_args(Action))
def test_a_member_without_a_role_may_do_none_of_it(action: Action) -> None:
    for chapter_id in (TOURS, None):
        assert not allow(Actor(member_id=1), action, chapter_id)


def test_roles_add_up() -> None:
    actor = Actor(member_id=1, roles=(("door", TOURS), ("representative", None), ("organiser", PARIS)))
    assert allow(actor, "manage_events", PARIS)
    assert not allow(actor, "manage_events", TOURS)
    assert allow(actor, "resend", TOURS)
    assert not allow(actor, "run_bot", PARIS)


def test_a_role_is_had_wherever_it_is_held() -> None:
    actor = holding("organiser", TOURS)
    assert actor.has("organiser")
    assert not actor.has("representative")
