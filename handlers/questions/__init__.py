"""Conversations about questions: the member's side and the staff's."""
