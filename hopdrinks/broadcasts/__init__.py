"""Broadcasts: what an organiser writes to many."""
