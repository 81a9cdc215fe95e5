// How long one waits for somebody who does not come, and what then: the stages come from the server, with its clock.

const EVERY = 1000;

export class Waiting {
  // stages: [{since, text, help}] in order; now: the server's moment; tell(stage or null), at each change
  constructor({ stages, now, tell }) {
    this.stages = stages.map((stage) => ({ ...stage, since: Date.parse(stage.since) }));
    this.ahead = Date.parse(now) - Date.now();
    this.tell = tell;
    this.alone = false;
    this.told = null;
    setInterval(() => this.#look(), EVERY);
  }

  on(alone) {
    this.alone = alone;
    this.#look();
  }

  #look() {
    const now = Date.now() + this.ahead;
    const stage = this.alone ? (this.stages.findLast(({ since }) => since <= now) ?? null) : null;
    if (stage === this.told) return;
    this.told = stage;
    this.tell(stage);
  }
}
