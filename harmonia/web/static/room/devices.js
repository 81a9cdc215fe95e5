// Camera, microphone and loudspeaker: asked for kindly, chosen, tried out, and never needed to take part.

const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Devices {
  constructor() {
    this.sound = null;
    this.picture = null;
    this.chosen = { audioinput: "", videoinput: "", audiooutput: "" };
    this.problem = ""; // "", "denied", "missing" or "busy": why something that was asked for is not there
  }

  get media() {
    return navigator.mediaDevices;
  }

  // Whether the browser will give both without a question.
  async allowed() {
    try {
      const names = ["camera", "microphone"];
      const answers = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
      return answers.every(({ state }) => state === "granted");
    } catch {
      return false;
    }
  }

  // Ask for what is wanted; if not everything is given, take what is.
  async start({ sound, picture }) {
    this.problem = "";
    if (!this.media) this.problem = "missing";
    else if (sound && picture && (await this.#ask({ sound, picture }))) return;
    else {
      if (sound) await this.#ask({ sound: true });
      if (picture) await this.#ask({ picture: true });
    }
  }

  async #ask({ sound = false, picture = false }) {
    try {
      const stream = await this.media.getUserMedia({
        audio: sound && this.#wanted(SOUND, "audioinput"),
        video: picture && this.#wanted(PICTURE, "videoinput"),
      });
      if (sound) this.#put("sound", stream.getAudioTracks()[0]);
      if (picture) this.#put("picture", stream.getVideoTracks()[0]);
      this.problem = "";
      return true;
    } catch (error) {
      this.problem = { NotAllowedError: "denied", NotReadableError: "busy" }[error.name] ?? "missing";
      return false;
    }
  }

  #wanted(constraints, kind) {
    const id = this.chosen[kind];
    return id ? { ...constraints, deviceId: { exact: id } } : constraints;
  }

  #put(which, track) {
    this[which]?.stop();
    this[which] = track;
    track.contentHint = which === "sound" ? "speech" : "motion";
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
    if (kind === "audioinput" && this.sound) {
      const { enabled } = this.sound;
      await this.#ask({ sound: true });
      if (this.sound) this.sound.enabled = enabled;
    }
    if (kind === "videoinput" && this.picture) await this.#ask({ picture: true });
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
