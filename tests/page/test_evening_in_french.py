"""A whole evening, played by mouse in the demo's page in French."""

import pytest
from demo_page import Window, looking
from playwright.async_api import Browser, expect

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="module")]

QUESTION = "Faut-il un compte pour venir ?"
ANSWER = "Non, venez comme vous êtes."


async def test_an_evening_from_its_announcement_to_the_answer_of_a_question(
    browser: Browser, demo: str
) -> None:
    async with looking(browser, demo) as window:
        await window.seat("Inès").start()
        await announce(window)
        await come(window)
        await ask_and_answer(window)
        await be_reminded(window)


async def announce(window: Window) -> None:
    """Plan an evening on the second Thursday: whatever day it is, its reminders are still ahead."""
    camille = window.seat("Camille")
    await camille.start()
    await camille.say("/newevent")
    await camille.panel.locator(".inline-button").filter(has_text="jeu.").nth(1).click()
    await camille.tap("📍 Le Houblon bavard")
    await camille.tap("20")
    await camille.say("Apportez vos cartes de visite.")
    await camille.sees("Voici ce qui sera envoyé")
    await camille.tap("📣")
    await camille.sees("C’est parti")


async def come(window: Window) -> None:
    ines, sam = window.seat("Inès"), window.seat("Sam")
    card = await ines.sees("Apportez vos cartes de visite.")
    await ines.tap("✅")
    await expect(ines.toast).to_contain_text("✅")
    await expect(card).to_contain_text("Vous venez")
    await expect(ines.button("✅")).to_have_text("✅ Vous venez")
    await sam.open("Freelances de Tours")
    posted = await sam.sees("Apportez vos cartes de visite.")
    await expect(posted).to_contain_text("1 vient")
    await expect(posted).to_contain_text("19 places")


async def ask_and_answer(window: Window) -> None:
    ines, robin = window.seat("Inès"), window.seat("Robin")
    await ines.tap("❓")
    await ines.sees("Que voulez-vous demander")
    await ines.say(QUESTION)
    await robin.open("Inès")
    question = await robin.sees(QUESTION)
    await robin.begin_reply(question)
    await robin.say(ANSWER)
    answer = await ines.sees(ANSWER)
    await expect(answer.locator(".quote")).to_contain_text(QUESTION)
    await expect(robin.message("❓ Inès")).to_contain_text("Répondu")


async def be_reminded(window: Window) -> None:
    ines = window.seat("Inès")
    moves = window.page.get_by_role("group", name="Heure du bac à sable")
    before = await window.page.locator("time.clock-time").get_attribute("datetime")
    await window.pass_time_until(ines.message("On se voit demain"))
    await moves.get_by_role("button", name="À jeudi").click()
    place = await ines.sees("Ce soir")
    await expect(place.locator("a.place")).to_contain_text("Le Houblon bavard")
    await expect(window.page.locator("time.clock-time .long")).to_contain_text("jeudi")
    await expect(window.page.locator("time.clock-time .long")).to_contain_text("16:00")
    assert await window.page.locator("time.clock-time").get_attribute("datetime") != before
