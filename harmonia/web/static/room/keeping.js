// What this device keeps of a pair, here and nowhere else: its own certificate (whose private key no script can read),
// and the other side's keys once the two have compared words. Signing out clears it with everything else of this site.

const NAME = "room";
const STORE = "pairs";
const YEAR = 365 * 24 * 3600 * 1000;
const ALMOST = 24 * 3600 * 1000; // a certificate that ends within a day is made anew
const PATIENCE = 1500; // a store that does not open (private windows, a full disk) is done without

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error ?? new Error("blocked"));
  });

async function store(mode) {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return (await answered(opening)).transaction(STORE, mode).objectStore(STORE);
}

const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
const inTime = (work) => Promise.race([work, late()]);

export class Keeping {
  constructor(pair) {
    this.pair = pair;
    this.kept = {}; // certificate, theirs, at
  }

  // A certificate a pair and not one for all: so that no two of those whom one meets can tell that it is the same device.
  async open() {
    this.kept = await inTime(store("readonly").then((pairs) => answered(pairs.get(this.pair)))).catch(() => null) ?? {};
    if (!(this.kept.certificate?.expires > Date.now() + ALMOST)) {
      const kind = { name: "ECDSA", namedCurve: "P-256", expires: YEAR };
      await this.#keep({ certificate: await RTCPeerConnection.generateCertificate(kind) });
    }
    return this.kept.certificate;
  }

  // The words were the same: these keys are the other side's.
  compared(theirs) {
    return this.#keep({ theirs, at: Date.now() });
  }

  async #keep(changes) {
    Object.assign(this.kept, changes);
    await inTime(store("readwrite").then((pairs) => answered(pairs.put(this.kept, this.pair)))).catch(() => {});
  }
}
