"""Conversations in which evenings are planned and changed: the forms, the rhythm, the usual evening."""
