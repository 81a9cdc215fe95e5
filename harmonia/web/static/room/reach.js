// Is our relay reached from this network, and how well? Two connections of this page talk to each other through it and
// through nothing else, with the credentials of this room. Nothing of the result is sent anywhere.

const CONNECT_WITHIN = 10000;
const ANSWERS = 5;
const MEASURE_FOR = 1500;
const PIECE = 16 * 1024;
const MOST_WAITING = 256 * 1024;
const SLOW_ANSWER = 0.4; // seconds to the relay and back
const SLOW_RATE = 500_000; // bits a second

// {word: "good", "slow" or "none", roundTrip: seconds, rate: bits a second}; "absent" where there is no relay at all.
export async function checkRelay(servers) {
  if (!servers.length) return { word: "absent" };
  const ends = [0, 1].map(() => new RTCPeerConnection({ iceServers: servers, iceTransportPolicy: "relay" }));
  try {
    const channels = await within(CONNECT_WITHIN, connect(ends));
    const roundTrip = await within(CONNECT_WITHIN, measureAnswer(channels));
    const rate = await measureRate(channels);
    return { word: roundTrip > SLOW_ANSWER || rate < SLOW_RATE ? "slow" : "good", roundTrip, rate };
  } catch {
    return { word: "none" };
  } finally {
    for (const end of ends) end.close();
  }
}

function within(milliseconds, work) {
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("late")), milliseconds));
  return Promise.race([work, late]);
}

async function connect([here, there]) {
  let begin;
  const described = new Promise((done) => (begin = done));
  const gathered = Promise.all([passOn(here, there, described), passOn(there, here, described)]);
  const channels = [here, there].map((end) => end.createDataChannel("check", { negotiated: true, id: 0 }));
  const open = Promise.all(channels.map((channel) => new Promise((done) => (channel.onopen = done))));
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription);
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription);
  begin();
  await Promise.race([open, gathered.then(() => open)]);
  return channels;
}

// Fails as soon as it is known that the relay gave no address.
function passOn(from, to, described) {
  let found = 0;
  return new Promise((done, fail) => {
    from.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) found += 1;
      if (candidate) described.then(() => to.addIceCandidate(candidate)).catch(() => {});
      else if (found) done();
      else fail(new Error("no relay"));
    };
  });
}

// There and back through the relay passes the way to it twice: half of the median is one answer.
async function measureAnswer([here, there]) {
  there.onmessage = () => there.send("back");
  const times = [];
  for (let n = 0; n < ANSWERS; n += 1) {
    const since = performance.now();
    here.send("there");
    await new Promise((done) => (here.onmessage = done));
    times.push(performance.now() - since);
  }
  return times.sort((one, other) => one - other)[Math.floor(ANSWERS / 2)] / 2000;
}

async function measureRate([here, there]) {
  const since = performance.now();
  let [arrived, last] = [0, since + 1];
  there.onmessage = ({ data }) => {
    arrived += data.size ?? data.byteLength;
    last = performance.now();
  };
  const piece = new Uint8Array(PIECE);
  while (performance.now() - since < MEASURE_FOR) {
    if (here.bufferedAmount < MOST_WAITING) here.send(piece);
    else await new Promise((done) => setTimeout(done, 5));
  }
  return (arrived * 8000) / (last - since);
}
