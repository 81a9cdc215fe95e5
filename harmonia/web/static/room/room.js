// The room: puts the line, the call, the devices and the page together, and decides when media may flow.
// Not one packet of sound or picture leaves before both sides have said that they join, and the specialist lets the
// other one in: whoever comes in while the other waits has said so by it.

import { Adaptation } from "./adapt.js";
import { Blur } from "./blur.js";
import { Call } from "./call.js";
import { Captions } from "./captions.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { Devices, LevelMeter } from "./devices.js";
import { Files } from "./files.js";
import { listenToKeys } from "./keys.js";
import { Line, Passes } from "./line.js";
import { Memory } from "./memory.js";
import { Parcels } from "./parcels.js";
import { Quality } from "./quality.js";
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
const kept = new Memory();
const devices = new Devices({ memory: kept, on: { lost: deviceLost } });
const blur = new Blur({ files: config.blur, memory: kept, on: { changed: () => showMine(), off: blurIsOff } });
const meter = new LevelMeter((share) => view.level(share));
const passes = new Passes({ address: config.pass_address, csrf: config.csrf, first: config.pass, lasts: config.pass_seconds });
let wakeLock = null;
let shown = null; // the screen that is shared
let goneTimer = 0;

const line = new Line({
  path: config.socket,
  passes,
  greet: () => ({ page: me.page, joined: me.joined }),
  on: {
    open() {
      view.notice("noService", false);
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
    room: (bits) => adaptation.look(bits, together() && Boolean(ownPicture())),
    quality: (key, figures) => (quality.hear(together() ? quality.word(key, view.notices) : ""), (state.figures = figures)),
  },
});

const adaptation = new Adaptation({
  limit: (most) => call.limitPicture(most),
  on: { soundOnly: () => sayWeak(true), pictureBack: () => sayWeak(false) },
});

const relay = new Relay({ call, memory: devices.memory, on: { said: (key) => view.say(key), anew: connectAnew } });
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
const chat = new Chat({ tell: (message) => call.tell(message), words: config.words, say: (key) => view.say(key) });
const parcels = new Parcels({ on: { changed: (parcel) => files.show(parcel) } });
const files = new Files({ parcels, words: config.words, note: (text) => chat.note(text), arrived: () => chat.arrived("fileOffered") });
const captions = new Captions({ tell: (message) => call.tell(message), sent: (gone) => view.say(gone ? "captionSent" : "chatNotSent") });
const tools = new Tools({ view, devices, blur, captions, changed: showMine });
const quality = new Quality({ show: (key) => view.quality(key), tell: (key) => view.say(key) });
const clock = new Clock({
  starts: Date.parse(config.starts),
  ends: Date.parse(config.ends),
  now: Date.parse(config.now),
  show: (key, minutes) => view.clock(key, minutes),
  tell: (key) => me.joined && view.soon(key),
});
const state = { me, peer, call, line, watch, devices, verifier, adaptation, relay, blur, parcels, clock, quality, figures: null };
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
  bye: () => over("ended"),
  stop: ({ why }) => over(why),
  desc: (message) => call.heard(message),
  cand: (message) => call.heard(message),
  restart: (message) => call.heard(message),
  commit: (message) => verifier.heard(message),
  reveal: (message) => verifier.heard(message),
};

function heard(message) {
  ANSWERS[message.t]?.(message);
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
  call.send(open ? { audio: devices.sound, video: ownPicture() } : NOTHING);
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
  chat.open(open);
  files.open(open);
}

function ownPicture() {
  return shown ?? blur.of(devices.picture);
}

function showMine() {
  const video = ownPicture();
  const stream = video ? new MediaStream([video]) : null;
  if (video !== showMine.last) showMine.stream = stream;
  showMine.last = video;
  me.picture = Boolean(video);
  me.sound = Boolean(devices.sound?.enabled);
  view.mine({ ...me, stream: showMine.stream });
  tellState();
  apply();
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
  apply();
  meter.stop();
  remember();
  keepAwake();
  showMine();
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
  stopScreen();
  devices.stop();
  blur.of(null);
  files.forget();
  captions.forget();
  meter.stop();
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

async function startDevices(wanted) {
  view.parts.ask.hidden = true;
  if (!wanted.picture) devices.pictureOff();
  await devices.start(wanted);
  view.problem(devices.problem);
  view.devices(await devices.list(), devices.chosen);
  useSpeaker();
  if (!me.joined) meter.watch(devices.sound);
  showMine();
}

// Unplugged in the middle: said, and shown where one can choose another.
function deviceLost(which, replaced) {
  view.problem(devices.problem);
  if (!me.joined) meter.watch(devices.sound);
  showMine();
  view.say(`${which}${replaced ? "Replaced" : "Lost"}`);
}

// A device too slow to hide a background shows nothing, until its owner says so.
function blurIsOff(why) {
  tools.show("blur", false);
  devices.pictureOff();
  showMine();
  view.notice(why, true);
}

function devicesChanged(kind) {
  if (kind === "audiooutput") useSpeaker();
  else if (!me.joined) meter.watch(devices.sound);
  view.problem(devices.problem);
  showMine();
}

function useSpeaker() {
  view.parts.remote.setSinkId?.(devices.chosen.audiooutput).catch(() => {}); // unplugged meanwhile: the usual one
}

async function chooseSound(on) {
  await devices.soundOn(on);
  view.problem(on && !devices.sound ? devices.problem : "");
  if (!me.joined) meter.watch(devices.sound);
  showMine();
  view.say(me.sound ? "soundOn" : "soundOff");
}

async function choosePicture(on) {
  if (on) {
    await devices.pictureOn();
    for (const why of ["blurSlow", "blurFailed"]) view.notice(why, false);
    view.problem(devices.picture ? "" : devices.problem);
  } else devices.pictureOff();
  showMine();
  view.say(me.picture ? "pictureOn" : "pictureOff");
}

async function chooseScreen(on) {
  stopScreen();
  if (on) {
    const stream = await devices.media.getDisplayMedia({ video: { frameRate: 15 } }).catch(() => null);
    shown = stream?.getVideoTracks()[0] ?? null;
    if (shown) shown.onended = () => chooseScreen(false);
  }
  me.screen = Boolean(shown);
  showMine();
  view.say(me.screen ? "screenOn" : "screenOff");
}

function stopScreen() {
  shown?.stop();
  shown = null;
  me.screen = false;
}

for (const name of ["doorSound", "sound"]) view.on(name, "click", () => chooseSound(!me.sound));
for (const name of ["doorPicture", "picture"]) view.on(name, "click", () => choosePicture(!devices.picture));
view.on("screen", "click", () => chooseScreen(!me.screen));
view.on("chatToggle", "click", () => chat.toggle());
view.on("join", "click", join);
view.on("admit", "click", admit);
view.on("joinByVoice", "click", () => startDevices({ sound: true, picture: false }).then(join));
view.on("joinByText", "click", () => (devices.stop(), showMine(), join()));
view.on("askNow", "click", () => startDevices({ sound: true, picture: true }));
view.on("retry", "click", () => startDevices({ sound: true, picture: true }));
view.on("unmute", "click", () => view.remote(call.incoming));
view.on("leave", "click", () => view.parts.leaveDialog.showModal());
view.on("leaveNow", "click", leave);
view.on("endNow", "click", end);
view.on("again", "click", () => location.reload());
offerTrying({ view, devices, servers: () => call.servers, changed: devicesChanged });

listenToKeys({
  m: () => chooseSound(!me.sound),
  v: () => choosePicture(!devices.picture),
  s: () => me.joined && chooseScreen(!me.screen),
  c: () => me.joined && chat.toggle(),
  t: () => me.joined && tools.write(),
  "?": () => me.joined && tools.help(),
  Escape: () => me.joined && (chat.close() || (captions.writing && tools.write(false)) || view.parts.leaveDialog.showModal()),
});

addEventListener("online", () => {
  line.again();
  call.restart();
});
document.addEventListener("visibilitychange", keepAwake);
navigator.mediaDevices?.addEventListener("devicechange", async () => view.devices(await devices.list(), devices.chosen));
setInterval(report, REPORT_EVERY);
setInterval(renew, config.pass_seconds * 600);

const before = remembered();
me.admitted = Boolean(hosts && before?.admitted);
call.certificate = await safety.certificate();
line.open();
if (before) startDevices(before).then(join);
else if (await devices.allowed(() => devices.problem && startDevices({ sound: true, picture: true }))) startDevices({ sound: true, picture: true });
else view.parts.ask.hidden = false;
