/** The keyboard a bot puts in place of the letters, and its wish to be replied to. */

import { element } from "./dom.js";
import { say } from "./words.js";

/**
 * What the newest word on keyboards says: {message, rows, oneTime, placeholder}, {message, force, placeholder}, or null.
 *
 * A forced reply stands until the person has written something.
 */
export function keyboardState(messages, person) {
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    const keyboard = message.reply_keyboard;
    if (!keyboard || keyboard.remove) {
      if (keyboard?.remove) return null;
      continue;
    }
    if (keyboard.force_reply) {
      const answered = messages.slice(index + 1).some((later) => later.from?.id === person);
      if (!answered) return { message, force: true, placeholder: keyboard.placeholder };
      continue;
    }
    const used = keyboard.one_time && messages.slice(index + 1).some((later) => later.from?.id === person);
    return { message, rows: keyboard.rows, collapsed: used, placeholder: keyboard.placeholder };
  }
  return null;
}

/** The buttons; `press(button)` gets the one pressed. */
export function replyKeyboard(rows, press) {
  return element("div", { class: "reply-keyboard", role: "group", "aria-label": say("keyboard") },
    rows.map((buttons) => element("div", { class: "reply-row" },
      buttons.map((button) => element("button", {
        type: "button", class: "reply-button", dataset: { replyButton: button.text }, onclick: () => press(button),
      }, button.text)))));
}
