// Words written during the session go over the channel between the two browsers and are kept nowhere.

const find = (name) => document.querySelector(`[data-room="${name}"]`);
const LONGEST = 4000;

export class Chat {
  constructor({ tell, words, say }) {
    this.tell = tell;
    this.say = say;
    this.words = words;
    this.panel = find("chat");
    this.list = find("chatList");
    this.input = find("chatInput");
    this.button = find("chatToggle");
    this.form = find("chatForm");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    find("chatClose").addEventListener("click", () => this.close());
  }

  open(possible) {
    this.input.disabled = !possible;
  }

  toggle() {
    if (this.panel.hidden) this.#show();
    else this.close();
  }

  close() {
    if (this.panel.hidden) return false;
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.focus();
    return true;
  }

  // author: said for all to see where more than two are in the room
  heard(text, author = "") {
    this.#add(text.slice(0, LONGEST), "theirs", author);
    this.arrived("chatArrived");
  }

  note(text) {
    this.#add(text, "note");
  }

  // Something came that is no words; where the chat is closed its button shows it.
  arrived(key) {
    if (!this.panel.hidden) return;
    this.button.dataset.unread = "";
    this.say(key);
  }

  #show() {
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    delete this.button.dataset.unread;
    this.input.focus();
  }

  #send() {
    const text = this.input.value.trim().slice(0, LONGEST);
    if (!text) return;
    if (!this.tell({ chat: text })) return this.#add(this.words.chatNotSent, "note");
    this.#add(text, "mine");
    this.input.value = "";
  }

  #add(text, whose, name = "") {
    const item = document.createElement("li");
    item.className = `chat-${whose}`;
    const author = document.createElement("span");
    author.className = name ? "chat-author" : "visually-hidden";
    author.textContent = whose === "note" ? "" : `${name || this.words[whose === "mine" ? "chatYou" : "chatPeer"]}: `;
    item.append(author, text);
    this.list.append(item);
    item.scrollIntoView({ block: "nearest" });
  }
}
