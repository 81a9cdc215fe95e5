// The words in which two people compare their connection, as the page shows them, and whether they once did.

import { Keeping } from "./keeping.js";
import { LANGUAGES, WORDS } from "./safety-words.js";

const find = (name) => document.querySelector(`[data-room="${name}"]`);
const own = () => Math.max(0, LANGUAGES.indexOf(document.documentElement.lang));
const inWords = (bytes, place) => bytes.map((byte) => WORDS[byte][place]).join(" · ");

// The three words in the language of the page, and in each language that a row of the table names (its `lang`).
export function showWords(bytes, heading, rows) {
  heading.textContent = inWords(bytes, own());
  for (const row of rows) row.textContent = inWords(bytes, LANGUAGES.indexOf(row.lang));
}

export class Safety {
  // words: the page's sentences; on: changed (whether it is to be said that the other side's keys are others), differ
  constructor({ pair, words, on }) {
    this.keeping = new Keeping(pair);
    this.words = words;
    this.on = on;
    this.part = find("safety");
    find("safetySame").addEventListener("click", () => this.#same());
    find("safetyDiffer").addEventListener("click", () => this.on.differ());
  }

  certificate() {
    return this.keeping.open().catch(() => null);
  }

  forget() {
    this.part.hidden = true;
    this.on.changed(false);
  }

  known(bytes, theirs) {
    this.theirs = theirs;
    showWords(bytes, find("safetyWords"), this.part.querySelectorAll("[data-words]"));
    this.#show();
    this.part.hidden = false;
  }

  #show() {
    const { theirs, at } = this.keeping.kept;
    const state = theirs === this.theirs ? "same" : theirs ? "changed" : "new";
    const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(at ?? 0);
    this.part.dataset.state = state;
    find("safetyState").textContent = this.words[`safety_${state}`].replace("{date}", day);
    find("safetyAsk").hidden = state === "same";
    this.on.changed(state === "changed");
  }

  async #same() {
    await this.keeping.compared(this.theirs);
    this.#show();
    this.part.querySelector("summary").focus();
  }
}
