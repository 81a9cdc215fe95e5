// Keeps the sound clear on a weak network. Below some room for bits the picture stops by itself; after a pause it is
// tried again, narrow and unseen, and comes back for good only when there is room for it and some to spare. Every try
// that fails doubles the pause. Sound is never touched.

const WEAK_BELOW = 150_000; // bits a second
const STRONG_ABOVE = 220_000;
const WEAK_FOR = 3000;
const STRONG_FOR = 2500;
const TRIED_FOR = 7000;
const TRIAL = 250_000; // the most that a picture takes while it is tried
const FIRST_PAUSE = 8000;
const LONGEST_PAUSE = 60_000;

export class Adaptation {
  // limit(most): how much picture may go, as Call.limitPicture; on: soundOnly, pictureBack
  constructor({ limit, on }) {
    this.limit = limit;
    this.on = on;
    this.pause = FIRST_PAUSE;
    this.#enter("full", null);
  }

  // Whether the picture is held back.
  get holds() {
    return this.state !== "full";
  }

  // How many bits a second the way can carry, as the browser thinks; sends: whether there is a picture to send at all.
  look(available, sends, now = performance.now()) {
    this.enteredAt ??= now;
    if (!sends) this.since = null;
    else if (this.state === "full" && this.#lasts(available < WEAK_BELOW, now) > WEAK_FOR) this.#hold(true);
    else if (this.state === "sound" && now - this.enteredAt > this.pause) this.#enter("trial", TRIAL);
    else if (this.state === "trial") this.#try(this.#lasts(available > STRONG_ABOVE, now), now - this.enteredAt);
  }

  // For how long it has been so without a break.
  #lasts(holds, now) {
    if (!holds) this.since = null;
    else this.since ??= now;
    return holds ? now - this.since : 0;
  }

  #try(strongFor, triedFor) {
    if (strongFor > STRONG_FOR) {
      this.pause = FIRST_PAUSE;
      this.#enter("full", null);
      this.on.pictureBack();
    } else if (triedFor > TRIED_FOR && !this.since) {
      this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
      this.#hold(false);
    }
  }

  #hold(first) {
    this.#enter("sound", 0);
    if (first) this.on.soundOnly();
  }

  #enter(state, most) {
    this.state = state;
    this.since = null;
    this.enteredAt = null;
    this.limit(most);
  }
}
