/** Instants in words: the page's language, the host's time zone where it names one, else the browser's. */

import { language } from "./words.js";

const LOCALES = { fr: "fr-FR", en: "en-GB" };
const formats = new Map();
let zone;

/** Show times in this IANA zone; undefined means the browser's own. */
export function setTimeZone(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name ?? undefined });
    zone = name ?? undefined;
  } catch {
    zone = undefined; // this browser does not know the zone
  }
}

function format(instant, options) {
  const key = `${language()} ${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(LOCALES[language()], { ...options, timeZone: zone }));
  }
  return formats.get(key).format(new Date(instant));
}

/** "18:05" */
export function timeOf(instant) {
  return format(instant, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "thursday 26 november", with the year where it is not that of `now`. */
export function dayOf(instant, now) {
  const sameYear = format(instant, { year: "numeric" }) === format(now, { year: "numeric" });
  const options = { weekday: "long", day: "numeric", month: "long" };
  return format(instant, sameYear ? options : { ...options, year: "numeric" });
}

/** A key that is equal for two instants of the same day. */
export function dayKey(instant) {
  return format(instant, { year: "numeric", month: "2-digit", day: "2-digit" });
}

/** What a chat list shows: the time today, else the day. */
export function shortOf(instant, now) {
  if (dayKey(instant) === dayKey(now)) return timeOf(instant);
  return format(instant, { weekday: "short", day: "numeric" });
}

/** Day and time in full, for tooltips and announcements. */
export function momentOf(instant) {
  return format(instant, {
    weekday: "long", day: "numeric", month: "long", year: "numeric",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
}

/** The same where there is little room: "thu 26 nov, 18:05" */
export function shortMomentOf(instant) {
  const day = format(instant, { weekday: "short", day: "numeric", month: "short" });
  return `${day} ${timeOf(instant)}`;
}

/** "1.2 MB" */
export function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const units = language() === "fr" ? ["o", "Ko", "Mo", "Go"] : ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toLocaleString(LOCALES[language()], { maximumFractionDigits: digits })}\u00a0${units[unit]}`;
}
