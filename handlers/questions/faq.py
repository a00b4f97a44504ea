"""Answers for everybody: offered before a person is asked; published by the staff with /publish."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers.contents import words_behind
from handlers.context import ConciergeApplication, Context
from handlers.questions.views import asking as asking_views
from handlers.questions.views import faq as views
from handlers.questions.views import questions as question_views
from handlers.staff.place import author_of, find_answer_replied, is_by_staff, is_in_staff_place
from handlers.staff.replies import refuse_tap
from handlers.staff.views import desk as staff_views
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.questions import faq as rules
from hopdrinks.questions.asking import began_with
from hopdrinks.questions.contents import Written
from storage import faq, members, questions
from storage.question_records import FaqEntry, Relay

#: So many published answers are listed.
_MOST_LISTED = 10
#: So many questions stand on a page for members to browse, and so many pages there are at most.
_ON_A_PAGE, _LAST_PAGE = 6, 1000
_UNTIL_OVER = "evening"


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("publish", draft))
    application.add_handler(CallbackQueryHandler(found, pattern("faq_found")))
    application.add_handler(CallbackQueryHandler(ask_person, pattern("faq_ask")))
    application.add_handler(CallbackQueryHandler(helped, pattern("faq_helped")))
    application.add_handler(CallbackQueryHandler(browse, pattern("faq_page")))
    application.add_handler(CallbackQueryHandler(read, pattern("faq_read")))
    application.add_handler(CallbackQueryHandler(publish, pattern("publish")))
    application.add_handler(CallbackQueryHandler(withdraw, pattern("unpublish")))


async def suggest(
    context: Context, written: Written, event_id: int | None, *, anonymous: bool
) -> View | None:
    """Offer published answers to what a member is about to ask; None where there are none."""
    entries = await rules.suggest(
        context.connection,
        context.member.id,
        written,
        event_id,
        context.language.locale,
        context.now,
        anonymous=anonymous,
    )
    return views.suggestions(context.language, entries, written.message_id) if entries else None


async def found(_update: Update, context: Context) -> None:
    """Ask nothing, as the member found what they looked for."""
    message_id = int(context.match["id"]) if context.match else 0
    if not context.is_private:
        refuse_tap(context)
    elif await rules.satisfied(context.connection, context.member.id, message_id):
        await context.show(views.found(context.language))
    else:
        context.toast(context.language.text("Your question went to the team already."), alert=True)


async def ask_person(_update: Update, context: Context) -> None:
    """Ask a person after all."""
    message_id = int(context.match["id"]) if context.match else 0
    if not context.is_private:
        refuse_tap(context)
        return
    asked = await rules.ask_person(
        context.connection, context.member.id, message_id, context.now, receipt_in=context.message_id or None
    )
    if asked is None:
        context.toast(context.language.text("Your question went to the team already."), alert=True)
    elif asked.state == "kept":
        await context.show(question_views.kept(context.language))
    elif not await began_with(context.connection, asked, message_id):  # else its receipt takes this place
        await context.show(asking_views.passed_on(context.language))


async def helped(_update: Update, context: Context) -> None:
    """Close the member's own question, as the published answer was enough."""
    question_id = int(context.match["id"]) if context.match else 0
    question = await questions.find_question(context.connection, question_id)
    if question is None or question.member_id != context.member.id or not context.is_private:
        refuse_tap(context)
        return
    await rules.helped(context.connection, question, context.now)
    await context.show(views.helped(context.language))


async def is_any_published(context: Context) -> bool:
    """Tell whether there is a published answer in the member's language."""
    return bool(await faq.list_of_use(context.connection, context.language.locale, context.now, limit=1))


async def browse(_update: Update, context: Context) -> None:
    """Show a page of the questions that have an answer for everybody."""
    if context.is_private:
        await context.show(await _page(context, int(context.match["id"]) if context.match else 1))
    else:
        refuse_tap(context)


async def read(_update: Update, context: Context) -> None:
    """Show a published answer; the first page where it was withdrawn meanwhile."""
    match = context.match
    if match is None or not context.is_private:
        refuse_tap(context)
        return
    entry = await faq.find_entry(context.connection, int(match["id"]))
    if entry is None or entry.published_at is None:
        await context.show(await _page(context, 1))
    else:
        more = match["more"] or ""
        page = int(more) if more.isascii() and more.isdigit() else 1
        await context.show(views.read(context.language, entry, page))


async def _page(context: Context, page: int) -> View:
    page = min(max(page, 1), _LAST_PAGE)
    locale, first = context.language.locale, (page - 1) * _ON_A_PAGE
    found = await faq.list_of_use(context.connection, locale, context.now, limit=_ON_A_PAGE + 1, offset=first)
    if not found and page > 1:
        return await _page(context, 1)
    return views.browsed(context.language, found[:_ON_A_PAGE], page, more=len(found) > _ON_A_PAGE)


async def draft(update: Update, context: Context) -> None:
    """Word the answer replied to as one for everybody, or list what is published."""
    message = update.message
    if message is None or not await is_in_staff_place(context) or not is_by_staff(message):
        if message is not None and context.is_private:
            await context.send(staff_views.only_among_staff(context.language))
        return
    await context.send(await _drafted(context, message), reply_to=message.message_id)


async def publish(_update: Update, context: Context) -> None:
    """Publish a draft that was looked at."""
    entry = await _find_tapped(context)
    if entry is None or context.match is None:
        return
    scope: rules.Scope = "for_evening" if context.match["more"] == _UNTIL_OVER else "for_good"
    told = await rules.publish(context.connection, entry, scope, context.member.id, context.now)
    if told is None:
        refuse_tap(context)
    else:
        await context.show(views.published(context.language, entry, told))


async def withdraw(_update: Update, context: Context) -> None:
    """Withdraw a published answer, or drop a draft."""
    entry = await _find_tapped(context)
    if entry is not None:
        await rules.withdraw(context.connection, entry, context.member.id, context.now)
        await context.show(views.withdrawn(context.language))


async def _find_tapped(context: Context) -> FaqEntry | None:
    entry_id = int(context.match["id"]) if context.match else 0
    entry = await faq.find_entry(context.connection, entry_id)
    if entry is None or not await is_in_staff_place(context):
        refuse_tap(context)
        return None
    return entry


async def _drafted(context: Context, message: Message) -> View:
    asked = words_behind(message.text)
    if message.reply_to_message is None or not asked.strip():
        if await find_answer_replied(context, message) is not None:
            return views.question_missing(context.language)
        return views.listed(context.language, await faq.list_published(context.connection, _MOST_LISTED))
    if author_of(message) is None:
        return staff_views.name_needed(context.language)
    answer = await find_answer_replied(context, message)
    entry = None if answer is None else await _word(context, answer, asked)
    return views.words_only(context.language) if entry is None else views.preview(context.language, entry)


async def _word(context: Context, answer: Relay, asked: str) -> FaqEntry | None:
    question = await questions.get_question(context.connection, answer.question_id)
    member = await members.find_member(context.connection, question.member_id)
    wishes = () if member is None else (member.locale, member.language_code)
    locale = context.bot_data.languages.choose(*wishes).locale
    return await rules.draft(context.connection, answer, question, asked, locale, context.now)
