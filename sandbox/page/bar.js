/** The bar on top: whose sandbox this is, its clock and the buttons that move it, the page's own settings. */

import { avatar } from "./avatar.js";
import { momentOf, shortMomentOf } from "./dates.js";
import { element, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { askForm } from "./notices.js";
import * as server from "./server.js";
import { nextTheme, theme } from "./theme.js";
import { labelOf, language, say, setLanguage } from "./words.js";

const THEME_LOOKS = { auto: ["half", "themeAuto"], light: ["sun", "themeLight"], dark: ["moon", "themeDark"] };
const LANGUAGES = { fr: "Français", en: "English" };

/** Draws into `host`. `rebuild()` draws the page anew in another language; `tell(text)` shows a problem. */
export class Bar {
  #world;
  #host;
  #rebuild;
  #moving = false;

  constructor(world, host, rebuild) {
    this.#world = world;
    this.#host = host;
    this.#rebuild = rebuild;
    world.addEventListener("state", () => this.refresh());
    world.addEventListener("connection", (event) => this.#showConnection(event.detail.up));
    this.draw();
    setInterval(() => this.#tick(), 1000);
  }

  /** Draw the whole bar. */
  draw() {
    this.brand = element("div", { class: "brand" });
    this.longTime = element("span", { class: "long" });
    this.shortTime = element("span", { class: "short", "aria-hidden": "true" });
    this.time = element("time", { class: "clock-time" }, this.longTime, this.shortTime);
    this.moves = element("div", { class: "moves", role: "group", "aria-label": say("clock") });
    this.clock = element("div", { class: "clock", hidden: true }, icon("clock"), this.time, this.moves);
    this.status = element("div", { class: "bar-status", role: "status" });
    this.#host.replaceChildren(this.brand, this.clock, this.status, this.#settings());
    this.refresh();
  }

  refresh() {
    const { bot, moves } = this.#world;
    this.brand.replaceChildren(
      avatar(bot.first_name, bot.id, "small"),
      element("h1", { class: "brand-words" }, element("strong", {}, bot.first_name), element("span", {}, say("sandbox"))));
    document.title = bot.first_name ? say("title", { bot: bot.first_name }) : say("sandbox");
    this.clock.hidden = moves.length === 0;
    if (this.moves.childElementCount !== moves.length || this.moves.dataset.labels !== JSON.stringify(moves)) {
      this.moves.dataset.labels = JSON.stringify(moves);
      this.moves.replaceChildren(...moves.map((move) => this.#moveButton(move)));
    }
    this.#tick();
  }

  #moveButton(move) {
    return element("button", { type: "button", class: "move", dataset: { move: move.id }, onclick: () => this.#move(move.id) }, labelOf(move.label));
  }

  /** One move at a time: a second press meant for the first would jump twice. */
  async #move(id) {
    if (this.#moving) return;
    this.#moving = true;
    this.clock.classList.add("moving");
    try {
      await server.moveClock(id);
      await this.#world.reload();
      this.#say(say("clockMoved", { moment: momentOf(this.#world.now()) }), true);
    } catch (problem) {
      if (!(problem instanceof server.Refused)) throw problem;
      this.#say(problem.message);
    } finally {
      this.#moving = false;
      this.clock.classList.remove("moving");
    }
  }

  #tick() {
    const now = this.#world.now();
    const words = momentOf(now);
    if (this.longTime.textContent === words) return;
    this.longTime.textContent = words;
    this.shortTime.textContent = shortMomentOf(now);
    this.time.dateTime = new Date(now).toISOString();
  }

  /** A sentence in the bar; one that is only read aloud repeats what is to be seen elsewhere. */
  #say(text, onlyAloud = false) {
    this.status.classList.toggle("sr-only", onlyAloud);
    this.status.textContent = text;
  }

  #showConnection(up) {
    this.#say(up ? "" : say("reconnecting"));
    this.status.classList.toggle("lost", !up);
  }

  #settings() {
    const languages = element("div", { class: "languages", role: "group", "aria-label": say("pageLanguage") },
      Object.entries(LANGUAGES).map(([code, name]) => element("button", {
        type: "button", class: "language", lang: code, title: name, "aria-label": name, "aria-pressed": String(language() === code),
        dataset: { language: code }, onclick: () => this.#speak(code),
      }, code.toUpperCase())));
    const [picture, label] = THEME_LOOKS[theme()];
    this.themeButton = iconButton(icon(picture), say(label), () => this.#nextTheme(), { dataset: { theme: "" } });
    const add = iconButton(icon("add"), say("addPerson"), () => this.#addPerson(), { "aria-haspopup": "dialog" });
    return element("div", { class: "settings" }, add, languages, this.themeButton);
  }

  #speak(code) {
    setLanguage(code);
    this.draw();
    this.#rebuild();
    this.#host.querySelector(`[data-language="${code}"]`).focus();
  }

  #nextTheme() {
    nextTheme();
    const [picture, label] = THEME_LOOKS[theme()];
    this.themeButton.replaceChildren(icon(picture));
    this.themeButton.setAttribute("aria-label", say(label));
    this.themeButton.title = say(label);
  }

  async #addPerson() {
    const values = await askForm(document.body, {
      title: say("addPerson"),
      submit: say("add"),
      fields: [
        { name: "first_name", label: say("firstName"), required: true },
        { name: "last_name", label: say("lastName") },
        { name: "username", label: say("username") },
        { name: "note", label: say("note") },
        { name: "language_code", label: say("personLanguage"), value: language(), choices: Object.entries(LANGUAGES) },
      ],
    });
    if (!values) return;
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    try {
      await server.addPerson(filled);
      await this.#world.reload();
    } catch (problem) {
      if (!(problem instanceof server.Refused)) throw problem;
      this.#say(problem.message);
    }
  }
}
