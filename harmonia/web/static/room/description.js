// What a description of a connection may ask for: one sound, one picture (camera or screen, never both), one channel,
// everything under a key; and no recording (RFC 7866 has words for asking for it). The server refuses the same.

const MOST = { audio: 1, video: 1, application: 1 };
const RECORDING = /^a=record(pref)?:/m;

// Why this description is refused; "" if it is not.
export function refusal(sdp) {
  const streams = [...sdp.matchAll(/^m=(\S+) \S+ (\S+)/gm)];
  const count = (kind) => streams.filter((one) => one[1] === kind).length;
  if (RECORDING.test(sdp)) return "recording";
  if (streams.some(([, kind]) => count(kind) > (MOST[kind] ?? 0))) return "streams";
  return streams.every(([, , profile]) => profile.startsWith("UDP/") && profile.includes("TLS")) ? "" : "open";
}

// The fingerprints of the keys that a description speaks for, always written the same way.
export function keysOf({ sdp }) {
  const found = [...sdp.matchAll(/^a=fingerprint:(\S+) (\S+)/gm)].map(([, hash, key]) => `${hash.toLowerCase()} ${key.toUpperCase()}`);
  return [...new Set(found)].sort().join(",");
}
