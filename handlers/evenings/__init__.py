"""Conversations about evenings: cards, hubs, news, reminders, and calling one off."""
