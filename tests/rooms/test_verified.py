"""Verified: the words of a connection are the same for two who are alone, and differ when somebody stands between."""

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from tests.rooms.house import House
from tests.rooms.journey import join_both, part, safety_words, until
from tests.rooms.lab import lab, mutated, source
from tests.rooms.mallory import Mallory


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_whoever_swaps_keys_shows_the_two_different_words(
    come: Callable[..., Page], house: House, chromium: Browser, soon: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, soon), come(aigerim, soon)
    context = chromium.new_context()
    mallory = Mallory(context.new_page(), house.address, str(soon.pk))
    for page, role in ((there, "specialist"), (here, "client")):
        mallory.step_between(page, role)
        expect(part(page, "door")).to_be_visible()
    here.wait_for_function("() => globalThis.harmoniaRoom?.peer.here", timeout=60_000)
    mallory.stand()
    join_both(here, there)
    until(lambda: min(mallory.frames) > 0)  # she really sees both of them
    for mine, theirs in zip(safety_words(here), safety_words(there), strict=True):
        assert mine != theirs
    part(here, "safety").locator("summary").first.click()
    part(here, "safetyDiffer").click()
    for page in (here, there):
        expect(part(page, "over")).to_be_visible(timeout=60_000)
        assert page.evaluate("() => harmoniaRoom.call.pc") is None
    context.close()


BITS = 12  # of the 24: so that an attack that works is done in a moment
ATTACK = """async (bits) => {
  const { Verifier } = await import("/room/verify.js");
  const encoded = (parts) => new TextEncoder().encode(parts.join("\\n"));
  const digest = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", encoded(parts)));
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const first = ([high, middle, low]) => ((high << 16) | (middle << 8) | low) >>> (24 - bits);
  const key = (letter) => `sha-256 ${letter}`;
  const told = { client: {}, specialist: {} };
  const found = { client: null, specialist: null, broken: [] };
  const side = (role) => new Verifier({ room: "r", role,
    say: (word, { hash, nonce }) => (told[role][word] = hash ?? nonce),
    on: { known: (bytes) => (found[role] = first(bytes)), broken: () => found.broken.push(role) } });
  const [aigerim, boris] = [side("client"), side("specialist")];
  await aigerim.begin("c", key("A"), key("M"));
  await boris.begin("c", key("B"), key("M"));
  const fresh = () => hex(crypto.getRandomValues(new Uint8Array(32)));
  // She commits to something: she must, before either side shows its number. Then she looks for a better one.
  const mine = fresh();
  await aigerim.heard({ t: "commit", call: "c", hash: hex(await digest("r", "c", "specialist", key("M"), mine)) });
  await aigerim.heard({ t: "reveal", call: "c", nonce: mine });
  const wanted = first(await digest("r", "c", key("A"), key("M"), told.client.reveal, mine));
  const promised = fresh();
  await boris.heard({ t: "commit", call: "c", hash: hex(await digest("r", "c", "client", key("M"), promised)) });
  let ground = promised;
  for (let tries = 0; tries < 2 ** bits * 12; tries += 1) {
    if (first(await digest("r", "c", key("M"), key("B"), ground, told.specialist.reveal)) === wanted) break;
    ground = fresh();
  }
  await boris.heard({ t: "reveal", call: "c", nonce: ground });
  return { ...found, kept: ground === promised };
}"""
WITHOUT_COMMITMENT = (("    if (expected !== this.theirHash) return this.on.broken();\n", ""),)


@pytest.fixture
def attack(chromium: Browser) -> Iterator[Callable[[dict[str, str]], Any]]:
    closing = []

    def run(changed: dict[str, str]) -> Any:
        page, close = lab(chromium, changed)
        closing.append(close)
        return page.evaluate(ATTACK, BITS)

    yield run
    for close in closing:
        close()


@pytest.mark.xdist_group("browser")
def test_grinding_is_of_no_use_against_a_commitment(attack: Callable[[dict[str, str]], Any]) -> None:
    found = attack({})
    assert found["client"] is not None
    if not found["kept"]:  # one in 4,096: what she promised fits by chance, as with 24 bits one in 16.7 million
        assert (found["specialist"], found["broken"]) == (None, ["specialist"])


@pytest.mark.xdist_group("browser")
def test_without_the_commitment_grinding_finds_the_same_words(attack: Callable[[dict[str, str]], Any]) -> None:
    """The negative control: scripts that do not hold her to what she promised."""
    found = attack({"room/verify.js": mutated("room/verify.js", *WITHOUT_COMMITMENT)})
    assert found["broken"] == []
    assert found["client"] == found["specialist"]
    assert found["client"] is not None


def distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for column, against in enumerate(other, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (letter != against))
    return row[-1]


def test_the_words_are_256_a_language_and_hard_to_mistake() -> None:
    triples = re.findall(r'^  \["(\S+)", "(\S+)", "(\S+)"\],$', source("room/safety-words.js"), re.MULTILINE)
    assert len(triples) == 256
    for language in zip(*triples, strict=True):
        assert len(set(language)) == 256
        assert max(map(len, language)) <= 10
        assert [pair for pair in combinations(language, 2) if distance(*pair) < 2] == []
