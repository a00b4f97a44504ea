"""A stand-in for Telegram: the Bot API over HTTP, people to script or to be, and a chat page."""
