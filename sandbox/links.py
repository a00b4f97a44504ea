"""Which links Telegram takes, on buttons and in texts, and how it writes them down.

Source: tdlib, LinkManager::check_link and parse_url.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qs

_OWN_SCHEMES = ("tg", "ton", "tonsite")
_OWN = re.compile(r"(tg|ton|tonsite):(?://)?(.*)", re.IGNORECASE | re.DOTALL)
_PROTOCOL = re.compile(r"([^:/?#@\[\]]*)://(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"([^/?#]*)(.*)", re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])+|\[[0-9A-Fa-f:.]+\]")
_OWN_HOST = re.compile(r"[A-Za-z0-9_-]*")
_TO_ESCAPE = re.compile(r"[\x00-\x20]")
_USER_HOST = re.compile(r"user/?\?(.*)", re.IGNORECASE)


class WrongLinkError(ValueError):
    """A text that Telegram takes for no link; its words are Telegram's reason."""


@lru_cache(maxsize=1024)
def checked_link(link: str) -> str:
    """Return a link as Telegram stores it: protocol and path filled in, host in small letters.

    Args:
        link: http and https (with a dot in the host, so not localhost), tg, ton and tonsite; without a
            protocol it is taken for http.

    Raises:
        WrongLinkError: with Telegram's reason, as "Wrong HTTP URL".
    """
    own = _OWN.fullmatch(link)
    protocol, rest = (own.group(1).lower(), own.group(2)) if own else ("http", link)
    if stated := _PROTOCOL.fullmatch(rest):
        if own or stated.group(1).lower() not in ("http", "https"):
            raise WrongLinkError("Unsupported URL protocol")
        protocol, rest = stated.group(1).lower(), stated.group(2)
    authority, query = _split(rest)
    host = _checked_host(authority)
    if own:
        if not (_OWN_HOST.fullmatch(host.replace(".", "") if protocol == "tonsite" else host)):
            raise WrongLinkError("Unallowed characters in URL host")
        return f"{protocol}://{host}{query.removeprefix('/') if query.startswith('/?') else query}"
    if "." not in host and not host.startswith("["):
        raise WrongLinkError("Wrong HTTP URL")
    return f"{protocol}://{authority.lower()}{query}"


def linked_user(link: str) -> int | None:
    """Return the user id of a tg://user?id=… link, or None where it is another link."""
    own = _OWN.fullmatch(link)
    match = _USER_HOST.fullmatch(own.group(2)) if own and own.group(1).lower() == "tg" else None
    ids = parse_qs(match.group(1).partition("#")[0]).get("id", []) if match else []
    return int(ids[0]) if ids and ids[0].isascii() and ids[0].isdigit() and int(ids[0]) > 0 else None


def _split(rest: str) -> tuple[str, str]:
    """Split what follows the protocol into host with port, and a path that is never empty."""
    match = _AUTHORITY.fullmatch(rest)
    authority, query = match.groups() if match else (rest, "")
    query = _TO_ESCAPE.sub(lambda found: f"%{ord(found.group()):02X}", query.rstrip())
    return authority, query if query.startswith("/") else f"/{query}"


def _checked_host(authority: str) -> str:
    """Return the host, without user and port, or refuse it."""
    host_and_port = authority.rpartition("@")[2]
    host, colon, port = host_and_port.rpartition(":")
    if not colon or host_and_port.endswith("]"):
        host = host_and_port
    elif not (port.isascii() and port.isdigit() and 0 < int(port) <= 65535):
        raise WrongLinkError("Wrong port number specified in the URL")
    if not host:
        raise WrongLinkError("URL host is empty")
    if not _HOST.fullmatch(host):
        raise WrongLinkError("Disallowed character in URL host")
    return host.lower()
