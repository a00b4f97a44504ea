"""Inline mode in the demo's page: typing the bot's name in a group, posting what it offers, tapping it."""

import re

import pytest
from demo_page import Window, looking
from playwright.async_api import Browser, expect

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="module")]


async def announce(window: Window) -> None:
    camille = window.seat("Camille")
    await camille.start()
    await camille.say("/newevent")
    await camille.panel.locator(".inline-button").filter(has_text="jeu.").nth(1).click()
    await camille.tap("📍 Le Houblon bavard")
    await camille.tap("20")
    await camille.tap("⏭")
    await camille.sees("Voici ce qui sera envoyé")
    await camille.tap("📣")
    await camille.sees("C’est parti")


async def test_people_who_never_started_the_bot_post_an_evening_and_answer_it(
    browser: Browser, demo: str
) -> None:
    async with looking(browser, demo) as window:
        await announce(window)
        ines, sam = window.seat("Inès"), window.seat("Sam")
        for seat in (ines, sam):
            await seat.open("Freelances de Tours")
        await ines.text.press_sequentially("@hopdrinks_bot houblon")
        offered = ines.panel.get_by_role("listbox", name="Ce que le bot propose").get_by_role("option")
        await expect(offered).to_contain_text("Hopdrink Tours")
        await offered.click()
        await expect(ines.text).to_have_value("")
        mine = ines.panel.locator(".message.own").filter(has_text="via @hopdrinks_bot").last
        await expect(mine).to_contain_text("Hopdrink Tours")
        seen = sam.messages.filter(has_text="via @hopdrinks_bot").last
        await seen.locator(".inline-button").filter(has_text=re.compile("^✅")).click()
        await expect(sam.toast).to_contain_text("✅")
        await expect(mine).to_contain_text("1 vient")


async def test_the_owner_of_a_small_group_makes_it_a_supergroup_and_everybody_stays(
    browser: Browser, demo: str
) -> None:
    async with looking(browser, demo) as window:
        camille, menu = window.seat("Camille"), window.page.get_by_role("menu")
        await camille.panel.get_by_role("button", name="Autres actions").click()
        await menu.get_by_role("menuitem", name="Nouveau groupe").click()
        form = camille.panel.locator(".dialog")
        await form.get_by_label("Nom").fill("Apéros")
        await form.get_by_label("Genre").select_option("basicGroup")
        await form.get_by_role("button", name="Ajouter").click()
        await camille.open("Apéros")
        for wish in ("Ajouter le bot", "Faire de Apéros un supergroupe"):
            await camille.panel.get_by_role("button", name="Autres actions").click()
            await menu.get_by_role("menuitem", name=wish).first.click()
        services = camille.panel.locator(".service")
        await expect(services.filter(has_text="supergroupe")).to_have_count(1)
        await expect(services).to_have_count(1)  # the old group is left behind
        await expect(camille.panel.get_by_role("heading", level=2)).to_have_text("Apéros")
        await camille.panel.get_by_role("button", name="Autres actions").click()
        await menu.get_by_role("menuitem", name="droits du bot").click()
        pinning = menu.get_by_role("menuitemcheckbox", name="Épingler")
        await expect(pinning).to_have_attribute("aria-checked", "true")
        await pinning.click()
        await expect(pinning).to_have_attribute("aria-checked", "false")
