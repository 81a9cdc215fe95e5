// The line to the server: one socket that notices by itself when it is dead, and comes back. Media does not depend on it.

export const CODES = { malformed: 4400, expired: 4401, refused: 4403, silent: 4408, takenOver: 4409, tooLarge: 4413, tooFast: 4429 };
const VERSION = 1;
const PING_AFTER = 1000; // a line over which nothing came for so long is asked
const DEAD_AFTER = 2200; // and given up after this; the browser itself would wait for minutes
const CONNECT_WITHIN = 3000; // grows with every try, to 6 s: a lost SYN is said again by a new try, not after 15 s
const WAITS = [0, 150, 400, 1000, 2000, 4000];
const MOST_WAITING = 500;

export class Line {
  // passes: gives passes; greet(): what hello says besides; on: open, message, closed, refused, takenOver
  constructor({ path, passes, greet, on }) {
    this.url = new URL(path, location.href.replace(/^http/, "ws")).href;
    this.passes = passes;
    this.greet = greet;
    this.on = on;
    this.socket = null;
    this.ready = false;
    this.ended = false;
    this.tries = 0;
    this.unsaid = [];
    this.ticked = performance.now();
    setInterval(() => this.#tick(), 250);
  }

  async open() {
    clearTimeout(this.timer);
    if (this.ended) return;
    this.#drop();
    const pass = await this.passes.current().catch((refusal) => this.#noPass(refusal));
    if (!pass || this.socket || this.ended) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.heardAt = performance.now();
    this.asked = false;
    socket.onopen = () => {
      this.heardAt = performance.now();
      socket.send(JSON.stringify({ t: "hello", v: VERSION, pass, ...this.greet() }));
    };
    socket.onmessage = (event) => socket === this.socket && this.#heard(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.#closed(event.code);
  }

  // Candidates wait for the line to come back; a description is said again by whoever made it; the rest is of the moment.
  say(word, fields = {}) {
    if (this.ready) this.socket.send(JSON.stringify({ t: word, ...fields }));
    else if (word === "cand" && this.unsaid.length < MOST_WAITING) this.unsaid.push(fields);
    return this.ready;
  }

  end(word) {
    if (word) this.say(word);
    this.ended = true;
    clearTimeout(this.timer);
    this.socket?.close(1000);
  }

  // The network changed: the old socket may look alive for minutes.
  again() {
    if (this.ended) return;
    this.tries = 0;
    this.open();
  }

  #heard(message) {
    this.heardAt = performance.now();
    this.asked = false;
    if (message.t === "pong") return;
    if (message.t === "ice" && !this.ready) {
      this.ready = true;
      this.tries = 0;
      this.on.message(message);
      this.on.open();
      for (const fields of this.unsaid.splice(0)) this.say("cand", fields);
      return;
    }
    this.on.message(message);
  }

  #tick() {
    const now = performance.now();
    if (now - this.ticked > 1500) this.heardAt = Math.max(this.heardAt ?? 0, now - PING_AFTER); // the page itself slept
    this.ticked = now;
    if (!this.socket || this.ended) return;
    const silence = now - this.heardAt;
    const patience = this.ready ? DEAD_AFTER : CONNECT_WITHIN + 750 * Math.min(this.tries, 4);
    if (silence > patience) this.#closed(0);
    else if (silence > PING_AFTER && this.ready && !this.asked) {
      this.asked = true;
      this.say("ping");
    }
  }

  #closed(code) {
    this.#drop();
    if (this.ended) return;
    if (code === CODES.takenOver) return this.#over(() => this.on.takenOver());
    if (code === CODES.refused) return this.#over(() => this.on.refused());
    if (code === CODES.expired) this.passes.forget();
    this.on.closed();
    this.#later();
  }

  #noPass(refusal) {
    if (refusal.final) this.#over(() => this.on.refused());
    else this.#later();
    return null;
  }

  #later() {
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), wait * (0.7 + 0.6 * Math.random()));
  }

  #over(tell) {
    this.ended = true;
    tell();
  }

  #drop() {
    const socket = this.socket;
    this.socket = null;
    this.ready = false;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }
}

// A pass lives for minutes; the page fetches the next one in time, and so stays admitted only as long as it may.
export class Passes {
  constructor({ address, csrf, first, lasts }) {
    this.address = address;
    this.csrf = csrf;
    this.lasts = lasts * 1000;
    this.pass = first;
    this.since = performance.now();
  }

  get age() {
    return performance.now() - this.since;
  }

  forget() {
    this.pass = "";
  }

  async current() {
    if (this.pass && this.age < this.lasts * 0.8) return this.pass;
    return this.fresh();
  }

  async fresh() {
    this.pass = (await ask(this.address, this.csrf)).pass;
    this.since = performance.now();
    return this.pass;
  }
}

// Asks our server for something, without a word of what is said in the room. Throws; `final`: it will not change its mind.
export async function ask(address, csrf) {
  const headers = { "X-CSRFToken": csrf, Accept: "application/json" };
  const answer = await fetch(address, { method: "POST", headers, signal: AbortSignal.timeout(8000) });
  if (!answer.ok) throw Object.assign(new Error("refused"), { final: [403, 404].includes(answer.status) });
  return answer.json();
}
