"""What the owner reads of what was done."""

import ast
from datetime import UTC, datetime
from pathlib import Path

from handlers.language import Languages
from handlers.people.views.audit import Done, audit

PACKAGES = ("hopdrinks", "handlers", "bot")


def written() -> set[str]:
    """Give every action that is written down under a name of its own."""
    return {
        keyword.value.value
        for package in PACKAGES
        for file in Path(package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "action" and isinstance(keyword.value, ast.Constant) and "." in keyword.value.value
    }


def test_whatever_is_written_down_reads_as_a_sentence() -> None:
    actions = written()
    assert {"staff.chat", "question.erase", "event.edit"} <= actions
    now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    for language in (Languages("fr").get("fr"), Languages("fr").get("en")):
        for action in sorted(actions):
            done = Done(at=now, action=action, who="Odile", what="Hopdrink Tours", detail="")
            shown = audit(language, [done], 1, zone="Europe/Paris", has_more=False).text
            assert action not in shown, action
