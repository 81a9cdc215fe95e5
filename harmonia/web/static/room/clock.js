// One clock for both: the server's times of the session, and the server's idea of now. The device's own clock may be
// wrong by hours; it is only asked how much time has passed.

const EVERY = 1000;
const MINUTE = 60_000;
const SOON = 5 * MINUTE;

export class Clock {
  // starts, ends: milliseconds of the server; show(key, minutes): what stands in the corner; tell(key): said once, false
  // if nobody is there to hear it yet
  constructor({ starts, ends, now, show, tell }) {
    Object.assign(this, { starts, ends, show, tell });
    this.told = new Set();
    this.set(now);
    setInterval(() => this.#look(), EVERY);
  }

  // The line brings the server's moment with every greeting, so a page that is hours old shows what the other one shows.
  set(now) {
    if (Number.isFinite(now)) this.ahead = now - performance.now();
  }

  get now() {
    return performance.now() + this.ahead;
  }

  #look() {
    const { now } = this;
    if (now < this.starts) return this.show("clockBefore", Math.ceil((this.starts - now) / MINUTE));
    if (now >= this.ends) this.#once("clockOver");
    else if (this.ends - now <= SOON) this.#once("clockSoon");
    this.show(now < this.ends ? "clockLeft" : "clockOver", Math.ceil((this.ends - now) / MINUTE));
  }

  #once(key) {
    if (!this.told.has(key) && this.tell(key) !== false) this.told.add(key);
  }
}
