"""What a chapter's evenings are like unless one is planned otherwise, and carrying a change of it over."""

from datetime import datetime, time
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings.event_edits import EventEdit, edit
from hopdrinks.evenings.events import USUAL_LENGTH, VenuePlan, remember_venue
from hopdrinks.people.roles import Actor
from hopdrinks.typed.dates import DEFAULT_START
from hopdrinks.wall_time import NonexistentTimeError
from storage import chapters, events, roles, templates
from storage.records import Chapter, Event, EventState, Template, Venue

#: The rhythms there are, in weeks.
RHYTHMS = (1, 2, 4, 6, 8)
#: Which evenings a template's change is carried over to: none, those nobody changed by hand, all to come.
Scope = Literal["new", "untouched", "all"]
_ALIVE: tuple[EventState, ...] = ("draft", "scheduled", "announced")
_MINUTE = 60


class TemplateEdit(BaseModel):
    """What an organiser changes of a template; what is not set stays as it is."""

    model_config = ConfigDict(frozen=True)

    local_time: time | None = None
    minutes: int | None = None
    #: None, where set: that of the evening before.
    venue: VenuePlan | None = None
    capacity: int | None = None
    max_guests: int | None = None
    text: str | None = None
    #: None, where set: no date is proposed.
    every_weeks: int | None = None
    propose_days_before: int | None = None
    announce_days_before: int | None = None


#: What evenings have as well; the rest only says when they are proposed and announced.
_OF_EVENINGS = frozenset({"local_time", "minutes", "venue", "capacity", "max_guests", "text"})
#: What stands with the chapter, which had it before there were templates.
_OF_CHAPTERS = {"capacity": "default_capacity", "max_guests": "max_guests"}


async def get_template(connection: AsyncConnection, chapter: Chapter) -> Template:
    """Give what a chapter's evenings are like; the usual where nobody chose."""
    return await templates.find_template(connection, chapter.id) or Template(
        chapter_id=chapter.id,
        local_time=DEFAULT_START,
        minutes=int(USUAL_LENGTH.total_seconds()) // _MINUTE,
        venue_id=None,
        text="",
        every_weeks=None,
        propose_days_before=28,
        announce_days_before=14,
    )


async def find_usual_venue(connection: AsyncConnection, template: Template) -> VenuePlan | None:
    """Give the place evenings are held at: the template's, else that of the last one."""
    venue: Venue | None
    if template.venue_id is not None:
        venue = await chapters.find_venue(connection, template.venue_id)
    else:
        venue = await templates.find_last_venue(connection, template.chapter_id)
    if venue is None:
        return None
    return VenuePlan(
        name=venue.name, address=venue.address, latitude=venue.latitude, longitude=venue.longitude
    )


async def list_touched(
    connection: AsyncConnection, chapter: Chapter, change: TemplateEdit, now: datetime, scope: Scope
) -> list[Event]:
    """Give the evenings that have not begun to which a change would be carried over."""
    if scope == "new" or _as_edit(change) is None:
        return []
    upcoming = await events.list_upcoming_events(connection, [chapter.id], now, _ALIVE)
    return [
        event for event in upcoming if event.starts_at > now and (scope == "all" or not event.is_hand_edited)
    ]


async def change_template(
    connection: AsyncConnection,
    actor: Actor,
    chapter: Chapter,
    change: TemplateEdit,
    now: datetime,
    *,
    scope: Scope = "new",
) -> int:
    """Change a chapter's template, carry that over to evenings to come, and give how many they were.

    Whoever answered to one of these is told by the rules for any change of an evening.
    """
    touched = await list_touched(connection, chapter, change, now, scope)
    await _keep(connection, chapter, change, now)
    await roles.add_audit(
        connection,
        actor_id=actor.member_id,
        action="rhythm.template",
        subject=f"chapter:{chapter.id}",
        detail=", ".join([*sorted(change.model_fields_set), scope]),
        now=now,
    )
    carried = _as_edit(change)
    done = 0
    # By their ids, as whoever locks several evenings does.
    for event in sorted(touched, key=lambda one: one.id) if carried is not None else ():
        try:
            await edit(connection, actor, event.id, carried or EventEdit(), now, by_hand=False)
        except NonexistentTimeError:  # the clocks skip that hour on that day: this evening keeps its own
            continue
        done += 1
    return done


async def _keep(connection: AsyncConnection, chapter: Chapter, change: TemplateEdit, now: datetime) -> None:
    given = {name: getattr(change, name) for name in change.model_fields_set}
    of_chapter = {_OF_CHAPTERS[name]: given.pop(name) for name in list(given) if name in _OF_CHAPTERS}
    if of_chapter:
        await chapters.update_chapter(connection, chapter.id, of_chapter)
    if "venue" in given:
        plan = given.pop("venue")
        venue = None if plan is None else await remember_venue(connection, chapter.id, plan, now)
        given["venue_id"] = None if venue is None else venue.id
    if given:
        template = await get_template(connection, chapter)
        await templates.put_template(connection, template.model_copy(update=given))


def _as_edit(change: TemplateEdit) -> EventEdit | None:
    """Give the change of an evening that a template's change is; None where it is none."""
    given = {name: getattr(change, name) for name in change.model_fields_set & _OF_EVENINGS}
    if not given or ("venue" in given and given["venue"] is None):
        return None
    return EventEdit(**given)
