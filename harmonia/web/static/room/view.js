// What is seen and said on the page. Knows no network; every text comes from the page's own words.

const find = (name) => document.querySelector(`[data-room="${name}"]`);
const SOON_FOR = 40_000;
const HEARD_FROM = 0.02;
const HEARD_FOR = 4000; // between two words nobody is told that he is not heard
const BROWSERS = [["ios", /iPhone|iPad|iPod/], ["android", /Android/], ["firefox", /Firefox\//], ["chromium", /Chrome\//]];

const GRAVITY = ["takenOver", "keysChanged", "noService", "lost", "weak", "peerWeak", "awayForMoment", "blurSlow", "blurFailed"];
const FINAL = ["ended", "stopped", "refused", "unsafe", "foreign", "differ"];

export class View {
  constructor(words) {
    this.words = words;
    this.stage = "door";
    this.browser = BROWSERS.find(([, sign]) => sign.test(navigator.userAgent))?.[0] ?? "safari";
    this.parts = new Proxy({}, { get: (known, name) => (known[name] ??= find(name)) });
    this.notices = new Map();
  }

  // The page is whole, and works.
  opened() {
    this.parts.late.remove();
  }

  // What can be pressed only when it is listened to (data-awaits) opens here, so that no early press is lost.
  on(name, event, does) {
    const part = this.parts[name];
    part?.addEventListener(event, does);
    if (part && "awaits" in part.dataset) part.disabled = false;
  }

  // Which of the three stages is open: door (getting ready), call (waiting and talking), over.
  open(stage) {
    if (stage === this.stage) return;
    this.stage = stage;
    for (const name of ["door", "call", "over"]) this.parts[name].hidden = name !== stage;
    document.documentElement.dataset.roomStage = stage;
    this.parts[stage].querySelector("h1, h2")?.focus();
  }

  // For ears and eyes alike; the same sentence is not said twice in a row.
  say(key) {
    const sentence = this.words[key] ?? key;
    if (this.parts.said.textContent !== sentence) this.parts.said.textContent = sentence;
  }

  // A banner holds the gravest of what is the matter now.
  notice(key, on) {
    if (on) this.notices.set(key, this.words[key]);
    else this.notices.delete(key);
    const [gravest] = GRAVITY.filter((one) => this.notices.has(one));
    const text = gravest ? this.notices.get(gravest) : "";
    if (this.parts.bannerText.textContent !== text) this.parts.bannerText.textContent = text;
    this.parts.banner.hidden = !text;
  }

  // asks: the specialist may let the other one in; waits: that one is ready, and waits for it.
  peer({ here, joined, together, asks, waits }) {
    const key = together ? "together" : joined ? "peerIn" : here ? "peerReady" : "peerAway";
    const waiting = asks ? "waitingAsks" : waits ? "waitingToBeLetIn" : here ? "waitingReady" : "waitingAway";
    this.parts.presence.textContent = this.words[key];
    this.parts.presence.dataset.state = here ? "here" : "away";
    this.parts.waiting.hidden = together;
    this.parts.waitingText.textContent = this.words[waiting];
    this.parts.admit.hidden = !asks;
    this.say(asks || waits ? waiting : key);
  }

  // How long one has waited for somebody who is not there, and what follows from it; nothing when nobody is missing.
  waitingFor(stage) {
    for (const name of ["doorWait", "callWait"]) {
      this.parts[name].hidden = !stage;
      this.parts[`${name}Help`].hidden = !stage?.help;
      const text = stage?.text ?? "";
      if (this.parts[`${name}Text`].textContent !== text) this.parts[`${name}Text`].textContent = text;
    }
    if (stage) this.say(stage.text);
  }

  mine({ sound, picture, screen, stream }) {
    for (const name of ["doorSound", "sound"]) this.#toggle(name, sound);
    for (const name of ["doorPicture", "picture"]) this.#toggle(name, picture);
    this.#toggle("screen", screen);
    for (const name of ["preview", "self"]) {
      const video = this.parts[name];
      if (video.srcObject !== stream) video.srcObject = stream;
      video.hidden = !picture;
      video.classList.toggle("is-screen", screen);
    }
    this.parts.previewOff.hidden = picture;
  }

  theirs({ sound, picture, screen }) {
    this.parts.remote.classList.toggle("is-screen", screen);
    this.parts.remote.classList.toggle("is-blank", !picture);
    this.parts.remoteOff.hidden = picture;
    this.parts.remoteMuted.hidden = sound;
  }

  remote(stream) {
    const { remote } = this.parts;
    if (remote.srcObject !== stream) remote.srcObject = stream;
    remote.play().then(
      () => (this.parts.unmute.hidden = true),
      (error) => (this.parts.unmute.hidden = error.name !== "NotAllowedError"),
    );
  }

  // A person's own words for how to allow it differ from browser to browser.
  problem(kind) {
    const { problem } = this.parts;
    problem.hidden = !kind;
    for (const part of problem.querySelectorAll("[data-problem]")) part.hidden = part.dataset.problem !== kind;
    for (const part of problem.querySelectorAll("[data-browser]")) part.hidden = part.dataset.browser !== this.browser;
  }

  // The bar moves all the time; its sentence changes only when a person begins to be heard, or is heard no longer.
  level(share) {
    const { level, heard } = this.parts;
    level.value = share;
    const now = performance.now();
    if (share > HEARD_FROM) this.heardAt = now;
    const key = now - (this.heardAt ?? -Infinity) < HEARD_FOR ? "heard" : "notHeard";
    if (heard.textContent !== this.words[key]) heard.textContent = this.words[key];
  }

  // A sentence with its figures, in a region that is read out.
  told(name, key, figures = {}) {
    const fill = (_, figure) => figures[figure];
    this.parts[name].textContent = this.words[key].replace(/\{(\w+)\}/g, fill);
  }

  quality(key) {
    this.parts.quality.hidden = !key;
    if (key) this.parts.quality.textContent = this.words[`quality_${key}`];
    this.parts.quality.dataset.quality = key;
  }

  // The corner is looked at when somebody wants to know; it is not read out each minute.
  clock(key, minutes) {
    const text = this.words[key].replace("{minutes}", minutes);
    if (this.parts.clock.textContent !== text) this.parts.clock.textContent = text;
  }

  // The end comes near: said once, quietly, and gone after a while.
  soon(key) {
    this.parts.soon.textContent = this.words[key];
    clearTimeout(this.soonTimer);
    this.soonTimer = setTimeout(() => (this.parts.soon.textContent = ""), SOON_FOR);
  }

  devices(all, chosen) {
    for (const select of document.querySelectorAll("[data-device]")) {
      const kind = select.dataset.device;
      const own = all.filter((device) => device.kind === kind);
      select.closest("[data-choice]").hidden = own.length < 1;
      select.replaceChildren(...own.map(({ deviceId, label }, place) => new Option(label || `${place + 1}`, deviceId)));
      if (own.some(({ deviceId }) => deviceId === chosen[kind])) select.value = chosen[kind];
    }
  }

  over(key) {
    this.parts.overText.textContent = this.words[key];
    this.parts.again.hidden = FINAL.includes(key);
    this.open("over");
  }

  #toggle(name, on) {
    this.parts[name]?.setAttribute("aria-pressed", String(Boolean(on)));
  }
}
