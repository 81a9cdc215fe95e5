// Camera, microphone and loudspeaker: asked for kindly, chosen, tried out, and never needed to take part.

const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const SOUND = { echoCancellation: true, autoGainControl: true };
const KINDS = { sound: "audioinput", picture: "videoinput" };
const PROBLEMS = { NotAllowedError: "denied", SecurityError: "denied", NotReadableError: "busy", AbortError: "busy" };

export class Devices {
  // on: lost(which, replaced): a device that was in use has been unplugged
  constructor({ memory, on }) {
    this.memory = memory;
    this.on = on;
    this.sound = null;
    this.picture = null;
    this.chosen = { audioinput: "", videoinput: "", audiooutput: "", ...memory.get("chosen") };
    this.problems = { sound: "", picture: "" }; // "denied", "missing" or "busy": why it is not there
  }

  get media() {
    return navigator.mediaDevices;
  }

  get problem() {
    return this.problems.sound || this.problems.picture;
  }

  // Background noise is taken away by the browser, here on the device.
  get quiet() {
    return this.memory.get("quiet", true);
  }

  // Whether the browser will give both without a question; tells when the person changes that beside the address.
  async allowed(changed) {
    try {
      const names = ["camera", "microphone"];
      const answers = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
      for (const answer of answers) answer.onchange = () => answer.state === "granted" && changed();
      return answers.every(({ state }) => state === "granted");
    } catch {
      return false;
    }
  }

  // Ask for what is wanted; if not everything is given, take what is.
  async start({ sound = false, picture = false }) {
    this.problems = { sound: "", picture: "" };
    if (sound && picture && (await this.#ask({ sound, picture }))) return;
    if (sound) await this.#ask({ sound });
    if (picture) await this.#ask({ picture });
  }

  async #ask(wanted) {
    const kinds = Object.keys(KINDS).filter((which) => wanted[which]);
    try {
      const stream = await this.media.getUserMedia({
        audio: Boolean(wanted.sound) && this.#wanted({ ...SOUND, noiseSuppression: this.quiet }, "audioinput"),
        video: Boolean(wanted.picture) && this.#wanted(PICTURE, "videoinput"),
      });
      for (const track of stream.getTracks()) this.#put(track.kind === "audio" ? "sound" : "picture", track);
      return true;
    } catch (error) {
      if (this.#forget(kinds, error)) return this.#ask(wanted);
      for (const which of kinds) this.problems[which] = PROBLEMS[error.name] ?? "missing";
      return false;
    }
  }

  #wanted(constraints, kind) {
    const id = this.chosen[kind];
    return id ? { ...constraints, deviceId: { exact: id } } : constraints;
  }

  // The one that was chosen is not plugged in today: any other will do.
  #forget(kinds, error) {
    if (!["OverconstrainedError", "NotFoundError"].includes(error.name)) return false;
    const gone = kinds.filter((which) => this.chosen[KINDS[which]]);
    for (const which of gone) this.chosen[KINDS[which]] = "";
    return gone.length > 0;
  }

  #put(which, track) {
    this[which]?.stop();
    this[which] = track;
    this.problems[which] = "";
    track.contentHint = which === "sound" ? "speech" : "motion";
    track.onended = () => track === this[which] && this.#lost(which);
  }

  // Another microphone takes over by itself; another camera, which may show something else, only by a person's choice.
  async #lost(which) {
    const enabled = this[which]?.enabled;
    this[which] = null;
    this.chosen[KINDS[which]] = "";
    if (which === "sound" && (await this.#ask({ sound: true }))) this.sound.enabled = enabled;
    this.on.lost(which, Boolean(this[which]));
  }

  // The light beside the camera goes out: the track is stopped, not only silenced.
  pictureOff() {
    this.picture?.stop();
    this.picture = null;
  }

  async pictureOn() {
    await this.#ask({ picture: true });
    return Boolean(this.picture);
  }

  async soundOn(on) {
    if (on && !this.sound) await this.#ask({ sound: true });
    if (this.sound) this.sound.enabled = on;
    return Boolean(this.sound?.enabled);
  }

  async choose(kind, id) {
    this.chosen[kind] = id;
    this.memory.set("chosen", this.chosen);
    if (kind === "audioinput") await this.#soundAnew();
    if (kind === "videoinput" && this.picture) await this.#ask({ picture: true });
  }

  async quieten(on) {
    this.memory.set("quiet", on);
    await this.#soundAnew();
  }

  // The old track ends first: beside a living one the browser would give the new one the old one's ways.
  async #soundAnew() {
    if (!this.sound) return;
    const { enabled } = this.sound;
    this.sound.stop();
    this.sound = null;
    if (await this.#ask({ sound: true })) this.sound.enabled = enabled;
  }

  async list() {
    const all = (await this.media?.enumerateDevices()) ?? [];
    return all.filter(({ deviceId }) => deviceId);
  }

  stop() {
    this.sound?.stop();
    this.picture?.stop();
    this.sound = this.picture = null;
  }
}

// How loud the microphone hears, ten times a second, as a number from 0 to 1.
export class LevelMeter {
  constructor(show) {
    this.show = show;
  }

  watch(track) {
    this.stop();
    if (!track) return this.show(0);
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 512;
    const samples = new Float32Array(analyser.fftSize);
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      this.show(Math.min(1, loudness * 4));
    }, 100);
  }

  stop() {
    clearInterval(this.timer);
    this.context?.close();
    this.context = null;
  }
}

// Two soft notes from the loudspeaker that is chosen; resolves when they are over.
export async function playNotes(sink) {
  const context = new AudioContext();
  try {
    if (sink && context.setSinkId) await context.setSinkId(sink).catch(() => {});
    const ends = [523.25, 659.25].map((pitch, place) => note(context, pitch, context.currentTime + 0.1 + place * 0.5));
    await Promise.race([Promise.all(ends), new Promise((done) => setTimeout(done, 3000))]);
  } finally {
    await context.close();
  }
}

function note(context, pitch, at) {
  const [voice, loudness] = [context.createOscillator(), context.createGain()];
  voice.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.2, at + 0.08);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.7);
  voice.connect(loudness).connect(context.destination);
  voice.start(at);
  voice.stop(at + 0.7);
  return new Promise((done) => (voice.onended = done));
}
