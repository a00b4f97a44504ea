"""Who may do what: every role, action, place and standing, each cell held against a table written by hand."""

from typing import get_args

import pytest

from hopdrinks.people.roles import Action, Actor, Grant, Place, allow
from storage.records import Role

TOURS, LYON = 1, 2
EVENING, OTHER_EVENING = 11, 12

#: How a role is held, seen from an evening in Tours.
STANDINGS: dict[str, tuple[int | None, int | None]] = {
    "here": (TOURS, None),
    "elsewhere": (LYON, None),
    "everywhere": (None, None),
    "this evening": (TOURS, EVENING),
    "other evening": (TOURS, OTHER_EVENING),
}

#: What is allowed, by the roles' first letters: w for the owner, o organiser, r representative, d door; what
#: has no line is allowed to nobody but the owner. The columns are the places of `Place`, in their order.
TABLE = """
action         standing       private  group  inline  staff
manage_events  here           wo       -      -       -
manage_events  elsewhere      w        -      -       -
manage_events  everywhere     wo       -      -       -
manage_events  this evening   wo       -      -       -
manage_events  other evening  w        -      -       -
see_guests     here           word     -      -       -
see_guests     elsewhere      w        -      -       -
see_guests     everywhere     word     -      -       -
see_guests     this evening   word     -      -       -
see_guests     other evening  w        -      -       -
choose_chats   here           wo       wo     -       -
choose_chats   elsewhere      w        w      -       -
choose_chats   everywhere     wo       wo     -       -
choose_chats   this evening   wo       wo     -       -
choose_chats   other evening  w        w      -       -
answer_members here           wr       wr     -       wr
answer_members elsewhere      w        w      -       w
answer_members everywhere     wr       wr     -       wr
answer_members this evening   wr       wr     -       wr
answer_members other evening  w        w      -       w
erase_questions here          wr       -      -       wr
erase_questions elsewhere     w        -      -       w
erase_questions everywhere    wr       -      -       wr
erase_questions this evening  wr       -      -       wr
erase_questions other evening w        -      -       w
broadcast      here           wo       -      -       -
broadcast      elsewhere      w        -      -       -
broadcast      everywhere     wo       -      -       -
broadcast      this evening   wo       -      -       -
broadcast      other evening  w        -      -       -
resend         here           wor      -      -       wor
resend         elsewhere      w        -      -       w
resend         everywhere     wor      -      -       wor
resend         this evening   wor      -      -       wor
resend         other evening  w        -      -       w
manage_roles   here           wo       -      -       -
manage_roles   elsewhere      w        -      -       -
manage_roles   everywhere     wo       -      -       -
manage_roles   this evening   wo       -      -       -
manage_roles   other evening  w        -      -       -
manage_cities  here           w        -      -       -
manage_cities  elsewhere      w        -      -       -
manage_cities  everywhere     w        -      -       -
manage_cities  this evening   w        -      -       -
manage_cities  other evening  w        -      -       -
read_audit     here           w        -      -       -
read_audit     elsewhere      w        -      -       -
read_audit     everywhere     w        -      -       -
read_audit     this evening   w        -      -       -
read_audit     other evening  w        -      -       -
run_bot        here           w        -      -       -
run_bot        elsewhere      w        -      -       -
run_bot        everywhere     w        -      -       -
run_bot        this evening   w        -      -       -
run_bot        other evening  w        -      -       -
"""
LETTERS: dict[Role, str] = {"owner": "w", "organiser": "o", "representative": "r", "door": "d"}


def read_table() -> dict[tuple[str, str, str], str]:
    """Read the table: action, standing and place give the letters of who may."""
    _, *rows = (line for line in TABLE.splitlines() if line)
    cells: dict[tuple[str, str, str], str] = {}
    for row in rows:
        action, rest = row.split(maxsplit=1)
        standing, columns = " ".join(rest.split()[:-4]), rest.split()[-4:]
        cells |= {
            (action, standing, place): letters
            for place, letters in zip(get_args(Place), columns, strict=True)
        }
    return cells


WRITTEN = read_table()
CELLS = [
    (action, standing, place) for action in get_args(Action) for standing in STANDINGS
    for place in get_args(Place)
]  # fmt: skip


def test_the_table_has_every_action_standing_and_place_and_no_other() -> None:
    assert set(WRITTEN) == set(CELLS), "an action was added or removed: write down who may do it, and where"


@pytest.mark.parametrize(("action", "standing", "place"), CELLS)
def test_each_role_may_what_its_cell_says_and_nothing_else(
    action: Action, standing: str, place: Place
) -> None:
    chapter_id, event_id = STANDINGS[standing]
    for role in get_args(Role):
        actor = Actor(member_id=1, roles=(Grant(role, chapter_id, event_id),))
        may = LETTERS[role] in WRITTEN[action, standing, place]
        assert allow(actor, action, TOURS, EVENING, place=place) == may, role


@pytest.mark.parametrize(("action", "standing", "place"), CELLS)
def test_a_member_without_a_role_may_do_none_of_it(action: Action, standing: str, place: Place) -> None:
    assert not allow(Actor(member_id=1), action, *STANDINGS[standing], place=place)


@pytest.mark.parametrize("action", get_args(Action))
def test_a_role_for_one_evening_says_nothing_of_its_city(action: Action) -> None:
    for role in ("organiser", "representative", "door"):
        actor = Actor(member_id=1, roles=(Grant(role, TOURS, EVENING),))
        assert not allow(actor, action, TOURS)


@pytest.mark.parametrize("action", get_args(Action))
def test_a_role_in_one_city_says_nothing_of_what_is_in_none(action: Action) -> None:
    for role in ("organiser", "representative", "door"):
        actor = Actor(member_id=1, roles=(Grant(role, TOURS),))
        assert not allow(actor, action, None)


def test_roles_add_up() -> None:
    actor = Actor(member_id=1, roles=(("door", TOURS), ("representative", None), ("organiser", LYON)))
    assert allow(actor, "manage_events", LYON)
    assert not allow(actor, "manage_events", TOURS)
    assert allow(actor, "resend", TOURS)
    assert not allow(actor, "run_bot", LYON)


def test_a_role_is_had_wherever_it_is_held() -> None:
    actor = Actor(member_id=1, roles=(Grant("organiser", TOURS),))
    assert actor.has("organiser")
    assert not actor.has("representative")
