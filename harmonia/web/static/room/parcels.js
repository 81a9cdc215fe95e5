// Files go from browser to browser over a channel of their own: offered, taken or refused, sent in pieces, checked.
// Nothing of them is stored on the way. What the other side says is believed in nothing: names are cleaned, sizes are
// held to the offer, and only a file whose SHA-256 is the offered one is handed out.

export const MOST_BYTES = 50 * 1024 * 1024;
const PIECE = 16 * 1024; // every browser takes messages of this size
const FULL = 1024 * 1024; // so much waits in the channel before we wait for it
const DRAINED = 256 * 1024;
const MOST_OPEN = 10;
const LONGEST_NAME = 100;
const OVER = ["done", "refused", "cancelled", "broken", "damaged"];

export class Parcels {
  // on: changed(parcel), each time something of it is new; a parcel that came whole has its `content`
  constructor({ on }) {
    this.on = on;
    this.all = new Map();
    this.turn = Promise.resolve();
  }

  get open() {
    return this.channel?.readyState === "open";
  }

  // A new connection: what was under way is broken off.
  use(channel) {
    this.#breakOff();
    this.channel = channel;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = DRAINED;
    channel.onmessage = ({ data }) => channel === this.channel && this.#heard(data);
    channel.onclose = () => channel === this.channel && this.#breakOff();
  }

  // Answers "", or why it cannot be offered.
  async offer(file) {
    if (!this.open) return "notConnected";
    if (file.size > MOST_BYTES) return "tooLarge";
    if (!file.size) return "empty";
    const content = await file.arrayBuffer().catch(() => null);
    if (!content) return "unreadable";
    const [id, name, sha256] = [crypto.randomUUID(), cleanName(file.name), await digest(content)];
    const parcel = { id, name, size: file.size, sha256, file, mine: true, done: 0, state: "offered" };
    this.all.set(id, parcel);
    this.on.changed(parcel);
    return this.#say({ offer: id, name, size: file.size, sha256 }) ? "" : "notConnected";
  }

  take(parcel) {
    if (parcel.mine || parcel.state !== "offered") return;
    parcel.pieces = [];
    this.#become(parcel, "going");
    this.#say({ take: parcel.id });
  }

  refuse(parcel) {
    if (parcel.mine || parcel.state !== "offered") return;
    this.#become(parcel, "refused");
    this.#say({ refuse: parcel.id });
  }

  // Either side, before or in the middle.
  cancel(parcel) {
    if (OVER.includes(parcel.state)) return;
    this.#become(parcel, "cancelled");
    this.#say({ cancel: parcel.id });
  }

  #become(parcel, state) {
    parcel.state = state;
    if (OVER.includes(state)) parcel.pieces = parcel.file = null;
    this.on.changed(parcel);
  }

  #say(message) {
    if (this.open) this.channel.send(JSON.stringify(message));
    return this.open;
  }

  #breakOff() {
    this.arriving = null;
    for (const parcel of this.all.values()) if (!OVER.includes(parcel.state)) this.#become(parcel, "broken");
  }

  #heard(data) {
    if (typeof data !== "string") return this.#piece(data);
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    if (message?.offer) this.#offered(message);
    const words = { take: "going", refuse: "refused", cancel: "cancelled", got: "done", damaged: "damaged" };
    for (const word of Object.keys(words)) this.#answered(word, words[word], this.all.get(message?.[word]));
    if (message?.begin) this.#begin(this.all.get(message.begin));
    if (message?.end) this.#end(this.all.get(message.end));
  }

  #offered({ offer: id, name, size, sha256 }) {
    const sound =
      [id, name, sha256].every((text) => typeof text === "string") && id.length < 50 && /^[0-9a-f]{64}$/.test(sha256);
    if (!sound || this.all.has(id)) return;
    const waiting = [...this.all.values()].filter((one) => !one.mine && !OVER.includes(one.state));
    const fits = Number.isInteger(size) && size > 0 && size <= MOST_BYTES && waiting.length < MOST_OPEN;
    if (!fits) return this.#say({ refuse: id });
    const parcel = { id, name: cleanName(name), size, sha256, mine: false, done: 0, state: "offered" };
    this.all.set(id, parcel);
    this.on.changed(parcel);
  }

  #answered(word, state, parcel) {
    if (!parcel || OVER.includes(parcel.state)) return;
    if (word === "cancel") this.#become(parcel, state);
    else if (!parcel.mine) return;
    else if (word !== "take") this.#become(parcel, state);
    else if (parcel.state === "offered") {
      this.#become(parcel, "going");
      this.turn = this.turn.then(() => this.#send(parcel)).catch(() => this.cancel(parcel));
    }
  }

  async #send(parcel) {
    this.#say({ begin: parcel.id });
    for (let at = 0; parcel.state === "going" && at < parcel.size; at += PIECE) {
      const piece = await parcel.file.slice(at, at + PIECE).arrayBuffer();
      await this.#room();
      if (parcel.state !== "going") return;
      this.channel.send(piece);
      parcel.done = at + piece.byteLength;
      this.on.changed(parcel);
    }
    this.#say({ end: parcel.id });
  }

  // Until the channel has passed on what it holds.
  async #room() {
    const { channel } = this;
    if (channel.bufferedAmount <= FULL) return;
    await new Promise((go) => {
      for (const event of ["bufferedamountlow", "close"]) channel.addEventListener(event, go, { once: true });
    });
  }

  #begin(parcel) {
    this.arriving = parcel?.state === "going" && !parcel.mine ? parcel : null;
  }

  #piece(data) {
    const parcel = this.arriving;
    if (parcel?.state !== "going") return;
    parcel.done += data.byteLength;
    if (parcel.done > parcel.size) return this.#damaged(parcel);
    parcel.pieces.push(data);
    this.on.changed(parcel);
  }

  async #end(parcel) {
    if (parcel !== this.arriving || parcel?.state !== "going") return;
    this.arriving = null;
    const content = new Blob(parcel.pieces, { type: "application/octet-stream" });
    if (parcel.done !== parcel.size || (await digest(await content.arrayBuffer())) !== parcel.sha256)
      return this.#damaged(parcel);
    if (parcel.state !== "going") return;
    parcel.content = content;
    this.#become(parcel, "done");
    this.#say({ got: parcel.id });
  }

  #damaged(parcel) {
    this.#become(parcel, "damaged");
    this.#say({ damaged: parcel.id });
  }
}

async function digest(content) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A name alone: no folders, nothing invisible, nothing that turns letters around, no name that a system keeps for itself.
export function cleanName(name) {
  const plain = name
    .normalize("NFC")
    .replace(/^.*[/\\]/, "")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}<>:"|?*]/gu, "")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  const [, stem, ending] = /^(.*?)(\.[^.]{1,10})?$/s.exec(plain);
  const kept = [...stem].slice(0, LONGEST_NAME).join("") + (ending ?? "");
  return /^(con|prn|aux|nul|com\d|lpt\d)?(\.|$)/i.test(kept) ? `file${ending ?? ""}` : kept;
}
