"""People and their places: members, roles, chapters, and the rooms evenings are announced in."""
