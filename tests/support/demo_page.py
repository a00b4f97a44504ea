"""`hopdrinks demo` in a real browser: the command as a process, its page as people see and use it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from command import line_with, start_command
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    async_playwright,
    expect,
)
from playwright.async_api import (
    TimeoutError as TooLateError,
)

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_MILLISECONDS = 30_000
#: How long a message may take before the next thing is waited for instead.
_SOON = 5_000
_MOST_PRESSES = 6
DESKTOP = (1600, 1000)
PHONE = (390, 844)

expect.set_options(timeout=_MILLISECONDS)


@asynccontextmanager
async def playing(directory: Path, *options: str) -> AsyncIterator[str]:
    """Run the demo until the block ends; gives its address."""
    process = await start_command(
        directory, "demo", "--no-open", "--port", "0", *options, TMPDIR=str(directory)
    )
    try:
        line = await line_with(process.stdout, "http://")
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address is not None
        yield address[0]
    finally:
        process.kill()
        await process.communicate()


@asynccontextmanager
async def browsing(chromium: str) -> AsyncIterator[Browser]:
    """Run a browser without a window until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def looking(
    browser: Browser, address: str, language: str = "fr-FR", size: tuple[int, int] = DESKTOP
) -> AsyncIterator["Window"]:
    """Open the page like somebody who never did; at the end nothing may have gone wrong in it."""
    context = await browser.new_context(
        locale=language, viewport={"width": size[0], "height": size[1]}, color_scheme="light"
    )
    context.set_default_timeout(_MILLISECONDS)
    page = await context.new_page()
    window = Window(page, address)
    await page.goto(address)
    await expect(page.locator(".panel").first).to_be_visible()
    yield window
    await context.close()
    assert window.problems == []


class Window:
    """The page in a window of its own; `problems` is what its console complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.problems: list[str] = []
        self._host = urlsplit(address).netloc
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", self._watch)

    def seat(self, name: str) -> "Seat":
        """Give somebody's column."""
        return Seat(
            self.page.locator("section.panel").filter(has=self.page.locator(".who-name", has_text=name))
        )

    async def pass_time_until(self, seen: Locator, button: str = "Prochaine échéance") -> None:
        """Press the clock's button until something is seen: other things may be said before it."""
        clock = self.page.locator("time.clock-time")
        for _ in range(_MOST_PRESSES):
            before = await clock.get_attribute("datetime") or ""
            await self.page.get_by_role("button", name=button).click()
            await expect(clock).not_to_have_attribute("datetime", before)
            with suppress(AssertionError):
                await expect(seen).to_be_visible(timeout=_SOON)
                return
        await expect(seen).to_be_visible()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(message.text)

    def _watch(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self._host:
            self.problems.append(f"asked elsewhere: {request.url}")


class Seat:
    """Somebody's column of the page, used as they would use it."""

    def __init__(self, panel: Locator) -> None:
        self.panel = panel
        self.messages = panel.locator(".message")
        self.toast = panel.locator(".toast")
        self.text = panel.get_by_role("textbox")

    async def start(self, button: str = "Démarrer") -> None:
        await self.panel.get_by_role("button", name=button).click()
        await expect(self.messages.nth(1)).to_be_visible()

    async def say(self, words: str) -> None:
        await self.text.fill(words)
        await self.text.press("Enter")

    def button(self, begins: str) -> Locator:
        """Give the newest button under a message that begins so."""
        return self.panel.locator(".inline-button").filter(has_text=re.compile(f"^{re.escape(begins)}")).last

    async def tap(self, begins: str) -> None:
        await self.button(begins).click()

    def message(self, words: str) -> Locator:
        """Give the newest message with those words."""
        return self.messages.filter(has_text=words).last

    async def sees(self, words: str) -> Locator:
        message = self.message(words)
        await expect(message).to_be_visible()
        return message

    async def said(self, words: str) -> Locator:
        """Give the newest own message with those words."""
        message = self.panel.locator(".message.own").filter(has_text=words).last
        await expect(message).to_be_visible()
        return message

    async def begin_reply(self, message: Locator, button: str = "Répondre") -> None:
        """Press ↩ on a message.

        The button shows while the pointer is on the message; one that comes in meanwhile moves all others.
        """
        for _ in range(_MOST_PRESSES):
            await message.hover()
            with suppress(TooLateError):
                await message.get_by_role("button", name=button).click(timeout=_SOON)
                return
        raise AssertionError("the button to reply was never within reach")

    async def open(self, chat: str) -> None:
        """Open a chat or a topic by its name."""
        await self.panel.locator("button.chat", has_text=chat).first.click()
