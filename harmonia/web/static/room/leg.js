// One of the connections of a room for three: from this page to one other, beside that of the two. It has keys and three
// words of its own, and stands or falls alone. The two lead it, and a guest follows. Nothing flows in it before both of
// its ends have opened it: the two do while they are together, a guest does when he has come in.

import { Adaptation } from "./adapt.js";
import { Call } from "./call.js";
import { Verifier } from "./verify.js";
import { Watch } from "./watch.js";

const GUEST = "guest";
const GONE_AFTER = 5000; // whoever's line is away for so long has gone, and may have been put out meanwhile
const MOST = 700_000; // bits a second: each picture of a room for three goes out twice
const SMALLER = 2;
const LONGEST_NAME = 60;

export class Leg {
  // me, other: places; say(word, fields): to the server; on: changed, words (bytes or null), unsafe(why),
  // chat(text), caption(line), relay (there is none to be had)
  constructor({ room, me, other, say, on }) {
    Object.assign(this, { me, other, on });
    this.tracks = { audio: null, video: null };
    this.opened = { mine: false, theirs: false };
    this.peer = { here: false, joined: false, page: "", name: "", sound: true, picture: true, screen: false, weak: false };
    this.lost = false;
    this.say = (word, fields) => say(word, { ...fields, to: other, from: me });
    this.call = new Call({
      leads: me !== GUEST,
      most: MOST,
      smaller: SMALLER,
      say: this.say,
      on: {
        track: () => this.#changed(),
        channel: () => this.#introduce(),
        message: (message) => this.#told(message),
        files() {}, // from browser to browser of the two only
        state: (state) => this.#state(state),
        refused: (why) => this.on.unsafe(why === "keys" ? "unsafe" : "foreign"),
        relay: () => this.on.relay?.(),
      },
    });
    this.verifier = new Verifier({
      room,
      role: me,
      other,
      say: this.say,
      on: { known: (bytes) => this.on.words(bytes), broken: () => this.on.unsafe("unsafe") },
    });
    this.adaptation = new Adaptation({
      limit: (most) => this.call.limitPicture(most),
      on: { soundOnly: () => this.tell({ weak: true }), pictureBack: () => this.tell({ weak: false }) },
    });
    this.watch = new Watch({
      call: this.call,
      expects: () => this.flows && (this.peer.sound || this.peer.picture),
      on: {
        flowing: () => this.#lose(false),
        stalled: () => (this.#lose(true), this.call.restart()),
        room: (bits) => this.adaptation.look(bits, this.flows && Boolean(this.tracks.video)),
        quality() {},
      },
    });
  }

  // Whether both ends have opened it.
  get flows() {
    return this.peer.here && this.opened.mine && this.opened.theirs;
  }

  heard(message) {
    const { t, left } = message;
    if (t === "peer") this.#arrived(message);
    else if (t === "peer-gone") this.#away(left ? 0 : GONE_AFTER);
    else if (t === "state") this.#put({ sound: message.sound, picture: message.picture, screen: message.screen });
    else if (["commit", "reveal"].includes(t)) this.verifier.heard(message);
    else if (["desc", "cand", "restart"].includes(t) && this.peer.here) this.call.heard(message);
  }

  // What goes out as soon as it flows, and what the other end is told of it.
  give({ tracks, open, name = "", sound, picture, screen }) {
    const [opens, shows] = [open !== this.opened.mine || name !== this.name, JSON.stringify({ sound, picture, screen })];
    Object.assign(this, { tracks, name });
    this.opened.mine = open;
    if (opens) this.#introduce();
    if (shows !== JSON.stringify(this.given)) {
      this.given = { sound, picture, screen };
      this.tellState();
    }
    this.#changed();
  }

  tellState() {
    if (this.peer.here && this.given) this.say("state", this.given);
  }

  // Over the channel between the two browsers.
  tell(message) {
    return this.call.tell(message);
  }

  // The line to the server is back: a guest who is not named again within some seconds has gone meanwhile.
  resumed() {
    if (this.peer.here) this.#away(GONE_AFTER);
  }

  // A connection that knows nothing of the former one.
  anew() {
    if (!this.peer.here) return;
    if (this.call.leads) this.call.begin();
    else this.call.end();
  }

  end() {
    clearTimeout(this.timer);
    this.call.end();
    this.opened.theirs = false;
    Object.assign(this.peer, { here: false, joined: false, page: "", name: "", weak: false });
    this.on.words(null);
    this.#changed();
  }

  #arrived({ page, joined }) {
    clearTimeout(this.timer);
    const other = page !== this.peer.page;
    this.#put({ here: true, joined, page });
    if (other) this.on.words(null);
    if (other && this.call.leads) this.call.begin();
    else this.call.resumed();
    if (!other && this.call.connected) this.verifier.again();
    this.tellState();
  }

  // It is the two who close: a guest waits for them, since what they hear of each other may go on without the server.
  #away(after) {
    clearTimeout(this.timer);
    if (after && this.me === GUEST) return;
    this.timer = setTimeout(() => this.end(), after);
  }

  #put(changes) {
    Object.assign(this.peer, changes);
    this.#changed();
  }

  #introduce() {
    this.tell({ open: this.opened.mine, name: this.name ?? "", weak: this.adaptation.holds });
  }

  #told(message) {
    const { open, name, weak, chat, caption } = message;
    if (typeof open === "boolean") this.opened.theirs = open;
    if (typeof name === "string") this.peer.name = name.replace(/\p{C}/gu, "").trim().slice(0, LONGEST_NAME);
    if (typeof weak === "boolean") this.peer.weak = weak;
    if (this.flows && typeof chat === "string") this.on.chat(chat);
    if (this.flows && caption) this.on.caption(caption);
    this.#changed();
  }

  #state(state) {
    if (state === "connected") {
      this.#lose(false);
      this.verifier.begin(this.call.id, ...this.call.bothKeys);
    }
    if (state === "failed") this.#lose(this.flows);
  }

  #lose(lost) {
    if (lost === this.lost) return;
    this.lost = lost;
    this.#changed();
  }

  #changed() {
    this.#send();
    this.on.changed();
  }

  #send() {
    this.call.send(this.flows ? this.tracks : { audio: null, video: null });
  }
}
