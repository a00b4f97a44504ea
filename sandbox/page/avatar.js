/** Coloured initials, and the seven colours Telegram gives to people by their id. */

import { element } from "./dom.js";

const COLOURS = 7;

/** The class that carries somebody's colour (`--peer`, `--peer-deep`). */
export function colourClass(id) {
  return `peer-${Math.abs(id) % COLOURS}`;
}

/** One or two initials in a coloured disc; decoration beside a name. */
export function avatar(name, id, size = "") {
  const words = name.replace(/[^\p{L}\p{N}\s]/gu, " ").trim().split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  const initials = picked.map((word) => [...word][0].toLocaleUpperCase()).join("");
  return element("span", { class: `avatar ${colourClass(id)} ${size}`, "aria-hidden": "true" }, initials || "•");
}
