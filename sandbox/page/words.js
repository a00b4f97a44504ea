/** The page's own words in the reader's language. */

import { ENGLISH } from "./english.js";
import { FRENCH } from "./french.js";
import { kept } from "./preferences.js";

const DICTIONARIES = { en: ENGLISH, fr: FRENCH };

function preferred() {
  const chosen = kept.get("language");
  if (chosen in DICTIONARIES) return chosen;
  return (navigator.language ?? "en").toLowerCase().startsWith("fr") ? "fr" : "en";
}

let current = preferred();

/** "fr" or "en". */
export function language() {
  return current;
}

/** Choose the page's language and remember the choice. */
export function setLanguage(code) {
  current = code;
  kept.set("language", code);
  document.documentElement.lang = code;
}

/** The words for `key`, with {placeholders} filled from `values`. */
export function say(key, values = {}) {
  return DICTIONARIES[current][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** A label the host gave in several languages, or as one string. */
export function labelOf(label) {
  if (typeof label === "string") return label;
  return label[current] ?? label.en ?? Object.values(label)[0] ?? "";
}

/** The name of a language code in the page's language ("fr" → "français"). */
export function languageName(code) {
  if (!code) return "";
  try {
    return new Intl.DisplayNames([current], { type: "language" }).of(code) ?? code;
  } catch {
    return code; // people may bring any code, Telegram does not check it either
  }
}
