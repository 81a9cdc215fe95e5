// The room: puts the line, the call, the devices and the page together, and decides when media may flow.
// Not one packet of sound or picture leaves before both sides have said that they join, and the specialist lets the
// other one in: whoever comes in while the other waits has said so by it.

import { Adaptation } from "./adapt.js";
import { Call } from "./call.js";
import { Captions } from "./captions.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { Files } from "./files.js";
import { listenToKeys } from "./keys.js";
import { Line, Passes } from "./line.js";
import { Memory } from "./memory.js";
import { Own } from "./own.js";
import { Parcels } from "./parcels.js";
import { Quality } from "./quality.js";
import { Third } from "./third.js";
import { Tools } from "./tools.js";
import { offerTrying } from "./tryout.js";
import { Relay } from "./relay.js";
import { Safety } from "./safety.js";
import { Verifier } from "./verify.js";
import { View } from "./view.js";
import { Waiting } from "./waiting.js";
import { Watch } from "./watch.js";

const config = JSON.parse(document.getElementById("room-config").textContent);
const NOTHING = { audio: null, video: null };
const REPORT_EVERY = 20000;
const GONE_AFTER = 20000;
const memory = `room ${config.id}`; // in this tab only: after a reload one is back in without asking again

const hosts = config.role === "specialist";

const me = { page: crypto.randomUUID(), joined: false, admitted: false, sound: true, picture: true, screen: false };
const peer = { here: false, joined: false, page: "", sound: true, picture: true, screen: false, weak: false };

const view = new View(config.words);
const own = new Own({
  view,
  memory: new Memory(),
  files: config.blur,
  me,
  heard: () => [view.parts.remote, third.tile.video],
  on: { changed: () => (tellState(), apply()) },
});
const passes = new Passes({ address: config.pass_address, csrf: config.csrf, first: config.pass, lasts: config.pass_seconds });
let wakeLock = null;
let goneTimer = 0;

const line = new Line({
  path: config.socket,
  passes,
  greet: () => ({ page: me.page, joined: me.joined }),
  on: {
    open() {
      view.notice("noService", false);
      third.leg.resumed();
      tellState();
    },
    message: heard,
    closed: () => view.notice("noService", true),
    refused: () => over("refused"),
    takenOver: () => over("takenOver"),
  },
});

const call = new Call({
  leads: config.role === "specialist",
  say: (word, fields) => line.say(word, fields),
  on: {
    track: (stream) => view.remote(stream),
    channel: sayDirectly,
    message: heardDirectly,
    files: (channel) => parcels.use(channel),
    state: (state) => {
      if (state === "connected") {
        view.notice("lost", false);
        relay.worked();
        verifier.begin(call.id, ...call.bothKeys);
      }
      if (state === "failed") view.notice("lost", together());
    },
    refused: (why) => stop(why === "keys" ? "unsafe" : "foreign"),
    relay: () => relay.failed(),
  },
});

const watch = new Watch({
  call,
  expects: () => together() && (peer.sound || peer.picture),
  on: {
    flowing: () => (view.notice("lost", false), report()),
    stalled: () => (view.notice("lost", true), call.restart()),
    room: (bits) => adaptation.look(bits, together() && Boolean(own.picture)),
    quality: (key, figures) => (quality.hear(together() ? quality.word(key, view.notices) : ""), (state.figures = figures)),
  },
});

const adaptation = new Adaptation({
  limit: (most) => call.limitPicture(most),
  on: { soundOnly: () => sayWeak(true), pictureBack: () => sayWeak(false) },
});

const third = new Third({
  config,
  say: (word, fields) => line.say(word, fields),
  on: {
    said: (key) => view.say(key),
    chat: (text, author) => chat.heard(text, author),
    caption: (caption) => captions.heard(caption),
    changed: () => openWriting(together()),
    out: () => call.tell({ guestOut: true }),
  },
});
const everyWay = {
  useServers: (...how) => [call, third.leg.call].forEach((one) => one.useServers(...how)),
  restart: () => [call, third.leg.call].forEach((one) => one.restart()),
  get connected() {
    return call.connected;
  },
};
const relay = new Relay({ call: everyWay, memory: own.devices.memory, on: { said: (key) => view.say(key), anew: connectAnew } });
const safety = new Safety({
  pair: config.pair,
  words: config.words,
  on: { changed: (is) => view.notice("keysChanged", is), differ: () => stop("differ") },
});
const verifier = new Verifier({
  room: config.id,
  role: config.role,
  say: (word, fields) => line.say(word, fields),
  on: { known: (bytes, theirs) => safety.known(bytes, theirs), broken: () => stop("unsafe") },
});
const waiting = new Waiting({ stages: config.waiting, now: config.now, tell: (stage) => view.waitingFor(stage) });
const chat = new Chat({ tell: tellAll, words: config.words, say: (key) => view.say(key) });
const parcels = new Parcels({ on: { changed: (parcel) => files.show(parcel) } });
const files = new Files({ parcels, words: config.words, note: (text) => chat.note(text), arrived: () => chat.arrived("fileOffered") });
const captions = new Captions({ tell: tellAll, sent: (gone) => view.say(gone ? "captionSent" : "chatNotSent") });
const tools = new Tools({ view, captions });
const quality = new Quality({ show: (key) => view.quality(key), tell: (key) => view.say(key) });
const clock = new Clock({
  starts: Date.parse(config.starts),
  ends: Date.parse(config.ends),
  now: Date.parse(config.now),
  show: (key, minutes) => view.clock(key, minutes),
  tell: (key) => me.joined && view.soon(key),
});
const { devices, blur } = own;
const state = { me, peer, call, line, watch, devices, verifier, adaptation, relay, blur, parcels, clock, quality, third, figures: null };
globalThis.harmoniaRoom = state; // for whoever looks into it with the browser's own tools, and for the tests

function together() {
  return me.joined && peer.joined && me.admitted;
}

const ANSWERS = {
  ice({ servers, relay: proposed, now }) {
    clock.set(now);
    relay.offered(servers, proposed);
  },
  joined() {},
  peer({ page, joined }) {
    clearTimeout(goneTimer);
    const other = page !== peer.page;
    Object.assign(peer, { here: true, joined, page });
    if (other) safety.forget();
    if (other && call.leads) call.begin();
    else call.resumed();
    if (!other && call.connected) verifier.again();
    if (hosts && me.admitted) line.say("admit");
    tellState();
    apply();
  },
  "peer-gone"({ left }) {
    peer.here = false;
    clearTimeout(goneTimer);
    const gone = () => {
      Object.assign(peer, { joined: false });
      apply();
    };
    if (left) gone();
    else goneTimer = setTimeout(gone, GONE_AFTER); // his line is away; what we hear of each other may go on
    apply();
  },
  state({ sound, picture, screen }) {
    Object.assign(peer, { sound, picture, screen });
    apply();
  },
  admit: letIn,
  bye: ({ why }) => over(why ?? "ended"),
  stop: ({ why }) => over(why),
  desc: (message) => call.heard(message),
  cand: (message) => call.heard(message),
  restart: (message) => call.heard(message),
  commit: (message) => verifier.heard(message),
  reveal: (message) => verifier.heard(message),
};

function heard(message) {
  if (Third.speaks(message)) third.heard(message);
  else ANSWERS[message.t]?.(message);
}

function tellAll(message) {
  const [toThem, toGuest] = [call.tell(message), third.leg.flows && third.leg.tell(message)];
  return toThem || toGuest;
}

function sayDirectly() {
  if (me.joined) call.tell({ joined: me.page });
  if (hosts && me.admitted) call.tell({ admits: me.page });
  call.tell({ weak: adaptation.holds });
}

// Over the channel between the two browsers: quicker than through the server, and nobody else hears it.
function heardDirectly(message) {
  if (message.joined && message.joined === peer.page && !peer.joined) {
    peer.joined = true;
    apply();
  }
  if (message.admits && message.admits === peer.page) letIn();
  if (typeof message.chat === "string") chat.heard(message.chat);
  if (typeof message.weak === "boolean") {
    peer.weak = message.weak;
    apply();
  }
  if (message.caption) captions.heard(message.caption);
  if (message.guestOut === true) third.gone();
}

// The specialist lets the other one in, once: whoever reloads or comes back is not asked again.
function admit() {
  line.say("admit");
  call.tell({ admits: me.page });
  letIn();
  remember();
}

function letIn() {
  if (me.admitted) return;
  me.admitted = true;
  apply();
}

// The one place that decides what is sent.
function apply() {
  const open = together();
  call.send(open ? own.tracks : NOTHING);
  if (me.joined) view.open("call");
  const unasked = me.joined && peer.here && !me.admitted;
  view.peer({
    here: peer.here || (open && call.connected),
    joined: peer.joined,
    together: open,
    asks: hosts && unasked,
    waits: !hosts && unasked && peer.joined,
  });
  waiting.on(!open && !peer.here);
  view.notice("awayForMoment", open && !peer.here && !call.connected);
  view.notice("peerWeak", open && peer.weak);
  view.theirs({ ...peer, picture: peer.picture && !peer.weak });
  third.leg.give({ tracks: own.tracks, open, ...me });
  openWriting(open);
}

function openWriting(open) {
  chat.open(open || third.leg.flows);
  files.open(open);
}

function tellState() {
  line.say("state", { sound: me.sound, picture: me.picture, screen: me.screen });
}

// On a weak network the picture waits: both are told, and the camera stays as its owner left it.
function sayWeak(weak) {
  call.tell({ weak });
  view.notice("weak", weak);
  view.say(weak ? "weak" : "strong");
}

function join() {
  if (me.joined) return;
  me.joined = true;
  call.tell({ joined: me.page });
  line.say("join");
  if (hosts && (peer.here || me.admitted)) admit();
  own.meter.stop();
  remember();
  keepAwake();
  own.show();
}

function leave() {
  report();
  line.end("leave");
  over("left");
}

function end() {
  line.say("bye");
  location.assign(config.after);
}

// The leading side makes a new connection at once; for the other one it does so when it sees a new page.
function connectAnew() {
  third.leg.anew();
  if (call.leads) return call.begin();
  call.end();
  me.page = crypto.randomUUID();
  line.again();
}

// Something is wrong with the connection itself: both sides end it, each with words.
function stop(why) {
  if (line.ended) return;
  line.say("stop", { why });
  line.end("leave");
  over(why);
}

function over(key) {
  me.joined = false;
  if (key !== "takenOver") remember();
  line.end();
  call.end();
  third.leg.end();
  own.stop();
  files.forget();
  captions.forget();
  wakeLock?.release();
  view.over(key);
}

function report() {
  if (me.joined || watch.up) line.say("report", { up: watch.up, ...watch.counts });
}

// Whoever may no longer be here is told so at the next renewal, minutes later at most.
async function renew() {
  if (line.ended) return;
  try {
    line.say("renew", { pass: await passes.fresh() });
  } catch (refusal) {
    if (refusal.final) over("refused");
  }
}

function remember() {
  try {
    if (me.joined) sessionStorage.setItem(memory, JSON.stringify({ sound: me.sound, picture: me.picture, admitted: me.admitted }));
    else sessionStorage.removeItem(memory);
  } catch {
    // storage refused: after a reload one joins again by hand
  }
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(memory));
  } catch {
    return null;
  }
}

async function keepAwake() {
  if (!me.joined || document.visibilityState !== "visible") return;
  wakeLock = await navigator.wakeLock?.request("screen").catch(() => null);
}

view.on("chatToggle", "click", () => chat.toggle());
view.on("join", "click", join);
view.on("admit", "click", admit);
view.on("joinByVoice", "click", () => own.start({ sound: true, picture: false }).then(join));
view.on("joinByText", "click", () => (own.nothing(), join()));
view.on("unmute", "click", () => (view.remote(call.incoming), third.tile.video.play().catch(() => {})));
view.on("leave", "click", () => view.parts.leaveDialog.showModal());
view.on("leaveNow", "click", leave);
view.on("endNow", "click", end);
view.on("again", "click", () => location.reload());
offerTrying({ view, devices, servers: () => call.servers, changed: (kind) => own.chose(kind) });

listenToKeys({
  m: () => own.chooseSound(!me.sound),
  v: () => own.choosePicture(!devices.picture),
  s: () => me.joined && own.chooseScreen(!me.screen),
  c: () => me.joined && chat.toggle(),
  t: () => me.joined && tools.write(),
  "?": () => me.joined && tools.help(),
  Escape: () => me.joined && (chat.close() || (captions.writing && tools.write(false)) || view.parts.leaveDialog.showModal()),
});

addEventListener("online", () => {
  line.again();
  everyWay.restart();
});
document.addEventListener("visibilitychange", keepAwake);
setInterval(report, REPORT_EVERY);
setInterval(renew, config.pass_seconds * 600);

const before = remembered();
me.admitted = Boolean(hosts && before?.admitted);
call.certificate = await safety.certificate();
line.open();
if (before) own.start(before).then(join);
else own.offer();
view.opened();
