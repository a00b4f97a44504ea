/** What a message carries beside words: pictures, files, sounds, places, contacts. */

import { element } from "./dom.js";
import { icon, mapPicture } from "./icons.js";
import { sizeOf } from "./dates.js";
import { nameOf } from "./world.js";
import { labelOf, say } from "./words.js";

/** The attachment's node, or null for a message of words alone. `act.enlarge(file)` shows a picture large. */
export function attachment(message, act) {
  switch (message.kind) {
    case "photo":
      return photo(message.file, act);
    case "sticker":
      return sticker(message.file);
    case "voice":
    case "audio":
      return sound(message);
    case "video":
      return element("video", { class: "video", controls: true, preload: "metadata", src: message.file?.url });
    case "document":
      return file(message.file);
    case "location":
      return place(message.location, null);
    case "venue":
      return place(message.venue, message.venue);
    case "contact":
      return contact(message.contact);
    default:
      return null;
  }
}

/** A few words for a chat list, a reply or an announcement. */
export function summaryOf(message) {
  if (message.kind === "service") return labelOf(message.service ?? "");
  const words = message.text ?? message.caption ?? "";
  if (message.kind === "text") return words;
  const name = { document: message.file?.name, venue: message.venue?.title }[message.kind] ?? say(message.kind);
  return words ? `${name} · ${words}` : name;
}

function photo(file, act) {
  if (!file) return null;
  return element("button", { type: "button", class: "photo", "aria-label": say("openPhoto"), onclick: () => act.enlarge(file) },
    element("img", { src: file.url, alt: say("photo"), decoding: "async" }));
}

function sticker(file) {
  if (!file?.mime?.startsWith("image/")) return element("span", { class: "sticker-words" }, say("sticker"));
  return element("img", { class: "sticker", src: file.url, alt: say("sticker"), decoding: "async" });
}

function sound(message) {
  const source = message.file?.url;
  return element("div", { class: "sound" },
    message.kind === "voice" ? icon("voice") : element("span", { class: "file-name" }, message.file?.name ?? say("audio")),
    element("audio", { controls: true, preload: "metadata", src: source, "aria-label": say(message.kind) }));
}

function file(content) {
  if (!content) return null;
  const name = content.name || say("document");
  return element("a", { class: "file", href: content.url, download: name, "aria-label": say("download", { name }) },
    element("span", { class: "file-disc" }, icon("file")),
    element("span", { class: "file-words" },
      element("span", { class: "file-name" }, name),
      element("span", { class: "file-size" }, sizeOf(content.size))));
}

function place(position, venue) {
  const latitude = position?.lat;
  const longitude = position?.lon;
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
  const coordinates = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return element("a", {
    class: "place", href: `geo:${latitude},${longitude}`, "aria-label": say("map", { place: venue?.title ?? coordinates }),
  },
    mapPicture(latitude, longitude),
    element("span", { class: "place-words" },
      venue ? element("strong", {}, venue.title) : null,
      venue?.address ? element("span", {}, venue.address) : null,
      element("span", { class: "coordinates" }, coordinates)));
}

function contact(person) {
  const name = person ? nameOf(person) : say("contact");
  return element("div", { class: "file" },
    element("span", { class: "file-disc" }, icon("person")),
    element("span", { class: "file-words" },
      element("span", { class: "file-name" }, name),
      element("span", { class: "file-size" }, person?.phone_number ?? "")));
}
