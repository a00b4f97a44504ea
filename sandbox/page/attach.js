/** Sending what is not words: pictures, files, sounds, places. */

import { element } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { askForm } from "./notices.js";
import { sizeOf } from "./dates.js";
import { say } from "./words.js";

const ACCEPTED = { photo: "image/*", document: "", voice: "audio/*", video: "video/*" };
const SEVERAL = new Set(["photo", "document"]); // kinds that make an album
const PREVIEW_WIDTH = 260; // px

/** Open the attach menu at `anchor`; `send` = {files(kind, files, caption), location(lat, lon), venue(values)}. */
export function openAttachMenu(anchor, host, send) {
  const files = (kind, picture) => ({ label: say(kind), picture: icon(picture), act: () => pickFile(kind, host, send) });
  openMenu(anchor, say("attach"), [
    files("photo", "image"),
    files("document", "file"),
    files("voice", "voice"),
    null,
    { label: say("location"), picture: icon("place"), act: () => askPlace(host, send, false) },
    { label: say("venue"), picture: icon("house"), act: () => askPlace(host, send, true) },
  ]);
}

function pickFile(kind, host, send) {
  const input = element("input", {
    type: "file", accept: ACCEPTED[kind], multiple: SEVERAL.has(kind), class: "sr-only", "aria-label": say(kind), dataset: { kind },
  });
  // It has to be in the page for browser tests and for some browsers' pickers; it leaves when used.
  host.append(input);
  input.addEventListener("change", () => {
    input.remove();
    if (input.files[0]) confirmFiles(kind, [...input.files], host, send);
  });
  input.addEventListener("cancel", () => input.remove());
  input.click();
}

/** Show what is about to be sent, ask for a caption, send; several at once are an album. */
export async function confirmFiles(kind, files, host, send) {
  const extra = files.map((file) => element("p", { class: "alert-text" }, file.name, " · ", sizeOf(file.size)));
  if (kind === "photo") {
    const pictures = await Promise.all(files.map(preview));
    extra.unshift(element("div", { class: files.length > 1 ? "previews" : null }, ...pictures.filter(Boolean)));
  }
  const values = await askForm(host, {
    title: say(kind), submit: say("send"), extra, fields: [{ name: "caption", label: say("caption") }],
  });
  if (values) await send.files(kind, files, values.caption);
}

/** The kind dropped or pasted files are sent as. */
export function kindOf(files) {
  return files.every((file) => /^image\/(jpeg|png|webp|gif)$/.test(file.type)) ? "photo" : "document";
}

/** Drawn on a canvas: the page's security policy lets no blob address into an image. */
async function preview(file) {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, PREVIEW_WIDTH / bitmap.width);
    const canvas = element("canvas", { class: "preview", "aria-hidden": "true" });
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas;
  } catch {
    return null; // not a picture this browser reads; the server will say so where it matters
  }
}

/** Ask for a position (and a name and address), send it. */
export async function askPlace(host, send, isVenue) {
  const number = (name, label, value, limit) => ({
    name, label, value, type: "number", step: "any", min: -limit, max: limit, required: true,
  });
  const position = [number("lat", say("latitude"), "48.85660", 90), number("lon", say("longitude"), "2.35220", 180)];
  const names = [
    { name: "title", label: say("venueTitle"), required: true },
    { name: "address", label: say("address"), required: true },
  ];
  const values = await askForm(host, {
    title: say(isVenue ? "venue" : "location"), submit: say("send"), fields: isVenue ? [...names, ...position] : position,
  });
  if (!values) return;
  const point = { lat: Number(values.lat), lon: Number(values.lon) };
  if (isVenue) await send.venue({ ...point, title: values.title, address: values.address });
  else await send.location(point);
}
