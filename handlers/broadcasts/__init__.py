"""Conversations about broadcasts: writing, sending, watching."""
