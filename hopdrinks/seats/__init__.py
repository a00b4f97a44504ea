"""Seats: who comes, who waits, and who gets what came free."""
