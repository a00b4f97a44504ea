"""What the bot may owe somebody: one module for each subject, all of them listed in `registry`."""
