"""The rules of a Hopdrink: events, rsvps, reminders, questions, roles. No Telegram, no SQL."""
