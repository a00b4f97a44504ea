/** The sandbox's people API: one function per request, and the stream of events. */

import { say } from "./words.js";

/** The server said no, or could not be asked; the message is for the person who acted. */
export class Refused extends Error {}

async function call(method, path, body) {
  const options = { method, headers: { "X-Sandbox": "1" }, cache: "no-store" };
  if (body instanceof FormData) {
    options.body = body;
  } else if (method !== "GET") {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body ?? {});
  }
  let response;
  try {
    response = await fetch(`/people${path}`, options);
  } catch {
    throw new Refused(say("unreachable"));
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(answer?.error ?? `${response.status} ${response.statusText}`);
  return answer;
}

export const state = () => call("GET", "/state");
export const messages = (person, chat) => call("GET", `/${person}/chats/${chat}/messages`);
export const addPerson = (values) => call("POST", "", values);
export const addChat = (values) => call("POST", "/chats", values);
export const moveClock = (move) => call("POST", "/clock", { move });

/** `what` is the last part of the address: send, start, edit, react, tap, block, unblock, join, leave… */
export const act = (person, what, values) => call("POST", `/${person}/${what}`, values);

/** Send a file; `values` are the form's other fields, nulls left out. */
export function upload(person, file, values) {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "") form.append(name, String(value));
  }
  form.append("file", file, file.name);
  return call("POST", `/${person}/upload`, form);
}

const RETRY_FIRST = 500;
const RETRY_LAST = 8000;

/**
 * Follow the events, for ever: `onEvent(event)`, `onUp(again)` on each connection, `onDown()` on each loss.
 *
 * The browser reconnects by itself after a network error but gives up on a refusal (a restart behind the
 * same port answers 502 or 404 for a moment), so a closed source is replaced by a new one.
 */
export function follow(onEvent, onUp, onDown) {
  let wait = RETRY_FIRST;
  let again = false;
  const open = () => {
    const source = new EventSource("/people/events");
    source.addEventListener("open", () => {
      wait = RETRY_FIRST;
      onUp(again);
      again = true;
    });
    source.addEventListener("message", (received) => onEvent(JSON.parse(received.data)));
    source.addEventListener("error", () => {
      onDown();
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(open, wait);
      wait = Math.min(wait * 2, RETRY_LAST);
    });
  };
  open();
}
