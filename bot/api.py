"""Calling the Bot API by method name with plain parameters, as intake and delivery do."""

from collections.abc import Mapping

from bot.request import AiohttpRequest, FilePart


class BotApi:
    """The Bot API of one bot. The address holds the token and stays in here."""

    def __init__(self, request: AiohttpRequest, root: str, token: str) -> None:
        self._request = request
        self._root = f"{root}/bot{token}"

    async def call(
        self,
        method: str,
        parameters: Mapping[str, object],
        *,
        files: Mapping[str, FilePart] | None = None,
        read_timeout: float = 30,
    ) -> object:
        """Call a method and return its result; raises as `AiohttpRequest.call` does. Seconds."""
        url = f"{self._root}/{method}"
        return await self._request.call(url, parameters, files=files, read_timeout=read_timeout)
