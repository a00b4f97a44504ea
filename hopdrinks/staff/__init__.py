"""The staff: where they are, when they are there, and what they are told of what waits."""
