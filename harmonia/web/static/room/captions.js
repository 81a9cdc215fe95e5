// Typed captions: one side types, the other reads along over the picture. Each key is seen, each whole line is read out.
// A guest reads only: his page has no form for it.
// Nothing listens: speech recognition of browsers may send the voice to its vendor, so it is not used.

const find = (name) => document.querySelector(`[data-room="${name}"]`);
const LONGEST = 300;
const SPOKEN_FOR = 12000;
const LINES = 3;

export class Captions {
  constructor({ tell, sent }) {
    Object.assign(this, { tell, sent });
    this.form = find("captionForm");
    this.input = find("captionInput");
    this.lines = find("captionLines");
    this.draft = find("captionDraft");
    this.input?.addEventListener("input", () => this.#say(false));
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say(true);
    });
  }

  get writing() {
    return !this.form.hidden;
  }

  write(on) {
    this.form.hidden = !on;
    if (on) this.input.focus();
    else if (this.input.value) {
      this.input.value = "";
      this.#say(false);
    }
  }

  heard({ text, done }) {
    if (typeof text !== "string") return;
    this.draft.textContent = done ? "" : text.slice(0, LONGEST);
    if (done && text) this.#line(text.slice(0, LONGEST));
  }

  forget() {
    this.draft.textContent = "";
    this.lines.replaceChildren();
  }

  #say(done) {
    const text = this.input.value.slice(0, LONGEST);
    if (done && !text.trim()) return;
    const gone = this.tell({ caption: { text, done } });
    if (done) this.sent(gone);
    if (done && gone) this.input.value = "";
  }

  #line(text) {
    const line = document.createElement("p");
    line.textContent = text;
    this.lines.append(line);
    while (this.lines.children.length > LINES) this.lines.firstChild.remove();
    setTimeout(() => line.remove(), SPOKEN_FOR + text.length * 60);
  }
}
