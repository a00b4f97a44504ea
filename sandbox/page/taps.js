/** Taps on inline buttons that wait for the bot's answer. */

const PATIENCE = 15_000; // ms until the button rests again, as Telegram's clients do

/**
 * The waiting taps of one person.
 *
 * The answer's event may overtake the response that names its query, so early answers are kept until then.
 */
export class Taps {
  #waiting = new Map(); // button key → query id (null until known)
  #early = new Map(); // query id → answer
  #changed;
  #answered;

  /** `changed(chat, message)`: a button began or ceased to wait; `answered(answer or null)`: null = never. */
  constructor(changed, answered) {
    this.#changed = changed;
    this.#answered = answered;
  }

  isWaiting(chat, message, row, column) {
    return this.#waiting.has(keyOf(chat, message, row, column));
  }

  /** Run one tap: `request()` gives the server's response, which is returned (null when refused). */
  async run(chat, message, row, column, request) {
    const key = keyOf(chat, message, row, column);
    if (this.#waiting.has(key)) return null;
    this.#waiting.set(key, null);
    this.#changed(chat, message);
    const response = await request();
    const query = response?.query_id;
    if (query === undefined || query === null) {
      this.#rest(key);
    } else if (this.#early.has(String(query))) {
      const answer = this.#early.get(String(query));
      this.#early.delete(String(query));
      this.#rest(key);
      this.#answered(answer);
    } else {
      this.#waiting.set(key, String(query));
      setTimeout(() => {
        if (this.#waiting.get(key) !== String(query)) return;
        this.#rest(key);
        this.#answered(null);
      }, PATIENCE);
    }
    return response;
  }

  /** The bot answered a tap. */
  answer(answer) {
    const query = String(answer.query_id);
    for (const [key, waiting] of this.#waiting) {
      if (waiting !== query) continue;
      this.#rest(key);
      this.#answered(answer);
      return;
    }
    if ([...this.#waiting.values()].includes(null)) this.#early.set(query, answer);
    else this.#answered(answer); // tapped elsewhere (a script, another tab): the person still sees it
  }

  #rest(key) {
    this.#waiting.delete(key);
    const [chat, message] = key.split(":").map(Number);
    this.#changed(chat, message);
  }
}

function keyOf(chat, message, row, column) {
  return `${chat}:${message}:${row}-${column}`;
}
