"""Questions: what members ask, how it reaches the staff, and how the answer comes back."""
