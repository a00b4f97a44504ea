"""Conversations about seats: a member's own taps, and an organiser's list."""
