// Whether sound and picture go through our relay alone, so that the other side's program never learns this device's
// network address. What the server proposes stands until the person chooses; a relay that is full is said, and nothing
// is sent directly unless the person says so.

const find = (name) => document.querySelector(`[data-room="${name}"]`);
const PATIENCE = 2500; // one of several relays or networks may fail while another one works
const TRY_AGAIN = 5000;

export class Relay {
  // memory: of this device; on: said(key), a sentence for ears; anew, a connection that knows nothing of the former one
  constructor({ call, memory, on }) {
    this.call = call;
    this.memory = memory;
    this.on = on;
    this.servers = [];
    this.box = find("relayOnly");
    this.box.addEventListener("change", () => this.choose(this.box.checked));
    find("relayDirect").addEventListener("click", () => this.choose(false));
    setInterval(() => !find("relayFull").hidden && this.#tryAgain(), TRY_AGAIN);
  }

  get only() {
    return this.servers.length > 0 && this.memory.get("relayOnly", this.proposed);
  }

  // Fresh credentials come with every renewal, minutes apart.
  offered(servers, proposed) {
    Object.assign(this, { servers, proposed });
    find("relayChoice").hidden = servers.length === 0;
    find("relayNone").hidden = servers.length > 0;
    this.#use();
  }

  choose(only) {
    if (only === this.only) return;
    this.memory.set("relayOnly", only);
    this.#use();
    this.on.said(only ? "relayOn" : "relayOff");
    if (only) this.on.anew(); // a restart would keep the direct way for as long as it works
    else this.call.restart();
  }

  // No address of the relay was to be had: it is full, or out of reach.
  failed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#show(this.only && !this.call.connected), PATIENCE);
  }

  worked() {
    clearTimeout(this.timer);
    this.#show(false);
  }

  #use() {
    this.box.checked = this.only;
    if (!this.only) this.#show(false);
    this.call.useServers(this.servers, this.only);
  }

  #show(full) {
    if (full && find("relayFull").hidden) this.on.said("relayFull");
    find("relayFull").hidden = !full;
  }

  #tryAgain() {
    if (this.call.connected) this.worked();
    else this.call.restart();
  }
}
