"""What only the operator can mend, and the exit codes of the command `hopdrinks`."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How the command ends; 0 is well, also after a signal, and 1 anything not listed."""

    FAILED = 1  # `check` found something, or the program met an error of its own
    SETTINGS = 2  # a setting or an argument cannot be used
    TOKEN = 3  # Telegram does not know the token
    DATABASE = 4  # the database cannot be used
    RUNNING = 5  # another process holds the database
    PORT = 6  # the port is taken
    FILE = 7  # a file given to `backup` or `restore` cannot be used


class Mistake(Exception):  # noqa: N818 - it is the operator's, not the program's
    """Something to mend: which setting or argument, what is wrong with it, what to do. Never holds a secret.

    Attributes:
        wrong: what is wrong with it, as a sentence's end.
        code: how the command ends.
    """

    def __init__(self, name: str, wrong: str, mend: str, code: ExitCode) -> None:
        super().__init__(f"{name}: {wrong} {mend}")
        self.wrong = wrong
        self.code = code
