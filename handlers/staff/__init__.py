"""Conversations in the staff's place: replies, the desk, looking things up, setting it up."""
