// The page of a guest: one connection to each of the two, and none of them before he has come in by himself. The two let
// him hear and see them while they are together; either of them can put him out at any moment.

import { Captions } from "./captions.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { listenToKeys } from "./keys.js";
import { Leg } from "./leg.js";
import { Line, Passes } from "./line.js";
import { Memory } from "./memory.js";
import { Own } from "./own.js";
import { Relay } from "./relay.js";
import { Tile } from "./tile.js";
import { offerTrying } from "./tryout.js";
import { View } from "./view.js";

const GUEST = "guest";
const THE_TWO = ["specialist", "client"];
const config = JSON.parse(document.getElementById("room-config").textContent);
const { words } = config;
const me = { page: crypto.randomUUID(), joined: false, sound: true, picture: true, screen: false };
const name = nameToShow();

const view = new View(words);
const passes = new Passes({ address: config.pass_address, csrf: config.csrf, first: config.pass, lasts: config.pass_seconds });
const tiles = new Map(THE_TWO.map((place) => [place, new Tile({ place, words, name: words[place], differ: () => stop("differ") })]));
const own = new Own({
  view,
  memory: new Memory(),
  files: null,
  me,
  heard: () => [...tiles.values()].map(({ video }) => video),
  on: { changed: apply },
});
const line = new Line({
  path: config.socket,
  passes,
  greet: () => ({ page: me.page, joined: me.joined }),
  on: {
    open() {
      view.notice("noService", false);
      for (const leg of legs.values()) leg.resumed();
    },
    message: heard,
    closed: () => view.notice("noService", true),
    refused: () => over("refused"),
    takenOver: () => over("takenOver"),
  },
});
const legs = new Map(THE_TWO.map((place) => [place, legTo(place)]));
const each = (does) => [...legs.values()].map(does);
const everyWay = {
  useServers: (...how) => each(({ call }) => call.useServers(...how)),
  restart: () => each(({ call }) => call.restart()),
  get connected() {
    return each(({ call, peer }) => call.connected || !peer.here).every(Boolean);
  },
};
const relay = new Relay({ call: everyWay, memory: own.devices.memory, on: { said: (key) => view.say(key), anew: connectAnew } });
const chat = new Chat({ tell: tellBoth, words, say: (key) => view.say(key) });
const captions = new Captions({ tell: tellBoth, sent() {} });
const clock = new Clock({
  starts: Date.parse(config.starts),
  ends: Date.parse(config.ends),
  now: Date.parse(config.now),
  show: (key, minutes) => view.clock(key, minutes),
  tell: (key) => me.joined && view.soon(key),
});
globalThis.harmoniaRoom = { me, line, legs, own, relay, clock }; // for whoever looks into it, and for the tests

function legTo(place) {
  const leg = new Leg({
    room: config.id,
    me: GUEST,
    other: place,
    say: (word, fields) => line.say(word, fields),
    on: {
      changed: () => show(place),
      words: (bytes) => tiles.get(place).compare(bytes),
      unsafe: stop,
      chat: (text) => chat.heard(text, words[place]),
      caption: (caption) => captions.heard(caption),
      relay: () => relay.failed(),
    },
  });
  return leg;
}

const ANSWERS = {
  ice({ servers, relay: proposed, now }) {
    clock.set(now);
    relay.offered(servers, proposed);
  },
  bye: ({ why }) => over(why ?? "ended"),
};

// What comes of one of the two names him; the rest is the server's.
function heard(message) {
  const leg = legs.get(message.from ?? message.role);
  if (leg) leg.heard(message);
  else ANSWERS[message.t]?.(message);
}

function apply() {
  each((leg) => leg.give({ tracks: own.tracks, open: me.joined, name, ...me }));
}

function show(place) {
  tiles.get(place).show(legs.get(place));
  const here = each(({ peer }) => peer.here).some(Boolean);
  const flows = each((leg) => leg.flows).some(Boolean);
  view.parts.waiting.hidden = flows;
  const key = flows ? "inside" : here ? "alone" : "nobody";
  view.parts.presence.textContent = words[key];
  view.parts.presence.dataset.state = here ? "here" : "away";
  view.parts.waitingText.textContent = words[key];
  view.say(key);
  chat.open(flows);
}

function tellBoth(message) {
  return each((leg) => leg.flows && leg.tell(message)).some(Boolean);
}

function join() {
  if (me.joined) return;
  me.joined = true;
  line.say("join");
  own.meter.stop();
  view.open("call");
  own.show();
}

function connectAnew() {
  each((leg) => leg.anew());
  me.page = crypto.randomUUID();
  line.again();
}

function stop(why) {
  if (line.ended) return;
  line.end("leave");
  over(why);
}

function over(key) {
  me.joined = false;
  line.end();
  each((leg) => leg.end());
  own.stop();
  captions.forget();
  view.over(key);
}

async function renew() {
  if (line.ended) return;
  try {
    line.say("renew", { pass: await passes.fresh() });
  } catch (refusal) {
    if (refusal.final) over("refused");
  }
}

// As he wrote it at the door; it stays in this tab.
function nameToShow() {
  try {
    return sessionStorage.getItem("guest name") ?? "";
  } catch {
    return "";
  }
}

view.on("join", "click", join);
view.on("joinByVoice", "click", () => own.start({ sound: true, picture: false }).then(join));
view.on("joinByText", "click", () => (own.nothing(), join()));
view.on("chatToggle", "click", () => chat.toggle());
view.on("more", "click", () => view.parts.moreDialog.showModal());
view.on("leave", "click", () => view.parts.leaveDialog.showModal());
view.on("leaveNow", "click", () => stop("left"));
view.on("again", "click", () => location.reload());
offerTrying({ view, devices: own.devices, servers: () => relay.servers, changed: (kind) => own.chose(kind) });

listenToKeys({
  m: () => own.chooseSound(!me.sound),
  v: () => own.choosePicture(!own.devices.picture),
  c: () => me.joined && chat.toggle(),
  Escape: () => me.joined && (chat.close() || view.parts.leaveDialog.showModal()),
});

addEventListener("online", () => {
  line.again();
  everyWay.restart();
});
setInterval(renew, config.pass_seconds * 600);
line.open();
own.offer();
view.opened();
