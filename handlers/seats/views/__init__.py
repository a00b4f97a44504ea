"""What these messages look like: pure functions from records to a `View` in a language."""
