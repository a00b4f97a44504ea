"""Evenings in members' own calendars."""
