// Files in the chat: offered by a button, taken by a button, saved by a link. None opens by itself.

import { MOST_BYTES } from "./parcels.js";

const find = (name) => document.querySelector(`[data-room="${name}"]`);

export class Files {
  // note(text): a line of our own in the chat; arrived(): the other side offers something
  constructor({ parcels, words, note, arrived }) {
    Object.assign(this, { parcels, words, note, arrived });
    this.items = new Map();
    this.list = find("chatList");
    this.button = find("fileButton");
    this.input = find("fileInput");
    this.button.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => this.#offer());
  }

  open(possible) {
    this.button.disabled = !possible;
  }

  // What was kept of files in this page is let go.
  forget() {
    for (const item of this.items.values()) {
      const link = item.querySelector("a");
      if (link) URL.revokeObjectURL(link.href);
    }
  }

  show(parcel) {
    const item = this.items.get(parcel.id) ?? this.#add(parcel);
    const progress = item.querySelector("progress");
    progress.value = parcel.done / parcel.size;
    if (item.dataset.state === parcel.state) return; // pieces only move the bar; a state is read out
    item.dataset.state = parcel.state;
    progress.hidden = parcel.state !== "going";
    item.querySelector("[data-said]").textContent = this.#said(parcel);
    item.querySelector("[data-buttons]").replaceChildren(...this.#buttons(parcel));
    item.scrollIntoView({ block: "nearest" });
  }

  async #offer() {
    const files = [...this.input.files];
    this.input.value = "";
    for (const file of files) {
      const refusal = await this.parcels.offer(file);
      const size = this.#size(MOST_BYTES);
      if (refusal) this.note(this.words[`file_${refusal}`].replace("{name}", file.name).replace("{size}", size));
    }
  }

  #add(parcel) {
    const item = document.createElement("li");
    item.className = `chat-file ${parcel.mine ? "chat-mine" : "chat-theirs"}`;
    const author = part("span", "visually-hidden", `${parcel.mine ? this.words.chatYou : this.words.chatPeer}: `);
    const name = part("strong", "", parcel.name);
    const said = part("span", "small", "");
    said.dataset.said = "";
    const progress = part("progress", "", "");
    progress.setAttribute("aria-label", parcel.name);
    const buttons = part("span", "row", "");
    buttons.dataset.buttons = "";
    item.append(author, name, said, progress, buttons);
    this.items.set(parcel.id, item);
    this.list.append(item);
    if (!parcel.mine) this.arrived();
    return item;
  }

  #said({ state, size, mine }) {
    const key = `file_${state}_${mine ? "mine" : "theirs"}`;
    return `${this.#size(size)}. ${this.words[key] ?? this.words[`file_${state}`]}`;
  }

  #buttons(parcel) {
    if (parcel.content) return [this.#link(parcel)];
    const cancel = this.#button("fileCancel", () => this.parcels.cancel(parcel));
    if (parcel.state === "going" || (parcel.mine && parcel.state === "offered")) return [cancel];
    if (parcel.state !== "offered") return [];
    const take = this.#button("fileTake", () => this.parcels.take(parcel));
    return [take, this.#button("fileRefuse", () => this.parcels.refuse(parcel))];
  }

  #button(key, does) {
    const button = part("button", "button button-quiet button-small", this.words[key]);
    button.type = "button";
    button.addEventListener("click", does);
    return button;
  }

  #link(parcel) {
    const link = part("a", "button button-small", this.words.fileSave);
    link.href = URL.createObjectURL(parcel.content);
    link.download = parcel.name;
    return link;
  }

  #size(bytes) {
    const [unit, share] = bytes < 1024 * 1024 ? ["kilobyte", 1024] : ["megabyte", 1024 * 1024];
    const figures = { style: "unit", unit, maximumFractionDigits: 1 };
    return new Intl.NumberFormat(document.documentElement.lang, figures).format(bytes / share);
  }
}

function part(name, looks, text) {
  const made = document.createElement(name);
  made.className = looks;
  made.textContent = text;
  return made;
}
