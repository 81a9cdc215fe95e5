// How good the connection is, in words: good, unsteady, weak, sound only. It changes when it has been so for a while,
// and is read out when it has got worse or is well again, not at each breath of the network.

const TWICE = 2; // looks in a row, about two seconds each
const QUIET_FOR = 30_000;

export class Quality {
  // show(key): what stands in the corner; tell(key): what is read out
  constructor({ show, tell }) {
    Object.assign(this, { show, tell });
    this.shown = this.seen = "";
    this.said = "good";
    this.times = 0;
    this.saidAt = -Infinity;
  }

  // Where the picture rests for the sound's sake, that is what there is to say.
  word(key, notices) {
    const soundOnly = key && ["weak", "peerWeak"].some((one) => notices.has(one));
    return soundOnly ? "sound" : key;
  }

  hear(key, now = performance.now()) {
    this.times = key === this.seen ? this.times + 1 : 1;
    this.seen = key;
    if (key && this.times < TWICE) return;
    if (key !== this.shown) this.show(key);
    this.shown = key;
    if (!key || key === this.said || now - this.saidAt < QUIET_FOR) return;
    this.said = key;
    this.saidAt = now;
    this.tell(`quality_${key}`);
  }
}
