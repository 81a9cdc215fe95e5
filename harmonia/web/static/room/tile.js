// Whom one sees beside oneself in a room for three: the picture, what to call him, the words that belong to him.

import { showWords } from "./safety.js";

export class Tile {
  // place: whose it is; name: what he is called unless he says so himself; differ(): the words were different
  constructor({ place, words, name, differ = () => {} }) {
    Object.assign(this, { words, name });
    this.root = document.querySelector(`[data-tile="${place}"]`);
    this.part("differ").addEventListener("click", differ);
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  get video() {
    return this.part("video");
  }

  // From what is known of one connection.
  show({ peer, flows, lost, call }) {
    const seen = flows && peer.picture && !peer.weak && !lost;
    this.#write("name", peer.name || this.name);
    this.#write("said", this.words[sentence({ ...peer, flows, lost })]);
    this.part("blank").hidden = seen;
    this.part("muted").hidden = !flows || peer.sound;
    this.video.classList.toggle("is-blank", !seen);
    this.video.classList.toggle("is-screen", peer.screen);
    this.video.setAttribute("aria-label", peer.name || this.name);
    this.#play(flows ? call.incoming : null);
  }

  // The three words of this connection; null while there are none.
  compare(bytes) {
    const safety = this.part("safety");
    safety.hidden = !bytes;
    if (bytes) showWords(bytes, this.part("words"), safety.querySelectorAll("[data-of-three]"));
  }

  #play(stream) {
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
    if (stream && this.video.paused) this.video.play().catch(() => {}); // until somebody presses anything
  }

  #write(name, text) {
    if (this.part(name).textContent !== text) this.part(name).textContent = text;
  }
}

// Why there is no picture.
function sentence({ here, flows, lost, picture, weak }) {
  if (!here) return "tileAway";
  if (lost) return "tileLost";
  if (!flows) return "tileReady";
  return picture && weak ? "tileWeak" : "tilePictureOff";
}
