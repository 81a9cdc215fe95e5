// Watches what flows: notices a stall long before the browser says "disconnected", counts bytes, puts quality into words.

const EVERY = 350;
const WHILE_STALLED = 100;
const STALLED_AFTER = 700;

export class Watch {
  // expects(): whether the other side should be sending now; on: stalled, flowing, room (bits a second), quality
  constructor({ call, expects, on }) {
    this.call = call;
    this.expects = expects;
    this.on = on;
    this.before = { sent: 0, received: 0 }; // of connections that have been replaced
    this.now = { sent: 0, received: 0 };
    this.forget();
    this.#keepLooking();
  }

  get counts() {
    return { sent: this.before.sent + this.now.sent, received: this.before.received + this.now.received };
  }

  get up() {
    return this.counts.received > 0;
  }

  forget() {
    this.before = this.counts;
    this.now = { sent: 0, received: 0 };
    this.packets = 0;
    this.movedAt = performance.now();
    this.flowing = this.stalled = false;
    this.looks = 0;
  }

  #keepLooking() {
    const later = () => setTimeout(() => this.#keepLooking(), this.stalled ? WHILE_STALLED : EVERY);
    this.#look().finally(later);
  }

  async #look() {
    const { pc } = this.call;
    if (pc !== this.pc) {
      this.forget();
      this.pc = pc;
    }
    if (!pc || pc.connectionState === "new") return;
    const figures = read(await pc.getStats());
    if (pc !== this.call.pc) return;
    this.now = { sent: figures.sent, received: figures.received };
    this.#movement(figures.packets);
    this.call.carries = figures.available;
    if (figures.available) this.on.room(figures.available);
    this.looks += 1;
    if (this.looks % 6 === 0) this.on.quality(inWords(figures, this.last), figures);
    if (this.looks % 6 === 0) this.last = figures;
  }

  #movement(packets) {
    const now = performance.now();
    if (packets > this.packets) {
      this.packets = packets;
      this.movedAt = now;
      if (!this.flowing || this.stalled) this.on.flowing();
      this.flowing = true;
      this.#stall(false);
    } else if (!this.expects()) {
      this.movedAt = now;
      this.flowing = false;
      this.#stall(false);
    } else if (this.flowing && now - this.movedAt > STALLED_AFTER) {
      this.#stall(true);
      this.on.stalled();
    }
  }

  #stall(stalled) {
    if (stalled === this.stalled) return;
    this.stalled = stalled;
    if (stalled) this.call.wait();
    else this.call.goOn();
  }
}

function read(stats) {
  const figures = { sent: 0, received: 0, packets: 0, lost: 0, available: 0, roundTrip: 0, way: "" };
  for (const one of stats.values()) {
    if (one.type === "inbound-rtp") {
      figures.received += one.bytesReceived ?? 0;
      figures.packets += one.packetsReceived ?? 0;
      figures.lost += Math.max(0, one.packetsLost ?? 0);
    } else if (one.type === "outbound-rtp") {
      figures.sent += one.bytesSent ?? 0;
    } else if (one.type === "transport" && one.selectedCandidatePairId) {
      const pair = stats.get(one.selectedCandidatePairId);
      figures.available = pair?.availableOutgoingBitrate ?? 0;
      figures.roundTrip = pair?.currentRoundTripTime ?? 0;
      const ends = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)];
      figures.way = ends.map((end) => end?.candidateType ?? "").join("/");
    }
  }
  return figures;
}

function inWords(figures, last) {
  const packets = figures.packets - (last?.packets ?? 0);
  const lost = figures.lost - (last?.lost ?? 0);
  if (!last || packets <= 0) return "";
  const share = Math.max(0, lost) / (packets + Math.max(0, lost));
  if (share > 0.08 || figures.roundTrip > 0.6) return "weak";
  return share > 0.02 || figures.roundTrip > 0.3 ? "fair" : "good";
}
