// What this device remembers for the next session: which camera, microphone and loudspeaker, and how they are used.
// It stays on the device: nothing of it is ever sent. Where storage is refused it holds for this page.

const KEY = "devices";

export class Memory {
  constructor() {
    try {
      this.kept = JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      this.kept = {};
    }
  }

  get(name, otherwise) {
    return this.kept[name] ?? otherwise;
  }

  set(name, value) {
    this.kept[name] = value;
    try {
      localStorage.setItem(KEY, JSON.stringify(this.kept));
    } catch {
      // refused: this page remembers it
    }
  }
}
