// The background is blurred here, on the device, before a picture leaves it. The program that tells a person from a
// background (MediaPipe's selfie segmentation) comes from our own server and asks nobody; where it was not brought, blur
// is not offered. From the wish on no clear picture goes out: until the first blurred one there is none, and a device
// that is too slow for it gets its camera switched off, not its background shown.

const WIDTH = 640;
const COARSE = 24; // the background is drawn so narrow, and large again
const EVERY = 50; // milliseconds: no more than twenty pictures a second
const WARM_UP = 5;
const LOOKED_AT = 9;
const SLOWEST = 300; // milliseconds for a picture, in the middle of the last ones

export class Blur {
  // files: {name: address} of the package, or null; on: changed(), off(why)
  constructor({ files, memory, on }) {
    Object.assign(this, { files, memory, on });
    this.slowest = SLOWEST;
    this.raw = this.track = null;
    this.work = Promise.resolve();
  }

  get wanted() {
    return Boolean(this.files) && this.memory.get("blur", false);
  }

  want(on) {
    this.memory.set("blur", on);
    this.on.changed();
  }

  // What may be seen of a camera: itself, its blurred picture, or nothing yet.
  of(raw) {
    if (!raw || !this.wanted) {
      this.#stop();
      return raw;
    }
    if (raw !== this.raw) this.#start(raw);
    return this.track;
  }

  #stop() {
    this.raw = null;
    this.track?.stop();
    this.track = null;
  }

  #start(raw) {
    this.#stop();
    this.raw = raw;
    this.work = this.work.then(() => this.#run(raw)).catch(() => raw === this.raw && this.#giveUp("blurFailed"));
  }

  #giveUp(why) {
    this.#stop();
    this.memory.set("blur", false);
    this.on.off(why);
  }

  async #run(raw) {
    const model = await (this.model ??= load(this.files));
    const source = await play(raw);
    const [canvas, narrow] = [document.createElement("canvas"), document.createElement("canvas")];
    const times = [];
    model.onResults((found) => draw(canvas, found));
    while (raw === this.raw && raw.readyState === "live") {
      const since = performance.now();
      await model.send({ image: narrowed(narrow, source) });
      if (raw !== this.raw) break;
      if (!this.track) this.#show(canvas);
      times.push(performance.now() - since);
      if (isSlow(times, this.slowest)) this.#giveUp("blurSlow");
      await new Promise((done) => setTimeout(done, Math.max(0, EVERY - times.at(-1))));
    }
    source.srcObject = null;
  }

  #show(canvas) {
    [this.track] = canvas.captureStream().getVideoTracks();
    this.track.contentHint = "motion";
    this.on.changed();
  }
}

function isSlow(times, slowest) {
  if (times.length < WARM_UP + LOOKED_AT) return false;
  const last = times.slice(-LOOKED_AT).sort((one, other) => one - other);
  return last[Math.floor(LOOKED_AT / 2)] > slowest;
}

async function play(track) {
  const video = document.createElement("video");
  video.muted = video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  return video;
}

// The package is an ordinary script that names its class on the window.
async function load(files) {
  const script = document.createElement("script");
  script.src = files["selfie_segmentation.js"];
  await new Promise((done, fail) => {
    script.onload = done;
    script.onerror = fail;
    document.head.append(script);
  });
  const model = new globalThis.SelfieSegmentation({ locateFile: (name) => files[name] });
  model.setOptions({ modelSelection: 1 }); // the smaller of two, for pictures wider than high
  await model.initialize();
  return model;
}

// Both the program and what is sent are spared the pixels that a blurred picture does not need.
function narrowed(canvas, video) {
  const height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
  if (canvas.width !== WIDTH || canvas.height !== height) Object.assign(canvas, { width: WIDTH, height });
  canvas.getContext("2d").drawImage(video, 0, 0, WIDTH, height);
  return canvas;
}

const coarse = document.createElement("canvas");

// The person, cut out by the mask, over the same picture drawn very narrow and stretched.
function draw(canvas, { image, segmentationMask }) {
  const height = Math.round((WIDTH * image.height) / image.width);
  if (canvas.height !== height || canvas.width !== WIDTH) Object.assign(canvas, { width: WIDTH, height });
  Object.assign(coarse, { width: COARSE, height: Math.round((COARSE * height) / WIDTH) });
  coarse.getContext("2d").drawImage(image, 0, 0, coarse.width, coarse.height);
  const brush = canvas.getContext("2d");
  brush.globalCompositeOperation = "copy";
  brush.drawImage(segmentationMask, 0, 0, WIDTH, height);
  brush.globalCompositeOperation = "source-in";
  brush.drawImage(image, 0, 0, WIDTH, height);
  brush.globalCompositeOperation = "destination-over";
  brush.imageSmoothingQuality = "high";
  brush.drawImage(coarse, 0, 0, WIDTH, height);
}
