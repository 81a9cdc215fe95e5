// One connection between two browsers. It is brought up empty in the waiting room: ICE and DTLS, two transceivers
// without tracks, a channel. Joining only puts tracks in. One side (the specialist's) leads: it makes the connection and
// restarts it; the other side answers, and asks for a restart when it sees the need. Should that one's program offer all
// the same, it is answered; and when two offers cross, the leading side's stands and the other's is taken back (perfect
// negotiation: who follows is the polite one).

import { keysOf, refusal } from "./description.js";

const RESTART_PAUSE = 1500;
const HOPELESS_AFTER = 20000;
const UNANSWERED_AFTER = 2500;
const UP_WITHIN = 8000;
// At first a browser knows little of what the way carries: of a picture that looks too large for it frame after frame is
// let go, and what shrank by itself takes long to grow. So it starts small, is there at once, and grows with the room for it.
const SMALL = 4; // times smaller, in each direction
const GROWS_AFTER = 700;
const WIDE = 900_000; // bits a second

export class Call {
  // say(word, fields): to the server; on: track, channel, message, files (a channel of their own), state,
  // refused (why), relay (why there is none)
  // most: bits a second that its picture never exceeds; smaller: how many times smaller the picture is
  constructor({ leads, say, on, most = null, smaller = 1 }) {
    Object.assign(this, { leads, ceiling: most, smaller });
    this.say = say;
    this.on = on;
    this.servers = [];
    this.relayOnly = false;
    this.certificate = null; // of this device; without one the browser makes one for each connection
    this.tracks = { audio: null, video: null };
    this.most = null;
    this.carries = 0; // bits a second, as the browser thinks; 0 as long as it does not say
    this.outgoing = new MediaStream();
    this.incoming = new MediaStream();
    this.pc = null;
    this.id = "";
    this.n = 0;
    this.restartedAt = -Infinity;
    this.chain = this.limits = Promise.resolve();
    setInterval(() => this.#mind(), 500);
  }

  get connected() {
    return this.pc?.connectionState === "connected";
  }

  // Ours and theirs, as each side described itself.
  get bothKeys() {
    return [keysOf(this.pc.localDescription), this.keys];
  }

  useServers(servers, relayOnly) {
    this.servers = servers;
    this.relayOnly = relayOnly;
    this.pc?.setConfiguration(this.#configuration());
  }

  // The leading side: a new connection to a page that has none with us.
  begin() {
    this.#make(crypto.randomUUID());
    for (const kind of ["audio", "video"]) {
      this.pc.addTransceiver(kind, { direction: "sendrecv", streams: [this.outgoing] });
    }
    this.#hold();
    this.#attach();
    this.#offerInTurn(false);
  }

  end() {
    this.pc?.close();
    this.pc = null;
    this.id = "";
  }

  heard(message) {
    if (message.t === "desc") this.#inTurn(() => this.#description(message));
    else if (message.t === "cand") this.#inTurn(() => this.#candidate(message));
    else if (message.t === "restart" && this.leads && message.call === this.id) this.restart();
  }

  // What is sent from now on; null in the place of a track sends nothing.
  send(tracks) {
    this.tracks = tracks;
    return this.#attach();
  }

  // How much picture goes: at most so many bits a second, 0 none, null as much as the network carries.
  limitPicture(most) {
    this.most = most;
    return this.#limit();
  }

  // The way between us is broken or has changed. At most one restart in 1.5 s, and only the leading side makes it.
  restart() {
    const now = performance.now();
    if (!this.pc || now - this.restartedAt < RESTART_PAUSE) return;
    this.restartedAt = now;
    this.#shrink();
    if (!this.leads) this.owed = !this.say("restart", { call: this.id });
    else if (!this.connected && now - this.upAt > HOPELESS_AFTER) this.begin();
    else this.#offerInTurn(true);
  }

  // Nothing comes from the other side, so that hardly anything gets there: the picture waits, for what is sent now would
  // be asked for again later, and come before a new one. The sound goes on, as the sign by which each knows the other.
  wait() {
    this.waits = Boolean(this.put?.audio);
    if (this.waits) this.#limit();
  }

  goOn() {
    this.waits = false;
    this.#shrink();
  }

  // The line to the server is back: what it lost is said again.
  resumed() {
    if (!this.pc) return;
    if (this.leads && this.pc.signalingState === "have-local-offer") this.#describe(this.pc);
    else if (this.owed) this.owed = !this.say("restart", { call: this.id });
    else if (!this.connected) this.restart();
  }

  tell(message) {
    if (this.channel?.readyState !== "open") return false;
    this.channel.send(JSON.stringify(message));
    return true;
  }

  #configuration() {
    return {
      iceServers: this.servers,
      iceTransportPolicy: this.relayOnly ? "relay" : "all",
      bundlePolicy: "max-bundle",
      rtcpMuxPolicy: "require",
      ...(this.certificate && { certificates: [this.certificate] }), // the same for as long as the page lives
    };
  }

  #make(id) {
    this.pc?.close();
    const pc = new RTCPeerConnection(this.#configuration());
    this.pc = pc;
    this.id = id;
    this.n = 0;
    this.senders = {};
    this.put = { audio: null, video: null }; // the tracks that are in the senders
    this.early = [];
    this.keys = ""; // the other side's, from its first description: they stay for as long as this connection lives
    this.owed = false; // a restart that could not be asked for yet
    this.small = SMALL;
    this.grows = this.waits = false;
    this.upAt = this.offeredAt = performance.now();
    this.restartedAt = performance.now() - RESTART_PAUSE;
    pc.onicecandidate = ({ candidate }) => candidate?.candidate && pc === this.pc && this.#sayCandidate(candidate);
    pc.onconnectionstatechange = () => pc === this.pc && this.#changed(pc.connectionState);
    pc.onicecandidateerror = ({ errorCode, url }) => pc === this.pc && url.startsWith("turn") && this.on.relay(errorCode);
    pc.ontrack = () => pc === this.pc && this.#receive(pc);
    pc.ondatachannel = () => pc === this.pc && this.on.refused("streams");
    this.channel = pc.createDataChannel("room", { negotiated: true, id: 0 });
    this.channel.onopen = () => pc === this.pc && this.on.channel();
    this.channel.onmessage = ({ data }) => pc === this.pc && this.#hear(data);
    this.on.files(pc.createDataChannel("files", { negotiated: true, id: 1 }));
  }

  #changed(state) {
    if (state === "connected") {
      this.upAt = performance.now();
      this.#limit();
    }
    if (state === "disconnected" || state === "failed") this.restart();
    this.on.state(state);
  }

  #hear(text) {
    try {
      this.on.message(JSON.parse(text));
    } catch (error) {
      console.warn("room: channel:", error.name); // not a message of this room: let go
    }
  }

  #receive(pc) {
    for (const track of this.incoming.getTracks()) this.incoming.removeTrack(track);
    for (const { receiver } of pc.getTransceivers()) this.incoming.addTrack(receiver.track);
    this.on.track(this.incoming);
  }

  #hold() {
    for (const { sender, receiver } of this.pc.getTransceivers()) this.senders[receiver.track.kind] = sender;
  }

  async #attach() {
    const changed = Object.entries(this.senders ?? {}).filter(([kind]) => this.put[kind] !== this.tracks[kind]);
    for (const [kind] of changed) this.put[kind] = this.tracks[kind];
    if (this.put?.video) this.#growInTime();
    await Promise.allSettled(changed.map(([kind, sender]) => sender.replaceTrack(this.tracks[kind])));
  }

  #growInTime() {
    const { pc } = this;
    if (this.grows || this.small === 1) return;
    this.grows = true;
    setTimeout(() => pc === this.pc && this.#grow(), GROWS_AFTER);
  }

  // What comes first when the way is there again should be there at once, too.
  #shrink() {
    this.small = SMALL;
    this.#limit();
    if (this.put.video) this.#growInTime();
  }

  // To half the size in any case, and to the whole where there is room for it; not while the way is looked for.
  #grow() {
    this.grows = false;
    const settled = performance.now() - this.restartedAt > RESTART_PAUSE + GROWS_AFTER;
    if (settled && (this.small > 2 || !this.carries || this.carries > WIDE)) {
      this.small /= 2;
      this.#limit();
    }
    this.#growInTime();
  }

  #limit() {
    this.limits = this.limits.catch(() => {}).then(() => this.#setLimits()); // two at once would undo each other
    return this.limits;
  }

  // Sound goes first wherever packets queue; the picture takes what is left, and what it is allowed.
  async #setLimits() {
    for (const [kind, sender] of Object.entries(this.senders ?? {})) {
      const wanted = sender.getParameters();
      const [encoding] = wanted.encodings ?? [];
      if (!encoding) continue;
      encoding.priority = encoding.networkPriority = kind === "audio" ? "high" : "low";
      if (kind === "video") {
        const most = Math.min(this.most ?? Infinity, this.ceiling ?? Infinity);
        encoding.active = most !== 0 && !this.waits;
        encoding.scaleResolutionDownBy = Math.max(this.smaller, this.small);
        if (most && most < Infinity) encoding.maxBitrate = most;
        else delete encoding.maxBitrate;
      }
      await sender.setParameters(wanted).catch((error) => console.warn("room: limit:", error.name));
    }
  }

  // One thing after another: a description is taken in wholly before the candidates that follow it.
  #inTurn(work) {
    this.chain = this.chain.then(work).catch((error) => console.warn("room: call:", error.name));
  }

  #offerInTurn(iceRestart) {
    const { pc } = this;
    this.#inTurn(() => (pc === this.pc ? this.#offer(pc, iceRestart) : undefined));
  }

  async #offer(pc, iceRestart) {
    const pending = pc.signalingState === "have-local-offer";
    if (pending && !pc.currentRemoteDescription) return this.#describe(pc); // the first one has not been answered yet
    if (pending) await pc.setLocalDescription({ type: "rollback" });
    const offer = await pc.createOffer({ iceRestart });
    this.n += 1;
    await pc.setLocalDescription(offer);
    this.#describe(pc);
  }

  #describe(pc) {
    this.offeredAt = performance.now();
    const { type, sdp } = pc.localDescription;
    this.say("desc", { call: this.id, n: this.n, kind: type, sdp });
  }

  async #description({ call, n, kind, sdp }) {
    const why = refusal(sdp);
    if (why) return this.on.refused(why);
    const known = call === this.id ? this.keys : "";
    if (known && known !== keysOf({ sdp })) return this.on.refused("keys");
    const taken = kind === "offer" ? await this.#offered(call, n, sdp) : await this.#answered(call, n, sdp);
    if (!taken) return;
    this.keys = keysOf({ sdp });
    for (const candidate of this.early.splice(0)) await this.#add(candidate);
  }

  async #offered(call, n, sdp) {
    const known = call === this.id && this.pc;
    if (this.leads && !(known && this.pc.signalingState === "stable")) return false; // ours stands; theirs is taken back
    if (!known) this.#make(call);
    const pc = this.pc;
    await pc.setRemoteDescription({ type: "offer", sdp });
    for (const transceiver of pc.getTransceivers()) {
      transceiver.direction = "sendrecv";
      transceiver.sender.setStreams(this.outgoing);
    }
    this.#hold();
    await this.#attach();
    await pc.setLocalDescription();
    this.n = n;
    this.#describe(pc);
    return true;
  }

  async #answered(call, n, sdp) {
    const awaited = call === this.id && n === this.n && this.pc?.signalingState === "have-local-offer";
    if (awaited) await this.pc.setRemoteDescription({ type: "answer", sdp });
    return awaited;
  }

  async #candidate({ call, cand, mid, ufrag }) {
    if (call !== this.id || !this.pc) return;
    const candidate = { candidate: cand, sdpMid: mid, usernameFragment: ufrag };
    if (this.pc.remoteDescription) await this.#add(candidate);
    else this.early.push(candidate);
  }

  async #add(candidate) {
    await this.pc.addIceCandidate(candidate).catch(() => {}); // of an earlier restart: no longer of use
  }

  #sayCandidate({ candidate, sdpMid, usernameFragment }) {
    const fields = { call: this.id, n: this.n, cand: candidate, mid: sdpMid ?? "0" };
    this.say("cand", usernameFragment ? { ...fields, ufrag: usernameFragment } : fields);
  }

  // An offer that nobody answered is said again; a connection that does not come up is restarted, also one of which the
  // browser says nothing: it waits for ever for ways that got lost.
  #mind() {
    const since = performance.now() - this.offeredAt;
    if (!this.pc || since < UNANSWERED_AFTER) return;
    const broken = ["disconnected", "failed"].includes(this.pc.connectionState);
    if (this.leads && this.pc.signalingState === "have-local-offer") this.#describe(this.pc);
    else if (broken || (!this.connected && since > UP_WITHIN)) this.restart();
  }
}
