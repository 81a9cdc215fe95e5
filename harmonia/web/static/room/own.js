// What one gives: microphone, camera or screen, each switched on and off by its owner alone; and what one hears with.

import { Blur } from "./blur.js";
import { Devices, LevelMeter } from "./devices.js";

const BOTH = { sound: true, picture: true };
const BLUR_TROUBLE = ["blurSlow", "blurFailed"];
const switches = (name) => document.querySelectorAll(`[data-switch="${name}"]`);

export class Own {
  // me: {joined, sound, picture, screen}, kept true here; heard(): what plays sound; on: changed, of anything given
  constructor({ view, memory, files, me, heard, on }) {
    Object.assign(this, { view, me, heard, on });
    this.devices = new Devices({ memory, on: { lost: (which, replaced) => this.#lost(which, replaced) } });
    this.blur = new Blur({ files, memory, on: { changed: () => this.show(), off: (why) => this.#unblurred(why) } });
    this.meter = new LevelMeter((share) => view.level(share));
    this.shown = null; // the screen that is shared
    for (const name of ["doorSound", "sound"]) view.on(name, "click", () => this.chooseSound(!me.sound));
    for (const name of ["doorPicture", "picture"]) view.on(name, "click", () => this.choosePicture(!this.devices.picture));
    view.on("screen", "click", () => this.chooseScreen(!me.screen));
    for (const name of ["askNow", "retry"]) view.on(name, "click", () => this.start(BOTH));
    this.#offerSwitch("blur", this.blur.wanted, (on) => this.blur.want(on));
    this.#offerSwitch("quiet", this.devices.quiet, (on) => this.devices.quieten(on).then(() => this.show()));
    navigator.mediaDevices?.addEventListener("devicechange", () => this.#list());
  }

  // What may go out now: one sound, and one picture of camera or screen.
  get tracks() {
    return { audio: this.devices.sound, video: this.picture };
  }

  get picture() {
    return this.shown ?? this.blur.of(this.devices.picture);
  }

  // Without a question where the browser needs none; else the page asks first.
  async offer() {
    if (await this.devices.allowed(() => this.devices.problem && this.start(BOTH))) await this.start(BOTH);
    else this.view.parts.ask.hidden = false;
  }

  async start(wanted) {
    this.view.parts.ask.hidden = true;
    if (!wanted.picture) this.devices.pictureOff();
    await this.devices.start(wanted);
    this.view.problem(this.devices.problem);
    await this.#list();
    this.useSpeaker();
    this.#listen();
    this.show();
  }

  nothing() {
    this.devices.stop();
    this.show();
  }

  show() {
    const { me, picture } = this;
    if (picture !== this.last) this.stream = picture ? new MediaStream([picture]) : null;
    this.last = picture;
    me.picture = Boolean(picture);
    me.sound = Boolean(this.devices.sound?.enabled);
    this.view.mine({ ...me, stream: this.stream ?? null });
    this.on.changed();
  }

  async chooseSound(on) {
    await this.devices.soundOn(on);
    this.view.problem(on && !this.devices.sound ? this.devices.problem : "");
    this.#listen();
    this.show();
    this.view.say(this.me.sound ? "soundOn" : "soundOff");
  }

  async choosePicture(on) {
    if (on) {
      await this.devices.pictureOn();
      for (const why of BLUR_TROUBLE) this.view.notice(why, false);
      this.view.problem(this.devices.picture ? "" : this.devices.problem);
    } else this.devices.pictureOff();
    this.show();
    this.view.say(this.me.picture ? "pictureOn" : "pictureOff");
  }

  async chooseScreen(on) {
    this.#hideScreen();
    if (on) {
      const stream = await this.devices.media.getDisplayMedia({ video: { frameRate: 15 } }).catch(() => null);
      this.shown = stream?.getVideoTracks()[0] ?? null;
      if (this.shown) this.shown.onended = () => this.chooseScreen(false);
    }
    this.me.screen = Boolean(this.shown);
    this.show();
    this.view.say(this.me.screen ? "screenOn" : "screenOff");
  }

  // Another device was chosen.
  chose(kind) {
    if (kind === "audiooutput") this.useSpeaker();
    else this.#listen();
    this.view.problem(this.devices.problem);
    this.show();
  }

  useSpeaker() {
    const sink = this.devices.chosen.audiooutput;
    for (const one of this.heard()) one.setSinkId?.(sink).catch(() => {}); // unplugged meanwhile: the usual one
  }

  stop() {
    this.#hideScreen();
    this.devices.stop();
    this.blur.of(null);
    this.meter.stop();
  }

  // The bar of the microphone moves at the door only.
  #listen() {
    if (!this.me.joined) this.meter.watch(this.devices.sound);
  }

  async #list() {
    this.view.devices(await this.devices.list(), this.devices.chosen);
  }

  // Unplugged in the middle: said, and shown where one can choose another.
  #lost(which, replaced) {
    this.view.problem(this.devices.problem);
    this.#listen();
    this.show();
    this.view.say(`${which}${replaced ? "Replaced" : "Lost"}`);
  }

  // A device too slow to hide a background shows nothing, until its owner says so.
  #unblurred(why) {
    this.#turn("blur", false);
    this.devices.pictureOff();
    this.show();
    this.view.notice(why, true);
  }

  #hideScreen() {
    this.shown?.stop();
    this.shown = null;
    this.me.screen = false;
  }

  #offerSwitch(name, on, use) {
    this.#turn(name, on);
    for (const box of switches(name)) {
      box.addEventListener("change", () => {
        this.#turn(name, box.checked);
        use(box.checked);
      });
    }
  }

  #turn(name, on) {
    for (const box of switches(name)) box.checked = on;
  }
}
