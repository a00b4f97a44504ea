"""The audit, which the owner reads from the team's screen."""

from typing import get_args

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import ConciergeApplication, Context
from handlers.people.role_facts import name_of, title_of
from handlers.people.views import audit as views
from handlers.people.views.roles import title_words
from handlers.people.views.team import no_longer
from handlers.taps import pattern
from hopdrinks.people.roles import Grant
from storage import chapters, roles
from storage.records import AuditEntry, Role

#: The first words of an audit's detail where it names a role.
_ROLES: dict[str, Role] = {role: role for role in get_args(Role)}
_LAST_PAGE = 10_000


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(show_audit, pattern("audit")))


async def show_audit(_update: Update, context: Context) -> None:
    """Show a page of what was done."""
    if context.match is None or not await context.allowed("read_audit", None):
        context.toast(no_longer(context.language), alert=True)
        return
    page = min(max(int(context.match["id"]), 1), _LAST_PAGE)
    skip = (page - 1) * views.ON_A_PAGE
    entries = await roles.list_audit(context.connection, skip=skip, limit=views.ON_A_PAGE + 1)
    done = [await _read(context, entry) for entry in entries[: views.ON_A_PAGE]]
    zone = (await context.facts.first_chapter()).time_zone
    has_more = len(entries) > views.ON_A_PAGE
    await context.show(views.audit(context.language, done, page, zone=zone, has_more=has_more))


async def _read(context: Context, entry: AuditEntry) -> views.Done:
    nobody = context.language.text("The concierge itself")
    who = nobody if entry.actor_id is None else await name_of(context, entry.actor_id)
    role, _, scope = entry.detail.partition(" ")
    detail = await _role(context, role, scope) if role in _ROLES else entry.detail
    return views.Done(entry.at, entry.action, who, await _subject(context, entry.subject), detail)


async def _subject(context: Context, subject: str) -> str:
    """Name what something was done to; what is gone keeps its number."""
    kind, _, number = subject.partition(":")
    wanted = int(number) if number.lstrip("-").isdigit() else 0
    if kind == "member":
        return await name_of(context, wanted)
    if kind == "event":
        event = await context.facts.find_event(wanted)
        if event is None:
            return context.language.text("an evening that is gone")
        chapter = await context.facts.chapter(event.chapter_id)
        return f"{chapter.name} · {context.language.short_day(event.local_date)}"
    if kind == "chapter":
        known = {chapter.id: chapter for chapter in await chapters.list_chapters(context.connection)}
        return known[wanted].name if wanted in known else subject
    return subject


async def _role(context: Context, role: str, scope: str) -> str:
    """Word a role as it was written down: "organiser chapter:1", "door event:7"."""
    kind, _, number = scope.partition(":")
    wanted = int(number) if number.isdigit() else None
    event = await context.facts.find_event(wanted) if kind == "event" and wanted is not None else None
    chapter_id = event.chapter_id if event is not None else wanted if kind == "chapter" else None
    known = {chapter.id for chapter in await chapters.list_chapters(context.connection)}
    grant = Grant(
        _ROLES[role],
        chapter_id if chapter_id in known else None,
        None if event is None else event.id,
    )
    return title_words(context.language, await title_of(context.facts, grant))
