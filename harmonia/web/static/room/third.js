// The guest, on the page of each of the two: seen and heard as soon as the two are together, and put out by either of
// them. Whoever does so closes the guest's connection here first, then tells the server, which closes his line and tells
// the other one. Of a guest nothing is remembered, and his presence counts for nothing.

import { Leg } from "./leg.js";
import { ask } from "./line.js";
import { Tile } from "./tile.js";

const GUEST = "guest";
const find = (name) => document.querySelector(`[data-room="${name}"]`);

export class Third {
  // config: of the page; say(word, fields): to the server; on: said(key), chat(text, author), caption, changed,
  // out (put out here)
  constructor({ config, say, on }) {
    Object.assign(this, { config, on, here: false, flowed: false, barred: "" });
    this.tile = new Tile({ place: GUEST, words: config.words, name: config.words.guest, differ: () => this.putOut() });
    this.leg = new Leg({
      room: config.id,
      me: config.role,
      other: GUEST,
      say,
      on: {
        changed: () => this.#show(),
        words: (bytes) => this.tile.compare(bytes),
        unsafe: () => this.putOut("guestUnsafe"),
        chat: (text) => on.chat(text, this.name),
        caption: on.caption,
      },
    });
    find("guestOut").addEventListener("click", () => find("guestDialog").showModal());
    find("guestOutNow").addEventListener("click", () => this.putOut());
  }

  // What the server says of the guest, or a guest says.
  static speaks({ from, role }) {
    return from === GUEST || role === GUEST;
  }

  get name() {
    return this.leg.peer.name || this.config.words.guest;
  }

  heard(message) {
    if (message.t === "peer" && message.page === this.barred) return;
    this.leg.heard(message);
  }

  async putOut(why = "guestOut") {
    const { here } = this.leg.peer;
    this.gone();
    this.on.out();
    if (here) this.on.said(why);
    await ask(this.config.guest_out, this.config.csrf).catch(() => this.on.said("guestStill"));
  }

  // The other one of the two has put him out: this page does not connect to that page of his again.
  gone() {
    this.barred = this.leg.peer.page;
    this.leg.end();
  }

  #show() {
    const { peer, flows } = this.leg;
    this.tile.show(this.leg);
    this.tile.root.hidden = !peer.here;
    find("guestPresence").hidden = !peer.here;
    if (peer.here !== this.here) this.on.said(peer.here ? "guestHere" : "guestGone");
    if (flows !== this.flowed) this.on.changed();
    this.here = peer.here;
    this.flowed = flows;
  }
}
