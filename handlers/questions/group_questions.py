"""Questions asked in a group: /ask there, or the bot's @name with a question mark.

The answer comes in private to whoever can be written to, and else in the group, as a reply.
"""

from telegram import Message, Update
from telegram.ext import CommandHandler, filters

from handlers.contents import read_written, words_asked, words_behind
from handlers.context import ConciergeApplication, Context
from handlers.questions.views import asking as views
from handlers.questions.views import questions as question_views
from hopdrinks.notices.questions import StaffMark
from hopdrinks.outbox import owe
from hopdrinks.questions import asking as rules
from hopdrinks.questions import blocks
from hopdrinks.staff import surface

#: Stands beneath a question that was seen.
SEEN = "👀"


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers; where the bot's name is found, `staff.hear` asks here."""
    application.add_handler(CommandHandler("ask", ask, filters.ChatType.GROUPS & filters.UpdateType.MESSAGE))


async def ask(update: Update, context: Context) -> None:
    """Take what follows the command as a question, or the own message it replies to."""
    message = update.message
    if message is None:
        return
    if await _is_staff_chat(context):
        await context.send(
            question_views.not_relayed(context.language, "command"), reply_to=message.message_id
        )
        return
    words = words_behind(message.text)
    replied = message.reply_to_message
    mine = replied is not None and message.from_user is not None and replied.from_user == message.from_user
    if not words and mine and replied is not None:
        words = replied.text or replied.caption or ""
    await _take(context, message, words.strip())


async def hear(context: Context, message: Message) -> None:
    """Take a question that names the bot; what asks nothing is left alone."""
    name = f"@{context.bot_data.bot_username}"
    if message.text is None or name.lower() not in message.text.lower() or await _is_staff_chat(context):
        return
    words = words_asked(message.text, context.bot_data.bot_username)
    if "?" in words:
        await _take(context, message, words)


async def _take(context: Context, message: Message, words: str) -> None:
    language = context.language
    if message.sender_chat is not None:  # nobody knows who that is, so nobody could be answered
        link = f"https://t.me/{context.bot_data.bot_username}?start=q_0"
        await context.send(views.ask_in_private(language, link), reply_to=message.message_id)
        return
    if not words:
        await context.send(views.ask_what(language), reply_to=message.message_id)
        return
    group = (message.chat.id, message.message_id)
    written = read_written(message, words=words)
    question = await rules.ask(context.connection, context.member.id, None, written, context.now, group=group)
    seen = StaffMark(message_id=message.message_id, emoji=SEEN)
    await owe(context.connection, seen, message.chat.id, context.now)
    if context.member.reach != "reachable" or question.state != "kept":
        return
    if await blocks.is_blocked(context.connection, context.member.id, context.now):
        await blocks.tell_again(context.connection, context.member.id, context.now)
        return
    await context.send(views.kept_from_group(language, message.chat.title or ""), chat_id=context.member.id)


async def _is_staff_chat(context: Context) -> bool:
    return context.chat_id == await surface.find_staff_chat_id(context.connection)
