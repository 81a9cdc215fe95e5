// Are the two of us connected to each other, and to nobody in between? Commit, then reveal, as in ZRTP: each side first
// sends a hash over its own keys and a random number, and only then the number. So whoever swaps keys on the way, our
// own server too, has one guess in 16.7 million at making both sides see the same words, and no second one.
// The arithmetic, and what this does not prove: docs/verified-calls.md.

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const digest = (...parts) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(parts.join("\n")));

export class Verifier {
  // role, other: the places of the two who compare; say(word, fields): to the server, which hands it over;
  // on: known(three bytes, their keys), broken()
  constructor({ room, role, other = role === "specialist" ? "client" : "specialist", say, on }) {
    this.room = room;
    this.roles = [role, other];
    this.say = say;
    this.on = on;
    this.call = "";
    this.early = [];
  }

  // The connection is up: its keys are known from now on, and stay (Call refuses others). As the descriptions said them:
  // a browser that is told of several keys remembers one.
  async begin(call, mine, theirs) {
    if (call === this.call) return this.again();
    this.call = call;
    this.hash = this.theirHash = this.theirNonce = "";
    this.mine = mine;
    this.theirs = theirs;
    this.nonce = hex(crypto.getRandomValues(new Uint8Array(32)));
    const hash = hex(await digest(this.room, call, this.roles[0], this.mine, this.nonce));
    if (call !== this.call) return;
    this.hash = hash;
    this.again();
    for (const message of this.early.splice(0)) await this.heard(message);
  }

  // Said again when the line has been away: the same hash, and the number only to whoever has committed.
  again() {
    if (!this.hash) return;
    this.say("commit", { call: this.call, hash: this.hash });
    if (this.theirHash) this.say("reveal", { call: this.call, nonce: this.nonce });
  }

  async heard(message) {
    if (message.call !== this.call || !this.hash) {
      this.early = [...this.early.filter(({ call }) => call === message.call), message].slice(-4);
    } else if (message.t === "commit") this.#committed(message.hash);
    else if (message.t === "reveal" && this.theirHash && !this.theirNonce) await this.#revealed(message.nonce);
  }

  #committed(hash) {
    if (this.theirHash && this.theirHash !== hash) return this.on.broken(); // one commitment a connection
    const first = !this.theirHash;
    this.theirHash = hash;
    if (first) this.say("reveal", { call: this.call, nonce: this.nonce });
  }

  async #revealed(nonce) {
    const { call } = this;
    this.theirNonce = nonce;
    const expected = hex(await digest(this.room, call, this.roles[1], this.theirs, nonce));
    if (call !== this.call) return;
    if (expected !== this.theirHash) return this.on.broken();
    const both = [[this.roles[0], this.mine, this.nonce], [this.roles[1], this.theirs, nonce]].sort();
    const keysThenNonces = [...both.map((one) => one[1]), ...both.map((one) => one[2])];
    const bytes = new Uint8Array(await digest(this.room, call, ...keysThenNonces)).slice(0, 3);
    if (call === this.call) this.on.known([...bytes], this.theirs);
  }
}
