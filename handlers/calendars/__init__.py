"""Evenings handed to members' calendars."""
