"""Two offers at the same moment: who leads keeps his, the other's browser takes its own back, sound and picture go on.
And what comes of a connection of which one part got lost on its way.

Two real connections of a browser, by the room's own script; what each says is held back until both have spoken.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.rooms.lab import lab, mutated

pytestmark = pytest.mark.xdist_group("browser")

STAGE = """async () => {
  const { Call } = await import("/room/call.js");
  const [sides, said, seen] = [{}, { leader: [], follower: [] }, { leader: [], follower: [] }];
  const other = { leader: "follower", follower: "leader" };
  let [holding, losing] = [false, false];
  const flow = (name) => said[name].splice(0).forEach((message) => sides[other[name]].heard(message));
  const nothing = () => {};
  for (const name of ["leader", "follower"]) {
    const lost = (t, { n }) => losing && t === "cand" && n < 2;
    const say = (t, fields) => (lost(t, fields) || said[name].push({ t, ...fields }), holding || flow(name), true);
    const on = { track: nothing, channel: nothing, message: nothing, files: nothing, state: nothing, relay: nothing };
    sides[name] = new Call({ leads: name === "leader", say, on: { ...on, refused: (why) => seen[name].push(why) } });
  }
  const video = { width: 320, height: 180, frameRate: 15 };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
  for (const side of Object.values(sides)) {
    side.send({ audio: stream.getAudioTracks()[0].clone(), video: stream.getVideoTracks()[0].clone() });
  }
  const until = async (fact) => {
    for (let tries = 0; !(await fact()); tries += 1) {
      if (tries > 1000) throw new Error(`it did not become so: ${fact}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  const got = async ({ pc }) => {
    const all = [...(await pc.getStats()).values()].filter(({ type }) => type === "inbound-rtp");
    const of = (kind, figure) => all.find((one) => one.kind === kind)?.[figure] ?? 0;
    return [of("video", "framesDecoded"), of("audio", "packetsReceived")];
  };
  globalThis.stage = {
    async goesOn() {
      for (const side of Object.values(sides)) {
        const before = await got(side);
        await until(async () => (await got(side)).every((figure, n) => figure > before[n]));
      }
    },
    watch() {
      for (const [name, { pc }] of Object.entries(sides)) {
        seen[name] = [];
        pc.onsignalingstatechange = () => seen[name].push(pc.signalingState);
      }
    },
    leaderOffers: () => sides.leader.restart(),
    // As a program would that offers by itself, though it follows.
    async followerOffers() {
      const call = sides.follower;
      await call.pc.setLocalDescription(await call.pc.createOffer({ iceRestart: true }));
      const { type, sdp } = call.pc.localDescription;
      call.say("desc", { call: call.id, n: (call.n += 1), kind: type, sdp });
    },
    hold: () => (holding = true),
    // A new connection of whose ways neither hears, until it is looked for them again.
    async beginUnheard() {
      losing = true;
      sides.leader.begin();
      const { pc } = sides.leader;
      pc.addEventListener("connectionstatechange", () => seen.leader.push(pc.connectionState));
      await until(() => sides.follower.id === sides.leader.id && pc.signalingState === "stable");
    },
    leader: () => sides.leader,
    onTheirWay: () => Object.values(said).map((all) => all.filter(({ t }) => t === "desc").map(({ kind }) => kind)),
    letPass() {
      holding = false;
      for (const name of ["follower", "leader"]) flow(name);
    },
    settled: () => until(() => Object.values(sides).every(({ pc }) => pc.signalingState === "stable")),
    until,
    seen: () => [seen.leader, seen.follower, sides.leader.pc === pc.leader && sides.follower.pc === pc.follower],
  };
  sides.leader.begin();
  await until(() => sides.leader.connected && sides.follower.connected);
  const pc = { leader: sides.leader.pc, follower: sides.follower.pc };
  await stage.goesOn();
  await until(() => performance.now() - sides.leader.restartedAt > 1600); // before this it would not restart again
}"""
CROSS = """async () => {
  stage.watch();
  stage.hold();
  stage.leaderOffers();
  await stage.followerOffers();
  await stage.until(() => stage.onTheirWay().every((all) => all.length));
  const crossing = stage.onTheirWay();
  stage.letPass();
  await stage.settled();
  await stage.goesOn();
  return [crossing, ...stage.seen()];
}"""
ALONE = """async () => {
  stage.watch();
  await stage.followerOffers();
  await stage.settled();
  await stage.goesOn();
  return stage.seen();
}"""
GIVES_NO_WAY = 'if (this.leads && !(known && this.pc.signalingState === "stable")) return false;'


@pytest.fixture
def staged(chromium: Browser) -> Iterator[Callable[[dict[str, str]], Any]]:
    closing = []

    def open_page(changed: dict[str, str]) -> Any:
        page, close = lab(chromium, changed)
        closing.append(close)
        page.context.grant_permissions(["camera", "microphone"])
        page.evaluate(STAGE)
        return page

    yield open_page
    for close in closing:
        close()


def test_of_two_offers_that_cross_one_is_taken_back_and_the_call_goes_on(
    staged: Callable[[dict[str, str]], Any],
) -> None:
    page = staged({})
    crossing, leader, follower, the_same = page.evaluate(CROSS)
    assert crossing == [["offer"], ["offer"]]  # both were on their way, and neither had arrived
    assert leader == ["have-local-offer", "stable"]
    assert follower == ["have-local-offer", "stable", "have-remote-offer", "stable"]  # taken back, then answered
    assert the_same
    leader, follower, the_same = page.evaluate(ALONE)  # where nothing crosses, an offer of the follower is answered
    assert (leader, follower) == (["have-remote-offer", "stable"], ["have-local-offer", "stable"])
    assert the_same


def test_if_both_were_polite_both_would_take_their_offers_back(staged: Callable[[dict[str, str]], Any]) -> None:
    """The negative control: a leader who gives way as well."""
    page = staged({"room/call.js": mutated("room/call.js", (GIVES_NO_WAY, ""))})
    page.evaluate("() => { stage.watch(); stage.hold(); stage.leaderOffers(); return stage.followerOffers() }")
    page.wait_for_function("() => stage.onTheirWay().every((all) => all.length)")
    page.evaluate("() => stage.letPass()")
    page.wait_for_function("() => stage.seen()[0].includes('have-remote-offer')", timeout=60_000)


def test_a_connection_whose_ways_got_lost_is_looked_for_again(staged: Callable[[dict[str, str]], Any]) -> None:
    page = staged({})
    page.evaluate("() => stage.watch()")
    page.evaluate("() => stage.beginUnheard()")
    assert page.evaluate("() => [stage.leader().pc.connectionState, stage.leader().n]") == ["new", 1]
    page.wait_for_function("() => stage.leader().connected", timeout=60_000)
    assert page.evaluate("() => stage.leader().n") > 1
    assert "failed" not in page.evaluate("() => stage.seen()[0]")  # the browser itself had never said a word of it
    page.evaluate("() => stage.goesOn()")
