"""The page by keyboard, on a phone, in the dark, and against what a message might carry."""

import base64
from pathlib import Path

import pytest
from demo_page import PHONE, Window, looking, playing
from playwright.async_api import Browser, FilePayload, Locator, expect

#: The smallest picture there is.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="module")]


async def press_until_focused(window: Window, key: str, target: Locator) -> None:
    """Press a key until the focus is where it shall go, as somebody without a mouse does."""
    for _ in range(40):
        await window.page.keyboard.press(key)
        if await target.evaluate("node => node === document.activeElement"):
            return
    await expect(target).to_be_focused()


async def test_without_a_mouse_one_starts_sends_and_taps(browser: Browser, demo: str) -> None:
    async with looking(browser, demo) as window:
        camille, keys = window.seat("Camille"), window.page.keyboard
        await press_until_focused(window, "Tab", camille.panel.get_by_role("button", name="Démarrer"))
        await keys.press("Enter")
        await camille.sees("Bienvenue")
        await expect(camille.text).to_be_focused()
        await keys.type("/newe")
        await expect(camille.panel.get_by_role("option")).to_contain_text("/newevent")
        await keys.press("Enter")
        await camille.sees("Quand")
        await press_until_focused(window, "Shift+Tab", camille.button("jeu."))
        await keys.press("Enter")
        await camille.sees("Où")


async def test_without_a_mouse_one_replies_and_opens_another_chat(browser: Browser, demo: str) -> None:
    async with looking(browser, demo) as window:
        sam, keys = window.seat("Sam"), window.page.keyboard
        await sam.panel.get_by_role("button", name="Démarrer").press("Enter")
        welcome = await sam.sees("Welcome!")
        await expect(sam.text).to_be_focused()
        await press_until_focused(window, "Shift+Tab", sam.panel.get_by_role("log"))
        await keys.press("ArrowUp")
        await expect(welcome).to_be_focused()
        await press_until_focused(window, "Tab", welcome.get_by_role("button", name="Répondre"))
        await keys.press("Enter")
        await expect(sam.panel.locator(".target-bar")).to_contain_text("Réponse à Hopdrinks")
        await keys.type("Hello")
        await keys.press("Enter")
        await expect((await sam.said("Hello")).locator(".quote")).to_contain_text("Welcome!")
        group = sam.panel.locator("button.chat", has_text="Freelances de Tours")
        await press_until_focused(window, "Shift+Tab", group)
        await keys.press("Enter")
        await expect(sam.panel.get_by_role("heading", level=2)).to_have_text("Freelances de Tours")


async def test_a_command_taken_from_the_menu_answers_the_message_replied_to(
    browser: Browser, demo: str
) -> None:
    async with looking(browser, demo) as window:
        robin = window.seat("Robin")
        await robin.open("Hopdrinks")
        await robin.start()
        welcome = await robin.sees("Bienvenue")
        await robin.begin_reply(welcome)
        await robin.text.press_sequentially("/hel")
        await expect(robin.panel.get_by_role("option")).to_contain_text("/help")
        await robin.text.press("Enter")
        await expect((await robin.said("/help")).locator(".quote")).to_contain_text("Bienvenue")


async def test_a_command_typed_in_full_comes_first_in_the_menu(browser: Browser, demo: str) -> None:
    async with looking(browser, demo) as window:
        robin = window.seat("Robin")
        await robin.text.press_sequentially("/s")
        options = robin.panel.get_by_role("option")
        await expect(options.filter(has_text="/snooze")).to_have_count(1)
        await expect(options.first).to_contain_text("/s ")


async def test_on_a_phone_everybody_has_a_tab(browser: Browser, demo: str) -> None:
    async with looking(browser, demo, size=PHONE) as window:
        tabs = window.page.get_by_role("tab")
        await expect(tabs.locator(".tab-name")).to_have_text(["Camille", "Robin", "Inès", "Sam", "Sacha"])
        await tabs.filter(has_text="Inès").click()
        await expect(window.page.locator("section.panel")).to_have_count(1)
        ines = window.seat("Inès")
        await ines.start()
        await ines.say("/help")
        await ines.sees("/help")
        width = await window.page.evaluate("document.documentElement.scrollWidth")
        assert width == PHONE[0], "nothing hangs out of the window"
        await tabs.filter(has_text="Robin").click()
        await expect(window.seat("Robin").panel).to_be_visible()
        await expect(ines.panel).to_have_count(0)


async def test_the_page_listens_before_it_reads_so_that_it_misses_nothing_in_between(
    browser: Browser, demo: str
) -> None:
    page, order = await browser.new_page(), list[str]()
    page.on("response", lambda answer: order.append("listens") if "/events" in answer.url else None)
    page.on("request", lambda asked: order.append("reads") if "/messages" in asked.url else None)
    await page.goto(demo)
    await expect(page.locator(".panel").first).to_be_visible()
    await expect(page.get_by_role("log").first).to_be_visible()
    await page.close()
    assert order[:2] == ["listens", "reads"]


async def test_pictures_chosen_together_go_as_an_album_and_arrive_as_one(
    browser: Browser, tmp_path: Path
) -> None:
    async with playing(tmp_path) as address, looking(browser, address) as window:
        ines, robin = window.seat("Inès"), window.seat("Robin")
        await ines.start()
        await ines.say("/ask")
        await ines.sees("Que voulez-vous demander")
        await ines.panel.get_by_role("button", name="Joindre").click()
        async with window.page.expect_file_chooser() as opened:
            await window.page.get_by_role("menuitem", name="Photo").click()
        chooser = await opened.value
        assert chooser.is_multiple()
        await chooser.set_files(
            [FilePayload(name=f"{n}.png", mimeType="image/png", buffer=PICTURE) for n in range(3)]
        )
        dialog = ines.panel.get_by_role("dialog", name="Photo")
        await expect(dialog.locator("canvas")).to_have_count(3)
        await dialog.get_by_label("Légende").fill("Laquelle va le mieux ?")
        await dialog.get_by_role("button", name="Envoyer").click()
        await expect(ines.panel.locator(".message.own .photo")).to_have_count(3)
        await robin.open("Inès")
        await robin.sees("Laquelle va le mieux ?")
        await expect(robin.panel.locator(".message .photo")).to_have_count(3)
        calls = await (await window.page.request.get(f"{address}/people/calls")).json()
        copied = [call["parameters"]["message_ids"] for call in calls if call["method"] == "copyMessages"]
        assert [len(messages) for messages in copied] == [3]


async def test_a_representative_begins_in_the_staff_group(browser: Browser, demo: str) -> None:
    async with looking(browser, demo) as window:
        await expect(window.seat("Robin").panel.get_by_role("heading", level=2)).to_contain_text(
            "Équipe Hopwork"
        )
        await expect(window.seat("Camille").panel.get_by_role("heading", level=2)).to_have_text("Hopdrinks")


async def test_the_theme_goes_dark_and_stays_so(browser: Browser, demo: str) -> None:
    async with looking(browser, demo) as window:
        page, brightness = window.page, "getComputedStyle(document.body).backgroundColor"
        light = await page.evaluate(brightness)
        for name in ("comme le système", "clair"):
            await page.get_by_role("button", name=f"Thème\N{NO-BREAK SPACE}: {name}").click()
        await expect(page.get_by_role("button", name="Thème\N{NO-BREAK SPACE}: sombre")).to_be_visible()
        dark = await page.evaluate(brightness)
        assert dark != light
        await page.reload()
        await expect(page.get_by_role("button", name="Thème\N{NO-BREAK SPACE}: sombre")).to_be_visible()
        assert await page.evaluate(brightness) == dark


async def test_a_message_with_markup_is_only_words(browser: Browser, demo: str) -> None:
    async with looking(browser, demo) as window:
        camille = window.seat("Camille")
        await camille.open("Freelances de Tours")
        await camille.say("<img src=x onerror=document.title='broken'><b>bold</b>")
        message = await camille.said("<b>bold</b>")
        await expect(message.locator("img, b")).to_have_count(0)
        await expect(window.page).not_to_have_title("broken")


async def test_the_policy_lets_nothing_run_that_is_not_the_pages_own(browser: Browser, demo: str) -> None:
    async with looking(browser, demo) as window:
        blocked = await window.page.evaluate(
            """async () => {
              const blocked = [];
              const seen = new Promise((resolve) => {
                document.addEventListener("securitypolicyviolation", (event) => {
                  blocked.push(event.effectiveDirective);
                  if (blocked.length === 4) resolve();
                });
              });
              const add = (tag, properties) => {
                document.head.append(Object.assign(document.createElement(tag), properties));
              };
              add("script", { textContent: "window.ran = true" });
              add("style", { textContent: "body { display: none }" });
              new Image().src = "https://example.org/x.png";
              await fetch("https://example.org/").catch(() => null);
              await seen;
              return [blocked.sort(), window.ran ?? false];
            }"""
        )
        assert blocked == [["connect-src", "img-src", "script-src-elem", "style-src-elem"], False]
        window.problems.clear()  # here the console is meant to complain
