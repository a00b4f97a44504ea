"""The same page for somebody who reads English."""

import pytest
from demo_page import looking
from playwright.async_api import Browser, expect

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="module")]


async def test_an_english_member_reads_english_on_the_page_and_from_the_bot(
    browser: Browser, demo: str
) -> None:
    async with looking(browser, demo, "en-GB") as window:
        camille, sam = window.seat("Camille"), window.seat("Sam")
        await expect(window.page.locator("html")).to_have_attribute("lang", "en")
        await expect(window.page.get_by_text("organiser · ")).to_be_visible()
        await camille.start("Start")
        await sam.start("Start")
        await sam.sees("Welcome!")
        await camille.say("/newevent")
        await camille.panel.locator(".inline-button").filter(has_text="jeu.").nth(1).click()
        await camille.tap("📍")
        await camille.tap("20")
        await camille.tap("⏭")
        await camille.tap("📣")
        card = await sam.sees("The next Hopdrink in Tours")
        await expect(card).to_contain_text("Thursday")
        await expect(card).to_contain_text("20 seats left")
        await sam.tap("✅ I am coming")
        await expect(sam.toast).to_contain_text("coming")
        await sam.sees("19 seats left")
        await window.pass_time_until(sam.message("tomorrow"), "Next due")
        await window.page.get_by_role("button", name="Français").click()
        await expect(window.page.get_by_role("button", name="Prochaine échéance")).to_be_visible()
        await expect(window.page.get_by_text("organisatrice · ")).to_be_visible()
        await sam.sees("tomorrow")
