// Verifying a receipt in the browser alone: SHA-256 and Ed25519 are the browser's own (WebCrypto), the tree is RFC 9162.
// Nothing is sent anywhere. A file is taken byte for byte: what is not in the canonical form (RFC 8785) is refused.

export const FORMAT = "harmonia-proof-1";
export const CONSISTENCY = "harmonia-consistency-1";
const LARGEST = 1 << 20;
const LONGEST_PATH = 64;
const HASH = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[0-9a-f]{128}$/;
const TEXT = (said) => typeof said === "string";
const WHOLE = (said) => Number.isSafeInteger(said);
const TABLE = (said) => said !== null && typeof said === "object" && !Array.isArray(said);
const CHECKPOINT = {
  text: { v: WHOLE, origin: TEXT, size: WHOLE, root: HASH, at: TEXT },
  signature: SIGNATURE,
};
const PROOF = {
  format: TEXT,
  document: TABLE,
  signature: SIGNATURE,
  key: HASH,
  leaf: { v: WHOLE, id: TEXT, at: TEXT, event: TEXT, record: HASH, sealed: HASH, document: HASH },
  inclusion: { position: WHOLE, size: WHOLE, path: [HASH] },
  checkpoint: CHECKPOINT,
};
const GROWTH = { format: TEXT, from: CHECKPOINT, to: CHECKPOINT, path: [HASH] };

export class Malformed extends Error {}

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (TABLE(value)) {
    const members = Object.keys(value).sort(); // by UTF-16 code units, as RFC 8785 wants
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Malformed("number");
  return JSON.stringify(value);
}

function fits(said, shape) {
  if (shape instanceof RegExp) return TEXT(said) && shape.test(said);
  if (typeof shape === "function") return shape(said);
  if (Array.isArray(shape)) {
    return Array.isArray(said) && said.length <= LONGEST_PATH && said.every((one) => fits(one, shape[0]));
  }
  const names = Object.keys(shape);
  return (
    TABLE(said) && Object.keys(said).length === names.length && names.every((name) => Object.hasOwn(said, name) && fits(said[name], shape[name]))
  );
}

export function read(bytes, shape) {
  if (bytes.length > LARGEST) throw new Malformed("size");
  let said;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    said = JSON.parse(text);
    if (canonical(said) !== text) throw new Malformed("bytes");
  } catch {
    throw new Malformed("form");
  }
  if (!fits(said, shape)) throw new Malformed("members");
  return said;
}

const utf8 = (text) => new TextEncoder().encode(text);
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const same = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function sha256(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

const leafHash = (text) => sha256(Uint8Array.of(0), utf8(text));
const pair = (left, right) => sha256(Uint8Array.of(1), left, right);

async function signed(key, signature, text) {
  try {
    const made = await crypto.subtle.importKey("raw", unhex(key), { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, made, unhex(signature), utf8(text));
  } catch (fault) {
    if (fault.name === "NotSupportedError") throw fault;
    return false;
  }
}

export const checkpointSigned = (point, key) => signed(key, point.signature, canonical(point.text));

// RFC 9162 2.1.3.2. Positions may lie beyond 32 bits, so they are BigInt.
async function includes(leaf, position, size, path, root) {
  if (position < 0 || position >= size) return false;
  let first = BigInt(position);
  let last = BigInt(size) - 1n;
  let hashed = leaf;
  for (const step of path) {
    if (last === 0n) return false;
    if (first & 1n || first === last) {
      hashed = await pair(step, hashed);
      while (!(first & 1n) && first) {
        first >>= 1n;
        last >>= 1n;
      }
    } else {
      hashed = await pair(hashed, step);
    }
    first >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(hashed, root);
}

// RFC 9162 2.1.4.2: is the newer tree the older one with leaves appended?
async function extends_(old, now, oldRoot, newRoot, path) {
  if (old === now) return path.length === 0 && same(oldRoot, newRoot);
  if (!(0 < old && old < now) || path.length === 0) return false;
  let first = BigInt(old) - 1n;
  let last = BigInt(now) - 1n;
  const steps = (BigInt(old) & first) === 0n ? [oldRoot, ...path] : path;
  while (first & 1n) {
    first >>= 1n;
    last >>= 1n;
  }
  let older = steps[0];
  let newer = steps[0];
  for (const step of steps.slice(1)) {
    if (last === 0n) return false;
    if (first & 1n || first === last) {
      older = await pair(step, older);
      newer = await pair(step, newer);
      while (!(first & 1n) && first) {
        first >>= 1n;
        last >>= 1n;
      }
    } else {
      newer = await pair(newer, step);
    }
    first >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(older, oldRoot) && same(newer, newRoot);
}

async function grew(growth) {
  const [old, now] = [growth.from.text, growth.to.text];
  return (
    growth.format === CONSISTENCY &&
    old.v === 1 &&
    now.v === 1 &&
    old.origin === now.origin &&
    (await extends_(old.size, now.size, unhex(old.root), unhex(now.root), growth.path.map(unhex)))
  );
}

const consistent = async (growth, key) =>
  (await grew(growth)) && (await checkpointSigned(growth.from, key)) && (await checkpointSigned(growth.to, key));

const RANDOM = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const isDocument = (said) => TEXT(said.type) && said.type !== "" && TEXT(said.id) && RANDOM.test(said.id);

async function byItself(proof) {
  const { leaf, inclusion, checkpoint, document } = proof;
  const text = canonical(document);
  const path = inclusion.path.map(unhex);
  const hashed = await leafHash(canonical(leaf));
  return {
    form: proof.format === FORMAT && leaf.v === 2 && checkpoint.text.v === 1,
    document: isDocument(document) && hex(await sha256(utf8(text))) === leaf.document,
    signature: isDocument(document) && (await signed(proof.key, proof.signature, text)),
    inclusion:
      inclusion.size === checkpoint.text.size &&
      (await includes(hashed, inclusion.position, inclusion.size, path, unhex(checkpoint.text.root))),
    checkpoint: await checkpointSigned(checkpoint, proof.key),
  };
}

const place = (text) => canonical([text.size, text.root, text.origin]);

async function withPast(proof, kept, growth) {
  const own = proof.checkpoint.text;
  const checks = growth ? { consistency: await consistent(growth, proof.key) } : {};
  const ends = growth ? [place(growth.from.text), place(growth.to.text)] : [];
  if (!kept) return { ...checks, past: growth ? ends.includes(place(own)) && checks.consistency : null };
  if (!(await checkpointSigned(kept, proof.key))) return { ...checks, past: false };
  if (kept.text.size === own.size) return { ...checks, past: place(kept.text) === place(own) };
  if (!growth) return { ...checks, past: null };
  const both = [place(own), place(kept.text)];
  return { ...checks, past: checks.consistency && both.every((one) => ends.includes(one)) };
}

function verdict(checks, about) {
  const named = (wanted) => Object.keys(checks).filter((name) => checks[name] === wanted);
  return { ...about, proved: named(true), unproved: named(null), faults: named(false) };
}

// `key`: hex, had from elsewhere; `checkpoint`, `consistency`: bytes of what the reader kept or fetched; all may be null.
export async function verify(bytes, { key = null, checkpoint = null, consistency = null } = {}) {
  let proof;
  let kept;
  let growth;
  try {
    proof = read(bytes, PROOF);
    kept = checkpoint && read(checkpoint, CHECKPOINT);
    growth = consistency && read(consistency, GROWTH);
  } catch (fault) {
    if (!(fault instanceof Malformed)) throw fault;
    return verdict({ form: false }, { document: null });
  }
  const checks = {
    ...(await byItself(proof)),
    key: key === null ? null : proof.key === key,
    ...(await withPast(proof, kept, growth)),
  };
  const { text } = proof.checkpoint;
  return verdict(checks, { document: proof.document, checkpoint: text, key: proof.key, position: proof.inclusion.position });
}
