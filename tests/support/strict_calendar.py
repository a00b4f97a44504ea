"""A calendar file read the strict way: what RFC 5545 says of its lines and of what must stand where."""

import re
from dataclasses import dataclass, field

_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)')
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "TZNAME"})
_ONCE = ("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "LAST-MODIFIED", "URL")


@dataclass
class Part:
    """A component: its properties in order, as name, parameters and value, and the components in it."""

    kind: str
    properties: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def value(self, name: str) -> str:
        """Give the value of the one property of that name."""
        (found,) = [value for known, _, value in self.properties if known == name]
        return found

    def names(self) -> list[str]:
        """Give the properties' names."""
        return [name for name, _, _ in self.properties]


def read_strictly(content: bytes) -> Part:
    """Read a calendar file; raises AssertionError where it is not what the standard says."""
    assert content.endswith(b"\r\n")
    rest = content.replace(b"\r\n", b"")
    assert b"\r" not in rest, "a line ends in CRLF and nothing else"
    assert b"\n" not in rest, "a line ends in CRLF and nothing else"
    for line in content.split(b"\r\n"):
        assert len(line) <= 75, "no line is longer than 75 octets"
        line.decode()  # and none is cut within a character
    lines = content.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    root = Part("")
    stack = [root]
    for line in lines[:-1]:
        name, parameters, value = _split(line)
        if name == "BEGIN":
            part = Part(value)
            stack[-1].parts.append(part)
            stack.append(part)
        elif name == "END":
            assert stack.pop().kind == value
        else:
            stack[-1].properties.append((name, parameters, value))
    assert stack == [root]
    (calendar,) = root.parts
    _check(calendar)
    return calendar


def text_of(value: str) -> str:
    """Read a TEXT value back."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _split(line: str) -> tuple[str, dict[str, str], str]:
    match = _NAME.match(line)
    assert match is not None, line
    name, at, parameters = match[0].upper(), match.end(), {}
    while line[at : at + 1] == ";":
        found = _PARAMETER.match(line, at)
        assert found is not None, line
        parameters[found[1]] = found[2].strip('"')
        at = found.end()
    assert line[at : at + 1] == ":", line
    value = line[at + 1 :]
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value), "no control characters"
    if name in _TEXTS:
        assert re.fullmatch(r"(?:\\[\\;,nN]|[^\\;,])*", value), f"not escaped: {value!r}"
    return name, parameters, value


def _check(calendar: Part) -> None:
    assert calendar.kind == "VCALENDAR"
    assert calendar.value("VERSION") == "2.0"
    assert calendar.value("PRODID")
    method = calendar.value("METHOD")
    zones = {part.value("TZID") for part in calendar.parts if part.kind == "VTIMEZONE"}
    for part in calendar.parts:
        if part.kind == "VTIMEZONE":
            assert set(part.names()) <= {"TZID", "LAST-MODIFIED", "TZURL"}
            assert part.parts
            for observance in part.parts:
                assert {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"} <= set(observance.names())
            continue
        assert part.kind == "VEVENT"
        for name in _ONCE:
            assert part.names().count(name) == 1, name
        assert "ATTENDEE" not in part.names(), "PUBLISH forbids it, and so does privacy"
        for name, parameters, _ in part.properties:
            assert name not in ("DTSTART", "DTEND") or parameters["TZID"] in zones
        assert method != "CANCEL" or part.value("STATUS") == "CANCELLED"
